"""`duebook match`: the matching engine on a folder of files, without a database; what measures it reads its output."""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from backoffice.commands.match_folder import BadFolder, Folder, decimal_text, read_folder
from backoffice.commands.printing import AsJson, say, say_json
from shared.matching import CERTIFIED, Finding, Proposal, propose

FolderPath = Annotated[Path, typer.Argument(metavar="DIR", help="debtors.csv, invoices.csv, statement.xml and so on.")]
Out = Annotated[Path, typer.Option("--out", help="Where the proposals are written, as CSV.")]


def match(directory: FolderPath, out: Out, as_json: AsJson = False) -> None:
    """Match a statement to open invoices and write the proposals with their confidence."""
    folder = read_folder(directory)
    began = time.process_time()
    proposals = propose(folder.payments, folder.book)
    seconds = time.process_time() - began
    _write(out, folder, proposals)
    figures = _figures(folder, proposals, seconds)
    if as_json:
        say_json({**figures, "threshold": CERTIFIED.threshold, "certificate": CERTIFIED.sentence})
        return
    say(
        f"{figures['entries']} entries, {figures['proposed']} with a proposal, {figures['automatic']} sure enough "
        f"to be applied automatically; {figures['entries_per_second']:,} entries a second."
    )
    say(CERTIFIED.sentence)


def _write(out: Path, folder: Folder, proposals: Sequence[Proposal]) -> None:
    invoices = {each.id: each for each in folder.book.invoices}
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            file.write(f"#threshold={CERTIFIED.threshold}\n")
            rows = csv.writer(file)
            rows.writerow(("entry_ref", "invoice_number", "amount", "confidence"))
            for proposal in proposals:
                for share in proposal.shares:
                    invoice = invoices[share.invoice_id]
                    amount = decimal_text(share.amount_minor, invoice.currency)
                    ref = folder.entry_refs[proposal.payment_id]
                    rows.writerow((ref, invoice.number, amount, f"{proposal.confidence:.5f}"))
    except OSError as error:
        raise BadFolder(out, error.strerror or "it cannot be written") from error


def _figures(folder: Folder, proposals: Sequence[Proposal], seconds: float) -> dict[str, int | float]:
    proposed = [each for each in proposals if each.shares]
    return {
        "entries": len(proposals),
        "invoices": len(folder.book.invoices),
        "proposed": len(proposed),
        "automatic": sum(each.confidence >= CERTIFIED.threshold for each in proposed),
        "duplicates": sum(each.finding is Finding.DUPLICATE for each in proposals),
        "seconds": round(seconds, 3),
        "entries_per_second": round(len(proposals) / max(seconds, 1e-9)),
    }
