"""Why a bank file is refused: each a sentence for the person who chose the file."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import Refused

LARGEST_MEGABYTES = 150
_ROWS_NAMED = 50


class StatementRefused(Refused):
    """The whole file is refused; nothing of it was taken."""


class EmptyFile(StatementRefused):
    def __init__(self) -> None:
        super().__init__("The file is empty.")


class TooLarge(StatementRefused):
    def __init__(self) -> None:
        super().__init__(f"The file is larger than {LARGEST_MEGABYTES} MB; ask the bank for a shorter period.")


class UnknownFormat(StatementRefused):
    def __init__(self) -> None:
        super().__init__("This is not a bank file we can read: neither camt, MT940, MT942, OFX, BAI2 nor CSV.")


class LayoutNeeded(StatementRefused):
    def __init__(self) -> None:
        super().__init__("This CSV is of no bank we know; it needs a profile that says what its columns mean.")


class HoldsArchive(StatementRefused):
    def __init__(self) -> None:
        super().__init__("The archive holds another archive; unpack it first.")


class ArchiveRefused(StatementRefused):
    """Something about a zip or gzip that no bank does."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The archive is refused: {why}.")


class MemberRefused(StatementRefused):
    """One file of an archive is refused, and with it the archive."""

    def __init__(self, name: str, refused: StatementRefused) -> None:
        super().__init__(f"{name[:140]} in the archive: {refused}")


class HoldsDoctype(StatementRefused):
    def __init__(self) -> None:
        super().__init__("The file holds a DOCTYPE, which no bank statement needs; it is refused unread.")


class UnknownEncoding(StatementRefused):
    def __init__(self, encoding: str) -> None:
        super().__init__(f"The file says it is written in “{encoding[:40]}”, an encoding no bank statement should use.")


class CutOff(StatementRefused):
    def __init__(self) -> None:
        super().__init__("The file ends in the middle: it was cut off. Download it again.")


class NotWellFormed(StatementRefused):
    def __init__(self, line: int, why: str) -> None:
        where = f" (line {line})" if line else ""
        super().__init__(f"The file is not well-formed XML{where}: {why.rstrip('.')}.")


class NotAStatement(StatementRefused):
    def __init__(self, what: str) -> None:
        super().__init__(f"This is not a bank statement: {what}.")


class BadEntry(StatementRefused):
    """Something the journal needs of one entry or balance is missing or is no such thing."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why.rstrip('.')}.")


class BadCsv(StatementRefused):
    """The file as a whole does not fit its profile."""


class BadRows(StatementRefused):
    """Rows of a CSV that cannot be read, all of them at once."""

    def __init__(self, problems: Sequence[str]) -> None:
        shown = " ".join(problems[:_ROWS_NAMED])
        more = f" And {len(problems) - _ROWS_NAMED} more." if len(problems) > _ROWS_NAMED else ""
        super().__init__(f"{len(problems)} rows cannot be read. {shown}{more}" if len(problems) > 1 else shown)
        self.problems = tuple(problems)


class BadLayout(StatementRefused):
    def __init__(self, why: str) -> None:
        super().__init__(f"The profile cannot be used: {why}.")
