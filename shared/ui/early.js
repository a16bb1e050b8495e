// What is pressed before the page's code is there is kept, and pressed again once it is: the latest alone.
// Links, forms with an address of their own and what opens a popover need no code.
(() => {
  const kinds = ["click", "submit"];
  let pressed = null;
  const keep = (event) => {
    const {type, target, submitter} = event;
    if (type === "submit" && target.hasAttribute("action")) return;
    const found = type === "submit" ? submitter ?? target : target.closest?.("button[type=button]:not([popovertarget])");
    if (!found) return;
    pressed = found;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const kind of kinds) addEventListener(kind, keep, true);
  globalThis.duebookReady = () => {
    delete globalThis.duebookReady;
    for (const kind of kinds) removeEventListener(kind, keep, true);
    if (pressed?.isConnected) pressed.tagName === "FORM" ? pressed.requestSubmit() : pressed.click();
    pressed = null;
  };
})();
