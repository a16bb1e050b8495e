"""What is known of one hypothesis, in words: the model weighs these words, and the explanation is made from them."""

from __future__ import annotations

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
    ("number", "amount", "journal"),
    ("amount", "rivals", "account"),
    ("together", "chance", "amount"),
    ("together", "rivals", "amount"),
)


def features(signature: Signature) -> list[str]:
    """The names of what the model adds up for a hypothesis: each field, and fields that matter together."""
    values = {field: str(value) for field, value in zip(signature._fields, signature, strict=True) if field != "payer"}
    values.update(zip(signature.payer._fields, signature.payer, strict=True))
    single = [f"{field}={value}" for field, value in values.items()]
    pairs = [f"{one}={values[one]} {two}={values[two]}" for one, two in _PAIRS]
    triples = [f"{one}={values[one]} {two}={values[two]} {three}={values[three]}" for one, two, three in _TRIPLES]
    return ["hypothesis", *single, *pairs, *triples]


def unexplained_features(unexplained: Unexplained) -> list[str]:
    """The same for “none of these”."""
    values = unexplained._asdict()
    single = [f"none: {field}={value}" for field, value in values.items()]
    pairs = [
        f"none: {one}={values[one]} {two}={values[two]}"
        for one, two in (("purpose", "payer"), ("payer", "numbers"), ("numbers", "journal"), ("payer", "journal"))
    ]
    return [*single, *pairs]
