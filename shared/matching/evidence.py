"""Reads one payment against the index: which invoices it names and where, and who its payer may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from shared.matching.index import Index, Named, own_letters
from shared.matching.references import compact
from shared.matching.text import Label, Piece, pieces
from shared.matching.values import OpenInvoice, Payment

_FIELDS = ("reference", "text", "end_to_end_id")
_ZEROS_IN_FRONT = 12  # that a bank may put before a reference
_MAY_BE_INVOICE = {Label.NONE, Label.INVOICE}
_SHORTEST_END = 3  # digits of an invoice number's end that are worth comparing


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the payment something was read: its field and a half-open range of characters."""

    source: str
    start: int
    end: int

    def overlaps(self, other: Place) -> bool:
        return self.source == other.source and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Hit:
    """An open invoice that the payment names."""

    invoice: OpenInvoice
    place: Place
    scheme: str | None = None
    is_reference: bool = False
    weak: bool = False
    """Too short, or too loosely written, to count without other evidence."""
    telling: bool = True
    """Written so that an equal amount makes even a weak one count, and an end count without one."""
    is_end: bool = False
    """Only the end of the number is written."""

    @property
    def vouched(self) -> bool:
        """Whether check digits vouch for it."""
        return self.scheme is not None


@dataclass(slots=True)
class Evidence:
    """All that one payment says. Debtors stand in the order of their ids, so that equal input gives equal output."""

    payment: Payment
    hits: list[Hit] = field(default_factory=list)
    elsewhere: list[Hit] = field(default_factory=list)
    """Invoices named that are in another currency."""
    unread: list[tuple[Piece, Place]] = field(default_factory=list)
    """Numbers that are no open invoice's, in the payer's words."""
    by_iban: tuple[int, ...] = ()
    by_name: dict[int, float] = field(default_factory=dict)
    by_customer: dict[int, Place] = field(default_factory=dict)

    def supports(self, debtor_id: int) -> bool:
        """Whether IBAN, name or customer number speak for this debtor."""
        return debtor_id in self.by_iban or debtor_id in self.by_name or debtor_id in self.by_customer


def read(payment: Payment, index: Index) -> Evidence:
    """What a payment says about who pays what; every look-up is by key, whatever the size of the book."""
    found = Evidence(payment)
    if payment.payer_iban:
        found.by_iban = tuple(sorted(index.by_iban.get(compact(payment.payer_iban), ())))
    if payment.payer_name:
        found.by_name = index.names.find(payment.payer_name)
    for source in _FIELDS:
        _read_field(found, source, getattr(payment, source) or "", index)
    found.hits = [_strengthened(hit, found) for hit in _once(found.hits) if not hit.weak or _backed(hit, found)]
    found.hits += _ends(found, index)
    return found


def _read_field(found: Evidence, source: str, text: str, index: Index) -> None:
    """Longer pieces are read first: what they cover is not read again."""
    covered: list[Place] = []
    for piece, named in _telling_pieces(text, index):
        place = Place(source, piece.start, piece.end)
        if any(place.overlaps(other) for other in covered):
            continue
        if named:
            covered.append(place)
            _keep(found, piece, place, named)
        else:
            _read_other_number(found, piece, place, index)


def _telling_pieces(text: str, index: Index) -> list[tuple[Piece, list[Named]]]:
    """Pieces that lead to invoices and those, then single numbers that may tell something else; the longest first."""
    longest = index.longest_key + _ZEROS_IN_FRONT
    looked_up = ((piece, _named(piece, index)) for piece in pieces(text, longest, index.fronts))
    telling = [(piece, named) for piece, named in looked_up if named or piece.is_one_number]
    return sorted(telling, key=lambda each: -len(each[0].key))


def _named(piece: Piece, index: Index) -> list[Named]:
    """The invoices a piece leads to, unless the words before it say that it is something else."""
    if piece.label not in _MAY_BE_INVOICE and not piece.lettered:
        return []
    named = index.by_key.get(piece.key, [])
    if piece.key[0] == "0":
        named = named + [each for each in index.by_key.get(piece.key.lstrip("0"), []) if each.is_reference]
    return [each for each in named if each.is_reference or not _of_another_series(piece, each.invoice)]


def _of_another_series(piece: Piece, invoice: OpenInvoice) -> bool:
    """“R-2026” is not “INV-2026”: letters written onto the number contradict the invoice's own."""
    own = own_letters(invoice.number)
    return bool(piece.prefix and own and not piece.lettered and piece.prefix != own)


def _keep(found: Evidence, piece: Piece, place: Place, named: Iterable[Named]) -> None:
    labelled = piece.label is Label.INVOICE
    for each in sorted(named, key=lambda one: not one.is_reference):
        scheme = each.scheme
        structured = each.is_reference and place.source == "reference"
        weak = not structured and (piece.short or (piece.loose and not labelled and scheme is None))
        hit = Hit(each.invoice, place, scheme, each.is_reference, weak=weak, telling=labelled or not piece.short)
        if each.invoice.currency == found.payment.currency:
            found.hits.append(hit)
        elif not weak:
            found.elsewhere.append(hit)


def _read_other_number(found: Evidence, piece: Piece, place: Place, index: Index) -> None:
    customers = index.by_customer.get(piece.key, [])
    if customers and (piece.label is Label.CUSTOMER or not piece.short):
        found.by_customer.update(dict.fromkeys(customers, place))
    elif piece.label in _MAY_BE_INVOICE:
        found.unread.append((piece, place))


def _once(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Each invoice by its best mention: a reference before a number, then the first."""
    seen: set[int] = set()
    for hit in sorted(hits, key=lambda each: (not each.vouched, each.weak)):
        if hit.invoice.id not in seen:
            seen.add(hit.invoice.id)
            yield hit


def _backed(hit: Hit, found: Evidence) -> bool:
    """Whether something else speaks for what a weak hit says."""
    return _same_debtor(hit, found) or (hit.telling and hit.invoice.outstanding_minor == found.payment.amount_minor)


def _same_debtor(hit: Hit, found: Evidence) -> bool:
    debtor_id = hit.invoice.debtor_id
    strong = (each for each in found.hits if not each.weak)
    return found.supports(debtor_id) or any(each.invoice.debtor_id == debtor_id for each in strong)


def _strengthened(hit: Hit, found: Evidence) -> Hit:
    return replace(hit, weak=False) if hit.weak and _same_debtor(hit, found) else hit


def _telling(piece: Piece) -> bool:
    return piece.label is Label.INVOICE and not piece.short


def _ends(found: Evidence, index: Index) -> list[Hit]:
    """Numbers of which only the end is written, among what the likely payers have open."""
    ends = [(piece, place) for piece, place in found.unread if len(piece.key) >= _SHORTEST_END]
    if not ends:
        return []
    named = {hit.invoice.id for hit in found.hits}
    debtors = {*found.by_iban, *found.by_name, *found.by_customer, *(hit.invoice.debtor_id for hit in found.hits)}
    hits: dict[int, Hit] = {}
    for debtor_id in sorted(debtors):
        rest = [each for each in index.open_of(debtor_id, found.payment.currency) if each.id not in named]
        for piece, place in ends:
            fitting = [each for each in rest if index.digits[each.id].endswith(piece.key)]
            if len(fitting) == 1:
                hits.setdefault(fitting[0].id, Hit(fitting[0], place, telling=_telling(piece), is_end=True))
    return list(hits.values())
