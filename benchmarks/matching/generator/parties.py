"""Cases where somebody else pays: a relative, a lawyer, a payment company, the head of a group."""

from __future__ import annotations

from benchmarks.matching.generator import checks, people
from benchmarks.matching.generator.desk import Desk, oldest_alike
from benchmarks.matching.generator.several import listed
from benchmarks.matching.generator.values import Debtor, Invoice, Line
from benchmarks.matching.generator.writing import ROOM

_AGENTS = ("PayPal Europe S.a r.l.", "Klarna Bank AB", "Payfactory Treuhand", "Nordea Finance", "abcfinance", "Wise")


def third_party(desk: Desk) -> list[Line]:
    found = desk.one()
    if not found:
        return []
    invoice, debtor = found, found.debtor
    text, evidence = desk.cited(invoice, 0.25)
    named = desk.chance.random()
    if named < 0.4:
        text = f"{text} {_for(desk, debtor)}"
    elif named < 0.5:
        [invoice] = oldest_alike(desk, [found])
        text, evidence = _for(desk, debtor), "none"
    ultimate = debtor.name if desk.chance.random() < 0.25 else ""
    payer, account = _stranger(desk, debtor)
    applied = [(invoice, invoice.open)]
    return [
        desk.line(
            debtor,
            applied,
            text,
            "third_party",
            evidence,
            payer_name=payer,
            payer_account=account,
            ultimate=ultimate,
        )
    ]


def group_payer(desk: Desk) -> list[Line]:
    """The head of a group pays for one member, or for two at once."""
    if not desk.grouped:
        return []
    member = desk.chance.choice(desk.grouped)
    free = desk.free(member)
    chosen = desk.chance.sample(free, min(len(free), desk.chance.choice((1, 1, 2, 3, 4)))) if free else []
    if chosen and desk.chance.random() < 0.3:
        chosen += _of_a_sister(desk, member, chosen[0].currency)
    if not chosen:
        return []
    if desk.chance.random() < 0.6:
        text, evidence = listed(desk, member, chosen)
    else:
        chosen = oldest_alike(desk, chosen)
        word = desk.writer.usual(member, desk.writer.words(member).several)
        text, evidence = f"{_for(desk, member)} {desk.writer.filled(member, word)}", "none"
    if len(text) > ROOM:
        return []
    payer, account = _head(desk, member)
    applied = [(each, each.open) for each in chosen]
    return [
        desk.line(member, applied, text, "group_payer", evidence, payer_name=payer, payer_account=account),
    ]


def _for(desk: Desk, debtor: Debtor) -> str:
    return f"{desk.writer.usual(debtor, desk.writer.words(debtor).on_behalf)} {desk.writer.name(debtor)}"


def _stranger(desk: Desk, debtor: Debtor) -> tuple[str, str]:
    """A relative or the owner with the debtor's surname, a payment company, or anybody."""
    chance = desk.chance
    account = checks.iban(debtor.country, chance)
    kind = chance.random()
    if kind < 0.35:
        surname = debtor.name.split(" ")[1 if debtor.is_person else 0]
        return f"{people.person(debtor.language, chance).split(' ')[0]} {surname}", account
    if kind < 0.5:
        return chance.choice(_AGENTS), account
    if kind < 0.75:
        return people.person(debtor.language, chance), account
    return people.company(debtor.country, debtor.language, chance), account


def _head(desk: Desk, member: Debtor) -> tuple[str, str]:
    """The first of the group in the book, or a holding that is nobody's debtor; always the same of a group."""
    first = desk.heads[member.group]
    if first is member:
        account = desk.holdings.setdefault(member.group, checks.iban(member.country, desk.chance))
        return f"{member.group} Holding", account
    return desk.writer.name(first), first.pays_from[0]


def _of_a_sister(desk: Desk, member: Debtor, currency: str) -> list[Invoice]:
    sisters = [each for each in desk.grouped if each.group == member.group and each is not member]
    free = desk.free(desk.chance.choice(sisters), currency) if sisters else []
    return free[: desk.chance.choice((1, 2))]
