"""The receipt journal: import, apply, review with the proof beside each line, accept, post. Worked by keyboard."""

import reflex as rx

from backoffice import routes
from backoffice.components.address import keep_address
from backoffice.components.frame import frame
from backoffice.components.reading import unreadable
from backoffice.pages.journal.head import head, notes
from backoffice.pages.journal.lines import batch, lines, not_there
from backoffice.pages.journal.panel import panel
from backoffice.pages.journal.working import Journal
from shared.ui.drawer import drawer
from shared.ui.figures import facts
from shared.ui.keys import follow_selection, key_bindings
from shared.ui.links import kbd

_KEYS = (
    ("j", "Next line"),
    ("k", "Previous line"),
    ("a", "Accept the proposal"),
    ("r", "Reject: leave the line"),
    ("s", "Split over several invoices"),
    ("e", "Edit the amounts"),
    ("/", "Search an invoice for this line"),
    ("o", "Something else: on account, not known whose, no customer’s money, taken back"),
    ("u", "Undo the last decision"),
    ("p", "Post what is accepted; it asks first"),
    ("Esc", "Close what is open"),
    ("?", "These keys"),
)


def journal() -> rx.Component:
    body = rx.fragment(
        head(), notes(), rx.el.div(lines(), panel(), batch(), class_name="journal"), _effects(), _all_keys()
    )
    return frame(
        unreadable(Journal.failed, "The journal", Journal.load, otherwise=rx.cond(Journal.missing, not_there(), body)),
        here=routes.JOURNALS,
        fills_window=True,
    )


def register(app: rx.App) -> None:
    app.add_page(journal, route=routes.JOURNAL, title="Receipt journal: Duebook", on_load=[Journal.load, Journal.watch])


def _effects() -> rx.Component:
    """What is not seen: the keys, the selection kept in view, the address kept in step."""
    keys = {
        "j": Journal.move(1),
        "k": Journal.move(-1),
        "a": Journal.accept(Journal.panel.id, Journal.panel.seen),
        "r": Journal.leave(Journal.panel.id, Journal.panel.seen),
        "s": Journal.split,
        "e": Journal.edit,
        "/": Journal.split,
        "o": Journal.elsewhere,
        "u": Journal.undo,
        "p": Journal.ask_post,
        "?": Journal.show_keys,
        "Escape": Journal.escape,
    }
    return rx.fragment(
        key_bindings(keys, opens=("s", "e", "o", "/")),
        follow_selection(Journal.selected),
        keep_address(Journal.address),
    )


def _all_keys() -> rx.Component:
    listed = facts(*((does, kbd(key)) for key, does in _KEYS))
    return rx.fragment(drawer(Journal.keys_shown, "Keys", listed, on_close=Journal.show_keys))
