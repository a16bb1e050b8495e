"""One payment under examination: what it says, who may have sent it, and the hypotheses of what it pays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from shared.matching.index import Index
from shared.matching.mentions import STRONG, Hit, Mentions
from shared.matching.misspelling import Misspellings
from shared.matching.payers import NOBODY, Payers
from shared.matching.signature import Signature, Unexplained
from shared.matching.sums import NEARBY
from shared.matching.text import Text
from shared.matching.values import Payment
from shared.matching.words import Purpose
from shared.money import DECIMALS

Claim = tuple[tuple[int, int], ...]
"""Places of invoices with the minor units each gets, in the order of the places."""

_MOST_RIVALS = 5
_MOST_SIZED = 6
_ORDER = (
    Purpose.FOREIGN,
    Purpose.RETURN,
    Purpose.INSTALMENT,
    Purpose.PART,
    Purpose.DISCOUNT,
    Purpose.CREDIT,
    Purpose.SEVERAL,
)


class Ground(NamedTuple):
    """What led to a hypothesis."""

    number: str
    """How the invoices are named; “none” when they are not."""
    amount: str
    """How the amount relates to what they owe, in a word of `relations.FITS`."""
    debtor_id: int
    hits: Sequence[Hit] = ()
    rivals: int = 1
    """How many choices of the kind fit as well, this one included."""
    chance: float = 0.0
    """How many choices of the kind would fit by chance."""
    place: str = "only"
    """Among equals, the oldest or a later one."""
    plan_id: int | None = None
    """The plan whose instalment it is; its invoices are then paid in turn, oldest first."""


class Hypothesis:
    """Invoices a payment may be for, with what each gets, and the evidence that led there."""

    __slots__ = ("claim", "ground", "score", "signature")

    def __init__(self, claim: Claim, signature: Signature, ground: Ground) -> None:
        self.claim = claim
        self.signature = signature
        self.ground = ground
        self.score = 0.0

    @property
    def debtor_id(self) -> int:
        return self.ground.debtor_id


class Case:
    """One payment with all that was read from it."""

    __slots__ = (
        "amount",
        "currency",
        "hypotheses",
        "index",
        "is_clear",
        "is_delivered_twice",
        "mentions",
        "misspellings",
        "payers",
        "payment",
        "plans_named",
        "purpose",
        "scale",
        "text",
    )

    def __init__(self, payment: Payment, index: Index) -> None:
        self.payment = payment
        self.index = index
        self.amount = payment.amount_minor
        self.currency = payment.currency
        decimals = DECIMALS.get(payment.currency, 2)
        self.scale = self.scale_of(payment.currency)
        """Minor units in one unit of the currency."""
        self.text = Text(payment.text, decimals)
        self.payers = Payers(payment, self.text, index)
        self.mentions = Mentions(payment, self.text, self.payers, index)
        self.misspellings = Misspellings(self.text, self.amount, index)
        purposes = self.text.purposes
        self.purpose = next((each.value for each in _ORDER if each in purposes), "none") if purposes else "none"
        self.plans_named = self._plans_named() if index.plan_named else set()
        self.is_clear = False
        """A number or reference names what the amount pays to the cent: nothing weaker need be looked for."""
        self.is_delivered_twice = False
        self.hypotheses: dict[tuple[Claim, Signature], Hypothesis] = {}

    @staticmethod
    def scale_of(currency: str) -> int:
        return int(10 ** DECIMALS.get(currency, 2))

    def _plans_named(self) -> set[int]:
        """Plans whose number stands in the text, such as P00074."""
        runs, named = self.text.runs, self.index.plan_named
        joined = (one + other for one, other in pairwise(runs))
        return {named[each] for each in (*runs, *joined) if each in named}

    def put(self, claim: Iterable[tuple[int, int]], ground: Ground) -> None:
        """Note a hypothesis; the same shares may be noted for several reasons, the best of which will count."""
        shares = tuple(sorted(claim))
        hits = ground.hits
        mask = 0
        for hit in hits:
            mask |= hit.mask
        signature = Signature(
            ground.number,
            max([hit.several for hit in hits], default=0),
            any(hit.called for hit in hits),
            self.payers.of(ground.debtor_id),
            ground.amount,
            min(ground.rivals, _MOST_RIVALS),
            _bucket(ground.chance),
            min(len(shares), _MOST_SIZED),
            self.mentions.left_by(mask),
            self.purpose,
            self._dated(shares),
            self._stated(shares),
            ground.place,
            self._together(shares, ground.debtor_id),
        )
        if ground.amount == "exact" and hits and min(hit.rank for hit in hits) > STRONG:
            self.is_clear = True
        self.hypotheses[shares, signature] = Hypothesis(shares, signature, ground)

    @property
    def unexplained(self) -> Unexplained:
        """What is known when none of the hypotheses is right."""
        payers = self.payers
        best = payers.of(payers.people[0]) if payers.people else NOBODY
        known = "account" if best.account.startswith(("own", "remembered", "of a")) else "none"
        if known == "none" and best.name in ("same", "like", "remembered"):
            known = "name"
        elif known == "none" and payers.people:
            known = "perhaps"
        return Unexplained(self.purpose, known, self.mentions.left_by(0), "in" if self.payment.is_credit else "out")

    def _dated(self, shares: Claim) -> str:
        dates, months = self.text.dates, self.text.months
        if not dates and not months:
            return "no"
        issued = [self.index.invoices[place].issued_on for place, _ in shares]
        if dates:
            agree = sum(each in dates for each in issued)
            return "date" if agree == len(issued) else "some date" if agree else "another date"
        agree = sum(each is not None and (each.year, each.month) in months for each in issued)
        return "month" if agree == len(issued) else "some month" if agree else "another month"

    def _together(self, shares: Claim, debtor_id: int) -> str:
        if len(shares) == 1:
            return "single"
        order = self.index.items(debtor_id, self.index.currency_of[shares[0][0]]).order
        stand = [order[place] for place, _ in shares if place in order]
        if not stand:
            return "scattered"
        first, last = min(stand), max(stand)
        gaps = last - first + 1 - len(stand)
        if gaps == 0:
            return "all" if len(stand) == len(order) else "oldest" if first == 0 else "run"
        return "near" if gaps <= NEARBY else "scattered"

    def _stated(self, shares: Claim) -> str:
        amounts = self.text.amounts
        if not amounts:
            return "no"
        if len(shares) == 1:
            invoice = self.index.invoices[shares[0][0]]
            if abs(invoice.outstanding_minor) in amounts or invoice.original_minor in amounts:
                return "owed"
        return "paid" if self.amount in amounts else "another"


def _bucket(expected: float) -> int:
    bucket = 0
    while expected > 0.001 and bucket < 7:
        expected /= 4
        bucket += 1
    return bucket
