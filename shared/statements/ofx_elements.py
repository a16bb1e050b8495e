"""The body of an OFX file, SGML of OFX 1 or XML of OFX 2, into aggregates with their values.

Real files mix the two: XML headers before SGML bodies, closing tags now and then. So one reader takes both: a tag that
is no aggregate holds a value up to the next tag, closed or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.statements.refusals import CutOff, HoldsDoctype, NotWellFormed

STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
ENTRIES = ("STMTTRN", "STMTTRNP")
_WHOLE = "OFX"
_AGGREGATES = frozenset(
    (
        *STATEMENTS,
        *ENTRIES,
        _WHOLE,
        *"STATUS BANKACCTFROM CCACCTFROM INVACCTFROM BANKACCTTO CCACCTTO BANKTRANLIST BANKTRANLISTP".split(),
        *"INVTRANLIST INVBANKTRAN LEDGERBAL AVAILBAL PAYEE CURRENCY ORIGCURRENCY BALLIST BAL".split(),
    )
)
_MARKUP = re.compile(r"<!\[CDATA\[(?P<cdata>.*?)\]\]>|<!--.*?-->|<\?.*?\?>|<[!?]", re.DOTALL)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9_.]*)\s*(?P<empty>/?)>(?P<text>[^<]*)", re.ASCII)
_WRAP = re.compile(r"[\x00-\x1f]+")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,7}));", re.ASCII)
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_LAST_CHARACTER = 0x10FFFF


@dataclass(slots=True)
class Aggregate:
    """A group of values, the first of each name, and the groups inside it."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    inside: list[Aggregate] = field(default_factory=list)

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def within(self, *names: str) -> Aggregate:
        """The first group of one of these names; an empty one when there is none."""
        return next((each for each in self.inside if each.name in names), Aggregate(names[0]))


def statements_in(text: str) -> list[Aggregate]:
    """Each account's statement, in the order of the file.

    Raises:
        HoldsDoctype: a declaration, of which no OFX file has use.
        CutOff: an aggregate that matters, or the file itself, is not closed.
        NotWellFormed: aggregates close in another order than they open.
    """
    return [each for each in _closed(_plain(text)) if each.name in STATEMENTS]


def _plain(text: str) -> str:
    """Without comments and instructions, so that a value has no holes; CDATA as what it stands for."""
    return _MARKUP.sub(_unmarked, text)


def _unmarked(found: re.Match[str]) -> str:
    if found[0] == "<!":
        raise HoldsDoctype
    if found[0] == "<?":
        raise CutOff
    if found["cdata"] is None:
        return ""
    return found["cdata"].replace("&", "&amp;").replace("<", "&lt;")


def _closed(text: str) -> Iterator[Aggregate]:
    """The aggregates as they close; only the ones a statement has use of are known."""
    open_: list[Aggregate] = []
    has_ended = False
    for tag in _TAG.finditer(text):
        name = tag["name"].upper()
        if name not in _AGGREGATES:
            if open_ and not tag["close"]:
                open_[-1].values.setdefault(name, _said(tag["text"]))
        elif not tag["close"]:
            _open(open_, Aggregate(name), is_empty=bool(tag["empty"]))
        else:
            yield _close(open_, name, text, tag.start())
            has_ended = has_ended or name == _WHOLE
    if open_ or not has_ended:
        raise CutOff


def _open(open_: list[Aggregate], aggregate: Aggregate, *, is_empty: bool) -> None:
    if open_:
        open_[-1].inside.append(aggregate)
    if not is_empty:
        open_.append(aggregate)


def _close(open_: list[Aggregate], name: str, text: str, place: int) -> Aggregate:
    if not open_ or open_[-1].name != name:
        expected = f"</{open_[-1].name}> is missing before </{name}>" if open_ else f"</{name}> closes nothing"
        raise NotWellFormed(text.count("\n", 0, place) + 1, expected)
    return open_.pop()


def _said(text: str) -> str:
    return _ENTITY.sub(_character, _WRAP.sub(" ", text)).strip()


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    number = int(found[2])
    return chr(number) if 0x20 <= number <= _LAST_CHARACTER and not 0xD800 <= number <= 0xDFFF else " "
