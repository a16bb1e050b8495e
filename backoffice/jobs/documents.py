"""Make the documents that were asked for, and tidy up after those nobody wants any more."""

import logging

from shared import db, documents
from shared.documents import rendering, store

log = logging.getLogger(__name__)


def make_due() -> int:
    """Make what is asked for, one at a time and each in bounded time; how many are ready.

    One that fails stops no other, and is never offered.
    """
    ready = 0
    while order := db.run(documents.take):
        try:
            pdf = rendering.made(order.facts)
        except Exception as problem:
            log.exception("Document %s failed", order.id)
            db.run(documents.fail, order.id, f"{type(problem).__name__}: {problem}")
        else:
            db.run(documents.finish, order.id, stored=store.keep(pdf), size=len(pdf))
            ready += 1
    return ready


def tidy_documents() -> int:
    """Forget old documents and remove files that no row knows; how many files went."""
    db.run(documents.forget_old)
    return store.sweep(db.look(documents.kept_names))
