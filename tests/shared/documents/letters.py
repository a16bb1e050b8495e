"""A letter as tests need it: lawful in all its parts, changed where a test says so."""

from dataclasses import replace
from typing import Any

from shared.documents.letter import Column, Letter, Pair, Payment, Sender, Table

NUMBER = "INV-00017"


def letter(**changed: Any) -> Letter:
    plain = Letter(
        kind="invoice",
        debtor_id=1,
        number=NUMBER,
        name=f"Invoice {NUMBER}",
        language="en",
        title=f"Invoice {NUMBER}",
        sender=Sender("Halden Receivables", ("Kaiserstraße 12", "60311 Frankfurt am Main")),
        recipient=("Novak Trading s.r.o.",),
        facts=(Pair("Due", "2 November 2026", strong=True),),
        lead="Please pay by 2 November 2026.",
        total=Pair("Left to pay", "1,250.00 EUR"),
        tables=(Table("How we get there", (Column("What"), Column("EUR", figure=True)), (("Invoice", "1,250.00"),)),),
        payment=Payment("Pay by bank transfer", (Pair("Reference", "RF18 5390 0754 7034"),)),
    )
    return replace(plain, **changed)
