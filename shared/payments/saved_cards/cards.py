"""Saved cards: told to their owner, taken in from the provider, replaced, and given up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from shared import audit, clock, outbox
from shared.db import locked
from shared.errors import NotFound, Refused
from shared.i18n import phrase
from shared.models import Debtor, Mandate, SavedCard
from shared.payments.saved_cards import mandates
from shared.payments.saved_cards.told import Method

DETACH: Final = "payments.detach_card"
"""The outbox topic of a card the provider is to forget: `{"method_id"}`."""
GONE: Final = "payments.card_gone"
"""The outbox topic of a card that cannot be charged any more: `{"card", "why"}`."""
REPLACED: Final = "payments.card_replaced"
"""The outbox topic of a card that another took the place of: `{"card", "by"}`."""

_PREFIX = "card:"
_FORGOTTEN = phrase("It is not kept by the card provider any more.")
_NOT_PERMITTED = phrase("Its bank does not let us charge it any more.")


class NotYourCard(NotFound):
    def __init__(self) -> None:
        super().__init__("This card is not saved, or it is not yours.")


class CardGone(Refused):
    """The card cannot be charged; the sentence says why."""


@dataclass(frozen=True, slots=True)
class CardView:
    """A saved card as its owner knows it. `reference` is how plans name it; `problem` why its bank will not pay."""

    id: int
    reference: str
    brand: str
    last4: str
    expires: date
    problem: str
    saved_at: datetime
    mandate: str
    agreed_at: datetime | None

    @property
    def is_usable(self) -> bool:
        return not self.problem and bool(self.mandate) and self.expires >= clock.today()


def of_debtor(session: Session, debtor_id: int) -> list[CardView]:
    """The debtor's saved cards, the newest first, each with the words they agreed to last."""
    query = select(SavedCard).where(SavedCard.debtor_id == debtor_id, col(SavedCard.removed_at).is_(None))
    found = session.exec(query.order_by(col(SavedCard.id).desc())).all()
    agreed = mandates.in_force(session, [each.id or 0 for each in found])
    return [_view(each, agreed.get(each.id or 0)) for each in found]


def one_of(session: Session, debtor_id: int, reference: str) -> CardView:
    """The debtor's card of that reference, as a plan names it.

    Raises:
        NotYourCard: there is none, it was removed, or it is somebody else's.
    """
    found = [each for each in of_debtor(session, debtor_id) if each.reference == reference]
    if not found:
        raise NotYourCard
    return found[0]


def usable_one(session: Session, debtor_id: int, reference: str) -> CardView:
    """The same, for a card that can be charged.

    Raises:
        NotYourCard, CardGone.
    """
    card = one_of(session, debtor_id, reference)
    if not card.is_usable:
        raise CardGone("This card cannot be charged any more. Please choose another one.")
    return card


def named(session: Session, references: Iterable[str]) -> dict[str, SavedCard]:
    """The cards of these references as they are charged today: a replaced one gives the card in its place."""
    ids = {each: int(each.removeprefix(_PREFIX)) for each in references if _is_reference(each)}
    found: dict[int, SavedCard] = {}
    wanted = set(ids.values())
    while missing := wanted - found.keys():
        rows = session.exec(select(SavedCard).where(col(SavedCard.id).in_(sorted(missing)))).all()
        found.update({each.id or 0: each for each in rows})
        wanted = {each.replaced_by_id for each in rows if each.replaced_by_id} - found.keys()
    return {reference: _last(found, id_) for reference, id_ in ids.items() if id_ in found}


def check_chargeable(card: SavedCard, debtor_id: int) -> None:
    """Refuse a card that is not the debtor's, or that cannot be charged.

    Raises:
        NotYourCard, CardGone.
    """
    if card.debtor_id != debtor_id:
        raise NotYourCard
    if card.removed_at is not None or card.stopped:
        raise CardGone(card.removed_why or card.stopped)


def remove(session: Session, debtor_id: int, card_id: int) -> None:
    """The debtor gives the card up: it is never charged again, and the provider is told to forget it.

    Raises:
        NotYourCard: there is none of that id, it was removed, or it is somebody else's.
    """
    card = _theirs(session, debtor_id, card_id)
    actor = f"debtor:{debtor_id}"
    _give_up(session, card, phrase("You removed the card."), actor=actor)
    _forget(session, card.method_id)
    _tell_gone(session, card, card.removed_why)


def saved(session: Session, debtor_id: int, method: Method, *, replaces: int | None, actor: str) -> SavedCard:
    """Keep a card that the provider now keeps. The same card once more is the same row, under its new name there.

    The debtor's row is locked first, so that two tabs that save one card leave one.
    """
    locked(session, Debtor, [debtor_id])
    card = _known(session, debtor_id, method) or SavedCard(debtor_id=debtor_id, saved_at=clock.now(), **_facts(method))
    if card.id is None:
        session.add(card)
        session.flush()
        audit.note(session, actor, "card.saved", f"card:{card.id}")
    elif card.method_id != method.id:
        _forget(session, card.method_id)
        _take(card, method)
    old = session.get(SavedCard, replaces) if replaces else None
    if old is not None and old.id != card.id and old.debtor_id == debtor_id and old.removed_at is None:
        _replace(session, old, card, actor)
    if card.stopped:
        card.stopped = ""
    outbox.changed(session, mandates.CHANGED)
    return card


def take_in(session: Session, method: Method, *, actor: str) -> None:
    """What the provider says of a card now: its bank gave it another number or expiry, or it is not kept any more."""
    card = _kept(session, method.id)
    if card is None:
        return
    if method.customer_id:
        _take(card, method)
        audit.note(session, actor, "card.updated", f"card:{card.id}")
        outbox.changed(session, mandates.CHANGED)
    else:
        _give_up(session, card, _FORGOTTEN, actor=actor)
        _tell_gone(session, card, _FORGOTTEN)


def permission_ended(session: Session, method_id: str, *, actor: str) -> None:
    """Its bank does not let us charge this card any more; its owner has to save it again. A repeat changes nothing."""
    card = _kept(session, method_id)
    if card is not None:
        mandates.revoke(session, card.id or 0, _NOT_PERMITTED, actor=actor)
        stop(session, card, _NOT_PERMITTED, actor=actor)


def stop(session: Session, card: SavedCard, why: str, *, actor: str) -> None:
    """Its bank will not pay with this card again: it stays, for its owner to replace, and is charged no more."""
    if card.stopped or card.removed_at is not None:
        return
    card.stopped = why[:200]
    audit.note(session, actor, "card.stopped", f"card:{card.id}")
    _tell_gone(session, card, card.stopped)
    outbox.changed(session, mandates.CHANGED)


def _kept(session: Session, method_id: str) -> SavedCard | None:
    """The card of that name at the provider, held until the transaction ends; None if it is none of ours any more."""
    query = select(SavedCard).where(SavedCard.method_id == method_id, col(SavedCard.removed_at).is_(None))
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _view(card: SavedCard, mandate: Mandate | None) -> CardView:
    return CardView(
        id=card.id or 0,
        reference=card.reference,
        brand=card.brand,
        last4=card.last4,
        expires=_last_day(card.exp_year, card.exp_month),
        problem=card.stopped,
        saved_at=card.saved_at,
        mandate=mandate.text if mandate else "",
        agreed_at=mandate.accepted_at if mandate else None,
    )


def _last_day(year: int, month: int) -> date:
    after = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1)


def _is_reference(text: str) -> bool:
    return text.startswith(_PREFIX) and text.removeprefix(_PREFIX).isascii() and text.removeprefix(_PREFIX).isdigit()


def _last(found: dict[int, SavedCard], card_id: int) -> SavedCard:
    card = found[card_id]
    while card.replaced_by_id in found:
        card = found[card.replaced_by_id]
    return card


def _theirs(session: Session, debtor_id: int, card_id: int) -> SavedCard:
    query = select(SavedCard).where(
        SavedCard.id == card_id, SavedCard.debtor_id == debtor_id, col(SavedCard.removed_at).is_(None)
    )
    card = session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if card is None:
        raise NotYourCard
    return card


def _known(session: Session, debtor_id: int, method: Method) -> SavedCard | None:
    """The debtor's card this is, by its name at the provider or by the fingerprint of its number."""
    query = select(SavedCard).where(SavedCard.debtor_id == debtor_id, col(SavedCard.removed_at).is_(None))
    held: Sequence[SavedCard] = session.exec(query.order_by(col(SavedCard.id))).all()
    by_name = (each for each in held if each.method_id == method.id)
    by_number = (each for each in held if method.fingerprint and each.fingerprint == method.fingerprint)
    return next(by_name, None) or next(by_number, None)


def _facts(method: Method) -> dict[str, Any]:
    return {
        "customer_id": method.customer_id,
        "method_id": method.id,
        "fingerprint": method.fingerprint[:64],
        "brand": method.brand[:24],
        "last4": method.last4[:4],
        "exp_month": method.exp_month,
        "exp_year": method.exp_year,
    }


def _take(card: SavedCard, method: Method) -> None:
    for name, value in _facts(method).items():
        setattr(card, name, value)


def _replace(session: Session, old: SavedCard, card: SavedCard, actor: str) -> None:
    old.replaced_by_id = card.id
    _give_up(session, old, phrase("You replaced the card."), actor=actor)
    _forget(session, old.method_id)
    payload = {"card": old.reference, "by": card.reference}
    outbox.promise(session, REPLACED, f"card_replaced:{old.id}", payload)


def _give_up(session: Session, card: SavedCard, why: str, *, actor: str) -> None:
    card.removed_at, card.removed_why = clock.now(), why
    mandates.revoke(session, card.id or 0, why, actor=actor)
    audit.note(session, actor, "card.removed", f"card:{card.id}")
    outbox.changed(session, mandates.CHANGED)


def _forget(session: Session, method_id: str) -> None:
    outbox.promise(session, DETACH, f"detach:{method_id}", {"method_id": method_id})


def _tell_gone(session: Session, card: SavedCard, why: str) -> None:
    moment = clock.now().isoformat()
    outbox.promise(session, GONE, f"card_gone:{card.id}:{moment}", {"card": card.reference, "why": why})
