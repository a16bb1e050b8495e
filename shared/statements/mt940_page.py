"""One message of MT940 or MT942: a page of a statement, its balances and its entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shared.money import Money, NotAnAmount
from shared.statements.accounts import iban_in
from shared.statements.amounts import NotRepresentable, told_amount
from shared.statements.mt940_entry import DIRECTIONS, Malformed, Movement, read_comma_amount, read_day, read_movement
from shared.statements.mt940_lines import Field
from shared.statements.mt940_purpose import Purpose, read_purpose
from shared.statements.references import recognise
from shared.statements.refusals import BadEntry
from shared.statements.values import Balance, Detail, Direction, Entry, Unreadable

_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\S*)", re.ASCII)
_NUMBER = re.compile(r"(\d{1,18})(?:/(\d{1,9}))?", re.ASCII)
_TOTAL = re.compile(r"(\d{1,9})([A-Z]{3})(\d+,\d*)", re.ASCII)
_LIMIT = re.compile(r"([A-Z]{3})[CD]?\d", re.ASCII)
_CURRENCY_AT_THE_END = re.compile(r"(.*\d) ?[A-Z]{3}", re.ASCII)
_OPENING = ("60F", "60M")
_CLOSING = ("62F", "62M")
_TYPES = {"60F": "OPBD", "60M": "OPBD", "62F": "CLBD", "62M": "CLBD", "64": "CLAV", "65": "FWAV", "65F": "FWAV"}
_TOTALS = {"90C": Direction.CREDIT, "90D": Direction.DEBIT}
_INTERIM = ("34F", "13", "13D", "90C", "90D")
_NOT_BOOKED = "an interim report (MT942); the statement will say whether it was booked"
_EXPECTED = "only expected by the bank"


@dataclass(slots=True)
class Page:
    """What one message says."""

    reference: str
    account_iban: str | None
    account_other: str | None
    number: int | None
    page: int | None
    currency: str | None = None
    opens_in_between: bool = False
    closes_in_between: bool = False
    opening: Balance | None = None
    closing: Balance | None = None
    others: list[Balance] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    is_doubtful: bool = False
    """Something in it reads as if a payer's text had been taken for an entry: a person must look."""

    @property
    def account(self) -> str | None:
        return self.account_iban or self.account_other

    def continues(self, before: Page) -> bool:
        """Whether it is the page after that one, of the same statement."""
        is_next = before.page is None or self.page is None or self.page == before.page + 1
        same = (before.account, before.number) == (self.account, self.number)
        return before.closes_in_between and self.opens_in_between and same and is_next


def read_page(fields: Sequence[Field]) -> Page:
    """Read one message.

    Raises:
        BadEntry: a balance or an entry is not of its form, a balance stands twice, or there is no end.
    """
    by_tag: dict[str, Field] = {}
    for each in fields:
        by_tag.setdefault(each.tag, each)
    page = _head(by_tag)
    if any(each.had_control_characters for each in fields):
        page.warnings.append("Some lines hold control characters; they are read as blanks.")
    is_interim = not any(tag in by_tag for tag in _OPENING + _CLOSING) and any(tag in by_tag for tag in _INTERIM)
    if is_interim:
        page.currency = _currency_of_interim(by_tag)
    else:
        _check_frame(page, fields)
        _read_balances(page, fields)
    _read_entries(page, fields, _NOT_BOOKED if is_interim else None)
    if is_interim:
        _check_totals(page, by_tag)
    return page


def _head(by_tag: dict[str, Field]) -> Page:
    def said(*tags: str) -> str:
        return next((by_tag[tag].joined for tag in tags if tag in by_tag), "")

    account = said("25", "25P")
    if with_currency := _CURRENCY_AT_THE_END.fullmatch(account):
        account = with_currency[1]
    iban = iban_in(account) or iban_in(account.rpartition("/")[2])  # a BIC may stand before it
    number = _NUMBER.fullmatch(said("28C", "28").replace(" ", ""))
    return Page(
        reference=said("20"),
        account_iban=iban,
        account_other=None if iban else account or None,
        number=int(number[1]) if number else None,
        page=int(number[2]) if number and number[2] else None,
    )


def _check_frame(page: Page, fields: Sequence[Field]) -> None:
    """That the message has one opening and an end, and each only once."""
    where = f"Statement “{page.reference}”"
    for tags, word in ((_OPENING, "opening"), (_CLOSING, "closing")):
        if sum(each.tag in tags for each in fields) > 1:
            raise BadEntry(where, f"it states two {word} balances (:{tags[0]}:)")
    if not any(each.tag in (*_CLOSING, "64", "65", "65F") for each in fields):
        raise BadEntry(where, "it has no closing balance (:62F:): it was cut off, or a text in it begins like a tag")
    if sum(each.tag == "25" for each in fields) > 1:
        page.warnings.append("It names its account twice; the first is taken, what else stands there is left out.")
    if any(each.tag == "34F" for each in fields):
        page.is_doubtful = True
        page.warnings.append("It has the balances of a statement (MT940) and the limit of an interim report (MT942).")


def _read_balances(page: Page, fields: Sequence[Field]) -> None:
    for each in fields:
        if each.tag not in _TYPES:
            continue
        where = f"The balance :{each.tag}: of line {each.line}"
        try:
            balance = _balance(page, each)
        except NotRepresentable as why:
            page.warnings.append(f"{where} is left out: {why}.")
        except (Malformed, NotAnAmount) as why:
            if each.tag in _OPENING + _CLOSING:
                raise BadEntry(where, str(why)) from why
            page.warnings.append(f"{where} is left out: {str(why).rstrip('.')}.")
        else:
            _place(page, each.tag, balance)


def _balance(page: Page, stated: Field) -> Balance:
    found = _BALANCE.fullmatch(stated.joined)
    if found is None:
        raise Malformed(f"“{stated.joined[:40]}” is not C or D, a day, a currency and an amount")
    page.currency = page.currency or found[3]
    if found[3] != page.currency:
        raise Malformed(f"it is in {found[3]}, the statement in {page.currency}")
    amount = read_comma_amount(found[4], found[3])
    return Balance(_TYPES[stated.tag], amount if found[1] == "C" else -amount, read_day(found[2])[0])


def _place(page: Page, tag: str, balance: Balance) -> None:
    if tag in _OPENING:
        page.opening, page.opens_in_between = balance, tag == "60M"
    elif tag in _CLOSING:
        page.closing, page.closes_in_between = balance, tag == "62M"
    else:
        page.others.append(balance)


def _read_entries(page: Page, fields: Sequence[Field], set_aside: str | None) -> None:
    for count, (movement, words) in enumerate(_movements(fields), 1):
        try:
            _add(page, read_movement(movement), read_purpose(words), set_aside, count)
        except (Malformed, NotAnAmount) as why:
            raise BadEntry(f"Line {movement.line}, entry {count} of statement “{page.reference}”", str(why)) from why


def _movements(fields: Sequence[Field]) -> Iterator[tuple[Field, list[str]]]:
    """Each :61: with the lines of the :86: that follows it; one after the balances is about the statement."""
    movement: Field | None = None
    words: list[str] = []
    for each in fields:
        if each.tag == "86":
            words += each.lines
        elif each.tag != "NS":
            if movement:
                yield movement, words
            movement, words = (each if each.tag == "61" else None), []
    if movement:
        yield movement, words


def _add(page: Page, movement: Movement, purpose: Purpose, set_aside: str | None, count: int) -> None:
    if movement.month_end_for:
        page.warnings.append(f"Entry {count} is valued {movement.month_end_for}; read as the last day of that month.")
    if movement.continues_a_text:
        page.is_doubtful = True
        page.warnings.append(f"Entry {count} reads like part of the text before it; compare it with the account.")
    try:
        amount = read_comma_amount(movement.amount_text, page.currency or "")
    except NotRepresentable as why:
        page.unreadable.append(Unreadable(count, movement.amount_text, page.currency or "", str(why)))
        return
    is_expected = movement.mark.startswith("E")
    page.entries.append(_entry(page, movement, purpose, amount, set_aside or (_EXPECTED if is_expected else None)))


def _entry(page: Page, movement: Movement, purpose: Purpose, amount: Money, set_aside: str | None) -> Entry:
    reference = None
    if purpose.structured_reference:
        reference = recognise(purpose.structured_reference, page.account_iban[:2] if page.account_iban else None)
    misplaced = iban_in(movement.customer_reference or "")  # ASN writes it where a reference belongs
    their_iban = misplaced or iban_in(movement.supplement)  # and Rabobank on the next line
    detail = Detail(
        amount=amount,
        end_to_end_id=purpose.end_to_end_id,
        remittance=movement.supplement if purpose == Purpose() else purpose.remittance,
        structured_reference=reference.text if reference else None,
        reference_scheme=reference.scheme if reference else None,
        counterparty_name=purpose.counterparty_name or (movement.supplement or None if misplaced else None),
        counterparty_iban=purpose.counterparty_iban or their_iban,
        instructed=movement.original_amount,
    )
    return Entry(
        amount=amount,
        direction=DIRECTIONS[movement.mark],
        reversal=movement.mark.startswith("R"),
        status="PDNG" if set_aside else "BOOK",
        booking_date=movement.booking_date,
        value_date=movement.value_date,
        ntry_ref=None if misplaced else movement.customer_reference or purpose.customer_reference,
        servicer_reference=movement.bank_reference,
        details=(detail,),
        charges=movement.charges,
        return_reason=purpose.return_reason or ("NARR" if movement.kind.endswith("RTI") else None),
        set_aside=set_aside,
    )


def _currency_of_interim(by_tag: dict[str, Field]) -> str | None:
    for tag, form, place in (("34F", _LIMIT, 1), ("90C", _TOTAL, 2), ("90D", _TOTAL, 2)):
        if tag in by_tag and (found := form.match(by_tag[tag].joined)):
            return found[place]
    raise BadEntry(f"Interim report “{by_tag['20'].joined if '20' in by_tag else ''}”", "it names no currency (:34F:)")


def _check_totals(page: Page, by_tag: dict[str, Field]) -> None:
    """What the bank counts and adds up in :90C: and :90D:, if it does; nothing of it is booked, so it is only told."""
    if not any(tag in by_tag for tag in _TOTALS):
        page.warnings.append("This interim report states no totals; it may be incomplete.")
    for tag, direction in _TOTALS.items():
        found = _TOTAL.fullmatch(by_tag[tag].joined) if tag in by_tag else None
        if found is None:
            continue
        amounts = [each.amount.minor for each in page.entries if each.direction is direction]
        stated = told_amount(found[3].replace(",", "."), found[2])
        if stated is None or (int(found[1]), stated.minor) != (len(amounts), sum(amounts)):
            page.warnings.append(f"The totals of :{tag}: are not those of the entries.")
