"""What is known of one hypothesis, in words: the model weighs these words, and the explanation is made from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.matching.payers import Payer


class Signature(NamedTuple):
    """The evidence for one hypothesis. Every field is one of few values, so that each can be counted and weighed."""

    number: str
    """How the invoices are named; “none” when they are not."""
    several: int
    """How many invoices are written so, three at most: 0 when none is named."""
    called: bool
    payer: Payer
    amount: str
    """How the amount relates to what the invoices owe."""
    rivals: int
    """How many choices of the same kind fit as well, this one included; five at most."""
    chance: int
    """How many sums would fit by chance, in powers of four: 0 under one in a thousand."""
    size: int
    """How many invoices, six at most."""
    left: str
    """What numbers in the text stay unexplained."""
    purpose: str
    dated: str
    """Whether a date or month in the text is that of the invoices."""
    stated: str
    """Whether an amount in the text is the payment's or what the invoices owe."""
    place: str
    """Among equals: the oldest, or a later one."""
    together: str
    """Whether several invoices are neighbours among the debtor's open ones: the oldest, a run, near, scattered."""
    journal: str = "alone"
    """What the other payments of the journal say: see `journal.py`."""


class Unexplained(NamedTuple):
    """What is known of a payment when none of its hypotheses is right."""

    purpose: str
    payer: str
    """Whether account or name belong to a debtor."""
    numbers: str
    way: str
    """in | out"""
    journal: str = "alone"


ALWAYS = "hypothesis"
"""What the model adds for every hypothesis, against “none of these”."""
_PAYER = Signature._fields.index("payer")
_PAIRS = (
    ("number", "amount"),
    ("number", "several"),
    ("number", "left"),
    ("number", "account"),
    ("number", "name"),
    ("number", "said"),
    ("number", "called"),
    ("amount", "account"),
    ("amount", "name"),
    ("amount", "rivals"),
    ("amount", "chance"),
    ("amount", "size"),
    ("amount", "purpose"),
    ("amount", "stated"),
    ("amount", "dated"),
    ("amount", "left"),
    ("amount", "place"),
    ("amount", "journal"),
    ("number", "journal"),
    ("number", "dated"),
    ("account", "name"),
    ("chance", "rivals"),
    ("size", "rivals"),
    ("rivals", "place"),
    ("number", "place"),
    ("together", "number"),
    ("together", "chance"),
    ("together", "size"),
    ("purpose", "name"),
)
_TRIPLES = (
    ("number", "amount", "left"),
    ("number", "amount", "account"),
    ("number", "amount", "name"),
    ("account", "name", "amount"),
    ("account", "name", "said"),
    ("number", "amount", "journal"),
    ("amount", "rivals", "account"),
    ("amount", "rivals", "place"),
    ("together", "chance", "amount"),
    ("together", "rivals", "amount"),
)


FIELDS = (*(field for field in Signature._fields if field != "payer"), *Payer._fields)
"""The fields of a signature in the order of `values_of`."""
WEIGHED = (*((field,) for field in FIELDS), *_PAIRS, *_TRIPLES)
"""What the model adds up for a hypothesis: each field, and fields that matter together."""


def values_of(signature: Signature) -> tuple[object, ...]:
    """What stands in the `FIELDS`."""
    return *signature[:_PAYER], *signature[_PAYER + 1 :], *signature.payer


def feature(fields: Sequence[str], values: Sequence[object]) -> str:
    """How the weight of these fields with these values is called in the model."""
    return " ".join([f"{field}={value}" for field, value in zip(fields, values, strict=True)])


def features(signature: Signature) -> list[str]:
    """The names of all that the model adds up for a hypothesis."""
    values = dict(zip(FIELDS, values_of(signature), strict=True))
    return [ALWAYS, *(feature(fields, [values[field] for field in fields]) for fields in WEIGHED)]


def unexplained_features(unexplained: Unexplained) -> list[str]:
    """The same for “none of these”."""
    values = unexplained._asdict()
    single = [f"none: {field}={value}" for field, value in values.items()]
    pairs = [
        f"none: {one}={values[one]} {two}={values[two]}"
        for one, two in (("purpose", "payer"), ("payer", "numbers"), ("numbers", "journal"), ("payer", "journal"))
    ]
    return [*single, *pairs]
