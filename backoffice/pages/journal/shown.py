"""A journal's lines and proofs as the page shows them: all texts, made from what the queries say."""

from dataclasses import dataclass, field

from backoffice import routes
from backoffice.pages.journal.marking import Piece, pieces, spans
from shared.creditors.queries import AccountChoice
from shared.journals.line_details import LineDetail, OpenItem, RunnerUpView, ShareView
from shared.journals.piles import Pile
from shared.journals.queries import LineView
from shared.matching import AmountFit, Signal
from shared.money import Money
from shared.ui.format import amount, count, long_date, money, percent, short_date

STATUS: dict[Pile, tuple[str, str]] = {
    Pile.NEW: ("open", "Not applied"),
    Pile.READY: ("ready", "Ready"),
    Pile.REVIEW: ("needs-review", "Needs review"),
    Pile.DIFFERENCE: ("difference", "Difference"),
    Pile.UNMATCHED: ("unmatched", "Unmatched"),
    Pile.ACCEPTED: ("accepted", "Accepted"),
    Pile.LEFT: ("on-hold", "Left"),
    Pile.POSTED: ("posted", "Posted"),
    Pile.REVERSED: ("reversed", "Reversed"),
    Pile.SET_ASIDE: ("cancelled", "Set aside"),
}
_ICONS = {"iban": "landmark", "name": "user", "against": "eye", "amount": "diff"}
_MOST_NUMBERS = 2


@dataclass
class LineRow:
    """A row of the table."""

    id: int = 0
    position: str = ""
    payer: str = ""
    text: str = ""
    paid: str = ""
    percent: float = 0.0
    proposal: str = ""
    debtor: str = ""
    remaining: str = ""
    kind: str = "ready"
    label: str = ""
    can_search: bool = False


@dataclass
class ShareRow:
    """What of the payment goes to one invoice."""

    number: str = ""
    href: str = ""
    remaining: str = ""
    pays: str = ""
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
    """All the side panel says of one line."""

    id: int = 0
    position: str = ""
    payer: str = ""
    paid: str = ""
    currency: str = ""
    facts: str = ""
    text: list[Piece] = field(default_factory=list)
    reference: list[Piece] = field(default_factory=list)
    percent: float = 0.0
    shares: list[ShareRow] = field(default_factory=list)
    together: ShareRow = field(default_factory=ShareRow)
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
    can_accept: bool = False
    can_decide: bool = False
    can_undo: bool = False
    can_take_up: bool = False
    can_reverse: bool = False


@dataclass
class FoundRow:
    """An invoice the search found."""

    invoice_id: int = 0
    number: str = ""
    debtor: str = ""
    remaining: str = ""
    due: str = ""


def line_row(line: LineView) -> LineRow:
    """A row of the table; what is long is cut by the table, with the whole in the panel."""
    kind, label = STATUS[line.pile]
    names = line.invoice_numbers
    return LineRow(
        id=line.id,
        position=count(line.position),
        payer=line.payer_name or "No name given",
        text=line.note if line.pile is Pile.SET_ASIDE else line.text[:140],
        paid=amount(line.amount),
        percent=line.confidence / 100,
        proposal=", ".join(names) if len(names) <= _MOST_NUMBERS else f"{len(names)} invoices",
        debtor=line.debtor_name,
        remaining=amount(line.remaining) if line.remaining is not None else "",
        kind=kind,
        label=label,
        can_search=not names and line.pile in (Pile.UNMATCHED, Pile.LEFT, Pile.NEW),
    )


def panel(detail: LineDetail) -> Panel:
    """The side panel of one line."""
    line, pile = detail.view, detail.view.pile
    kind, label = STATUS[pile]
    shown = [each for each in detail.signals if each.kind != "amount"]
    marks = _marks(shown)
    is_open = pile not in (Pile.POSTED, Pile.REVERSED, Pile.SET_ASIDE) and not detail.is_held
    said = _fit(detail)
    return Panel(
        id=line.id,
        position=count(line.position),
        payer=line.payer_name or "No name given",
        paid=amount(line.amount),
        currency=line.amount.currency,
        facts=_facts(detail),
        text=pieces(line.text, spans(shown, "text", marks)),
        reference=pieces(detail.reference, spans(shown, "reference", marks)),
        percent=line.confidence / 100,
        shares=[_share(each, pile) for each in detail.shares],
        together=_together(detail) if len(detail.shares) > 1 else ShareRow(),
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
        can_accept=is_open and pile is not Pile.ACCEPTED and bool(detail.shares),
        can_decide=is_open,
        can_take_up=pile is Pile.REVERSED,
        can_undo=is_open and pile in (Pile.ACCEPTED, Pile.LEFT),
        can_reverse=pile is Pile.POSTED,
    )


def found_row(item: OpenItem) -> FoundRow:
    return FoundRow(
        item.invoice_id, item.number, item.debtor_name, amount(item.remaining), f"due {short_date(item.due_on)}"
    )


def account_name(account: AccountChoice) -> str:
    return f"{account.currency} account {account.short_iban}"


def _facts(detail: LineDetail) -> str:
    parts = [f"Line {count(detail.view.position)}", f"booked {long_date(detail.booked_on)}"]
    if detail.payer_iban:
        parts.append(f"from {detail.payer_iban[:4]} … {detail.payer_iban[-4:]}")
    if detail.end_to_end_id and detail.end_to_end_id != "NOTPROVIDED":
        parts.append(f"end-to-end id {detail.end_to_end_id}")
    return ", ".join(parts)


def _marks(signals: list[Signal]) -> list[str]:
    """A number for each stretch of the text or reference that gave a signal; the other signals have an icon."""
    numbers: dict[tuple[str, int, int], str] = {}
    marks: list[str] = []
    for each in signals:
        is_marked = each.source in ("text", "reference") and each.start < each.end
        place = (each.source, each.start, each.end)
        marks.append(numbers.setdefault(place, str(len(numbers) + 1)) if is_marked else "")
    return marks


def _reason(signal: Signal, mark: str) -> Reason:
    icon = _ICONS.get(signal.kind, "receipt")
    against = signal.kind == "against"
    return Reason(mark, icon, signal.sentence, "" if against else signal.strength, against)


def _share(share: ShareView, pile: Pile) -> ShareRow:
    """Once posted, what is open now has the payment taken off already."""
    is_booked = pile in (Pile.POSTED, Pile.REVERSED)
    left = share.item.remaining if is_booked else share.item.remaining - share.pays
    return ShareRow(
        number=share.item.number,
        href=routes.invoice(share.item.invoice_id),
        remaining="" if is_booked else amount(share.item.remaining),
        pays=amount(share.pays),
        left=amount(left),
    )


def _together(detail: LineDetail) -> ShareRow:
    is_booked = detail.view.pile in (Pile.POSTED, Pile.REVERSED)
    left = detail.remaining if is_booked else detail.remaining - detail.pays
    remaining = "" if is_booked else amount(detail.remaining)
    return ShareRow(number="Together", remaining=remaining, pays=amount(detail.pays), left=amount(left))


def _decided(detail: LineDetail) -> str:
    """Who decided; posting is somebody else's work and told by the audit."""
    if not detail.decided_by:
        return ""
    did = "" if detail.view.pile in (Pile.ACCEPTED, Pile.LEFT) else "accepted "
    return f"{did}by {detail.decided_by}"


def _fit(detail: LineDetail) -> tuple[str, str, str]:
    """How the payment relates to what is open on its invoices: the status' kind, its word, the sum in words."""
    paid, pays, open_now = detail.view.amount, detail.pays, detail.remaining
    if not detail.shares or detail.view.pile in (Pile.POSTED, Pile.REVERSED):
        return "ready", "", ""
    if any(each.item.remaining < each.pays for each in detail.shares):
        return "failed", "No longer fits", f"{money(open_now)} is open now; it was paid in the meantime"
    match detail.fit:
        case AmountFit.DISCOUNT:
            return (
                "difference",
                "Discount taken",
                f"{amount(open_now)} less {amount(open_now - pays)} is {amount(pays)}",
            )
        case AmountFit.OVER:
            return "difference", "More than is open", f"{money(paid - pays)} stays with the debtor, unapplied"
        case AmountFit.PARTIAL:
            return "partly-paid", "A part", f"{money(open_now - pays)} stays open"
        case _:
            return "paid", "Amount fits to the cent", ""


def _runner_up(second: RunnerUpView) -> RunnerUpRow:
    numbers = ", ".join(each.item.number for each in second.shares)
    names = sorted({each.item.debtor_name for each in second.shares})
    pays = [each.pays for each in second.shares]
    total = money(Money.total(pays, pays[0].currency)) if pays else ""
    return RunnerUpRow(
        numbers=numbers,
        href=routes.invoice(second.shares[0].item.invoice_id) if second.shares else "",
        payer=", ".join([*names, total]),
        percent=percent(second.confidence / 100),
        why_not=second.why_not,
    )
