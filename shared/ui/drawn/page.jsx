// Draws the part of a ready-made page that is the reader's, with the data it arrives with; runs on the server.
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { MemoryRouter, Route, Routes } from "react-router";
import { EmbedLayout } from "$/app/root.jsx";
import { beginWith } from "$/utils/context";

const files = import.meta.glob(["/app/routes/*.jsx", "!/app/routes/[[]staff[]]*", "!/app/routes/[[]404[]]*"], { eager: true });
const pages = Object.fromEntries(Object.entries(files).map(([file, module]) => [addressOf(file), module.default]));

// "/app/routes/[invoices].$[invoice_id]._index.jsx" is built into "/invoices/_/" (shared/ui/shells.py).
function addressOf(file) {
  const names = file.slice("/app/routes/".length).split(".").slice(0, -1).filter((name) => name !== "_index");
  return ["", ...names.map((name) => name.startsWith("$") ? "_" : name.replace(/[[\]]/g, "")), ""].join("/");
}

// What stands in the head is there already: the page was built with it.
const HEAD = /^(?:<title>.*?<\/title>|<(?:meta|link)[^>]*\/>)+/s;

globalThis.draw = (address, path, data) => {
  beginWith(JSON.parse(data));
  const page = createElement(Route, { path: address.replace("/_/", "/:name/"), element: createElement(pages[address]) });
  const whole = createElement(EmbedLayout, {}, createElement(Routes, {}, page));
  return renderToString(createElement(MemoryRouter, { initialEntries: [path] }, whole)).replace(HEAD, "");
};
