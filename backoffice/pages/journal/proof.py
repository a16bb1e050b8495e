"""One line with its proof as the side panel shows it: all texts, made from what the queries say."""

from dataclasses import dataclass, field

from backoffice import routes
from backoffice.components.receipt_lines import BESIDES
from backoffice.pages.journal.fitting import fitting
from backoffice.pages.journal.marking import Piece, pieces, spans
from backoffice.pages.journal.shown import STATUS, purpose_of
from shared.journals.line_details import LineDetail, RunnerUpView, ShareView
from shared.journals.piles import Pile
from shared.matching import Signal
from shared.models import DifferenceKind, LinePurpose
from shared.money import Money
from shared.receipts.card import ReceiptCard
from shared.ui.format import amount, count, long_date, money, percent, short_date

_ICONS = {"iban": "landmark", "name": "user", "against": "eye", "amount": "diff", "memory": "repeat-2"}
_MARKED = ("text", "reference", "end_to_end_id", "payer_name")
BOOKED = (Pile.POSTED, Pile.REVERSED)


@dataclass
class ShareRow:
    """What of the payment goes to one invoice."""

    number: str = ""
    href: str = ""
    debtor: str = ""
    remaining: str = ""
    pays: str = ""
    besides: str = ""
    left: str = ""


@dataclass
class Reason:
    """One signal: the number of its mark in the text, or an icon."""

    mark: str = ""
    icon: str = "info"
    sentence: str = ""
    strength: str = ""
    against: bool = False


@dataclass
class RunnerUpRow:
    """The second best explanation."""

    numbers: str = ""
    href: str = ""
    payer: str = ""
    percent: str = ""
    why_not: str = ""


@dataclass
class Panel:
    """All the side panel says of one line; `seen` is the digest that a decision on it hands back."""

    id: int = 0
    seen: str = ""
    position: str = ""
    payer: list[Piece] = field(default_factory=list)
    paid: str = ""
    currency: str = ""
    is_credit: bool = True
    facts: str = ""
    text: list[Piece] = field(default_factory=list)
    reference: list[Piece] = field(default_factory=list)
    end_to_end: list[Piece] = field(default_factory=list)
    percent: float = 0.0
    shares: list[ShareRow] = field(default_factory=list)
    together: ShareRow = field(default_factory=ShareRow)
    several_debtors: bool = False
    instead: str = ""
    instead_detail: str = ""
    instead_href: str = ""
    fit_kind: str = "ready"
    fit: str = ""
    fit_detail: str = ""
    why: list[Reason] = field(default_factory=list)
    runner_up: RunnerUpRow = field(default_factory=RunnerUpRow)
    kind: str = "ready"
    label: str = ""
    note: str = ""
    decided_by: str = ""
    is_decided: bool = False
    receipt_href: str = ""
    can_accept: bool = False
    can_decide: bool = False
    can_undo: bool = False
    can_take_up: bool = False
    can_reverse: bool = False


def panel(detail: LineDetail, undoes: ReceiptCard | None = None) -> Panel:
    """The side panel of one line; `undoes` is the receipt that it takes back."""
    line, pile = detail.view, detail.view.pile
    kind, label = STATUS[pile]
    shown = [each for each in detail.signals if each.kind != "amount"]
    marks = _marks(shown)
    may_be_set = pile is not Pile.SET_ASIDE or detail.is_bookable
    is_open = pile not in BOOKED and may_be_set and not detail.is_held
    said, instead = fitting(detail), _instead(detail, undoes)
    return Panel(
        id=line.id,
        seen=detail.digest,
        position=count(line.position),
        payer=pieces(line.payer_name or "No name given", spans(shown, "payer_name", marks)),
        paid=amount(line.amount) if detail.is_credit else f"\u2212{amount(line.amount)}",
        currency=line.amount.currency,
        is_credit=detail.is_credit,
        facts=_facts(detail),
        text=pieces(line.text, spans(shown, "text", marks)),
        reference=pieces(detail.reference, spans(shown, "reference", marks)),
        end_to_end=pieces(_end_to_end(detail), spans(shown, "end_to_end_id", marks)),
        percent=line.confidence / 100,
        shares=[_share(each, pile) for each in detail.shares],
        together=_together(detail) if len(detail.shares) > 1 else ShareRow(),
        several_debtors=len({each.item.debtor_name for each in detail.shares}) > 1,
        instead=instead[0],
        instead_detail=instead[1],
        instead_href=routes.receipt(undoes.id) if undoes else "",
        fit_kind=said[0],
        fit=said[1],
        fit_detail=said[2],
        why=[_reason(each, mark) for each, mark in zip(shown, marks, strict=True)],
        runner_up=_runner_up(detail.runner_up) if detail.runner_up else RunnerUpRow(),
        kind=kind,
        label=label,
        note="Its statement is held" if detail.is_held else line.note,
        decided_by=_decided(detail),
        is_decided=bool(line.note or detail.decided_by) or detail.is_held,
        receipt_href=routes.receipt(detail.receipt_id) if detail.receipt_id else "",
        can_accept=is_open and pile not in (Pile.ACCEPTED, Pile.SET_ASIDE) and bool(detail.shares or instead[0]),
        can_decide=is_open,
        can_take_up=pile is Pile.REVERSED,
        can_undo=is_open and pile in (Pile.ACCEPTED, Pile.LEFT),
        can_reverse=pile is Pile.POSTED,
    )


def _instead(detail: LineDetail, undoes: ReceiptCard | None) -> tuple[str, str]:
    """What the line is when it pays no invoice, and a sentence about it; "" when it pays some, or nobody knows."""
    if undoes:
        fee = f", and {money(detail.fee)} of bank fee" if detail.fee else ""
        who = undoes.debtor or undoes.payer_name
        return (
            f"Takes back {undoes.number}",
            f"{money(undoes.amount)} of {who}, received {short_date(undoes.received_on)}{fee}",
        )
    if detail.purpose is not LinePurpose.RECEIPT:
        return purpose_of(detail.purpose, detail.account), ""
    if detail.shares or detail.view.pile not in (Pile.ACCEPTED, *BOOKED):
        return "", ""
    if detail.view.debtor_name:
        return f"On account of {detail.view.debtor_name}", "It stays unapplied until it is set against invoices."
    return "Not known whose", "It waits among the unidentified receipts."


def _facts(detail: LineDetail) -> str:
    parts = [f"Line {count(detail.view.position)}", f"booked {long_date(detail.booked_on)}"]
    if detail.payer_iban:
        way = "from" if detail.is_credit else "to"
        parts.append(f"{way} {detail.payer_iban[:4]} … {detail.payer_iban[-4:]}")
    return ", ".join(parts)


def _end_to_end(detail: LineDetail) -> str:
    return "" if detail.end_to_end_id == "NOTPROVIDED" else detail.end_to_end_id


def _marks(signals: list[Signal]) -> list[str]:
    """A number for each stretch of the payment that gave a signal; the other signals have an icon."""
    numbers: dict[tuple[str, int, int], str] = {}
    marks: list[str] = []
    for each in signals:
        is_marked = each.source in _MARKED and each.start < each.end
        place = (each.source, each.start, each.end)
        marks.append(numbers.setdefault(place, str(len(numbers) + 1)) if is_marked else "")
    return marks


def _reason(signal: Signal, mark: str) -> Reason:
    icon = _ICONS.get(signal.kind, "receipt")
    against = signal.kind == "against"
    return Reason(mark, icon, signal.sentence, "" if against else signal.strength, against)


def _share(share: ShareView, pile: Pile) -> ShareRow:
    """Once posted, what is open now has the payment taken off already."""
    is_booked, is_note = pile in BOOKED, share.item.invoice_id < 0
    granted = share.difference or Money.zero(share.pays.currency)
    left = share.item.remaining if is_booked else share.item.remaining - share.pays - granted
    return ShareRow(
        number=share.item.number,
        href=routes.receipt(-share.item.invoice_id) if is_note else routes.invoice(share.item.invoice_id),
        debtor=share.item.debtor_name,
        remaining="" if is_booked else amount(share.item.remaining),
        pays=amount(share.pays) if share.taken is None else money(share.pays),
        besides=_besides(share),
        left=amount(left),
    )


def _besides(share: ShareView) -> str:
    """What is granted with it, and what it takes of a payment in another currency."""
    granted = f"{amount(share.difference)} {BESIDES[DifferenceKind(share.difference_kind)]}" if share.difference else ""
    taken = f"for {money(share.taken)}" if share.taken else ""
    return ", ".join(each for each in (granted, taken) if each)


def _together(detail: LineDetail) -> ShareRow:
    """The sum under several invoices, where they are in one currency."""
    if len({each.pays.currency for each in detail.shares}) > 1 or any(each.taken for each in detail.shares):
        return ShareRow(number="Together", pays=amount(detail.pays))
    is_booked, currency = detail.view.pile in BOOKED, detail.view.amount.currency
    granted = Money.total((each.difference for each in detail.shares if each.difference), currency)
    left = detail.remaining if is_booked else detail.remaining - detail.pays - granted
    remaining = "" if is_booked else amount(detail.remaining)
    return ShareRow(number="Together", remaining=remaining, pays=amount(detail.pays), left=amount(left))


def _decided(detail: LineDetail) -> str:
    """Who decided; posting is somebody else's work and told by the audit."""
    if not detail.decided_by:
        return ""
    did = "" if detail.view.pile in (Pile.ACCEPTED, Pile.LEFT) else "accepted "
    return f"{did}by {detail.decided_by}"


def _runner_up(second: RunnerUpView) -> RunnerUpRow:
    numbers = ", ".join(each.item.number for each in second.shares)
    names = sorted({each.item.debtor_name for each in second.shares})
    pays = [each.pays for each in second.shares]
    total = money(Money.total(pays, pays[0].currency)) if len({each.currency for each in pays}) == 1 else ""
    return RunnerUpRow(
        numbers=numbers,
        href=_shown_at(second.shares[0]) if second.shares else "",
        payer=", ".join([*names, total]) if total else ", ".join(names),
        percent=percent(second.confidence / 100),
        why_not=second.why_not,
    )


def _shown_at(share: ShareView) -> str:
    id_ = share.item.invoice_id
    return routes.receipt(-id_) if id_ < 0 else routes.invoice(id_)
