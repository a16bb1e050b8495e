"""Field :86:, what a payment is for: the German ?20 fields, SEPA keywords, the Dutch /NAME/ codes, or free text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.statements.accounts import iban_in

_WIDTH = 65  # a line this long was broken by its width, in the middle of a word
_NUMBERED = re.compile(r"\s*(?P<kind>\d{3})(?P<mark>[?~<>^!+])(?=00|10|2\d)", re.ASCII)
_KEYWORD = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|PURP|(?<![A-Za-z])IBAN|(?<![A-Za-z])BIC)\+")
_CODES = (
    "TRTP IBAN BIC NAME REMI EREF KREF IREF PREF ORDP BENM ADDR ISDT CSID MARF SVCL ID CNTP PURP ULTD ULTB ULTC RTRN "
    "ACCT TRCD CHGS OCMT EXCH INIT CREF"
).split()
_CODE = re.compile(f"/({'|'.join(_CODES)})/")
_MARKS = "?~<>^!+"
_FIELD = {mark: re.compile(re.escape(mark) + r"(00|10|2\d|3\d|6[0-3])", re.ASCII) for mark in _MARKS}
_TEXT = (*(f"2{digit}" for digit in range(10)), "60", "61", "62", "63")
_RETURNED = ("108", "109", "159")  # German business transaction codes: direct debits and transfers sent back
_REASON = re.compile(
    r"\b(AC0[1-8]|AC1[3-7]|AG0[1-9]|AM0[1-9]|AM10|BE0[1-8]|CNOR|CUST|DNOR|DUPL|FF0[1-8]|FOCR|MD0[1-7]|MS0[23]|NOAS"
    r"|NOOR|RC01|RF01|RR0[1-4]|SL0[1-4]|SP0[12]|TECH|TM01|UPAY)\b"
)
_NARRATIVE = "NARR"  # of ISO 20022: the reason is told in words only


@dataclass(frozen=True, slots=True)
class Purpose:
    """What field :86: says of one payment."""

    remittance: str = ""
    counterparty_name: str | None = None
    counterparty_iban: str | None = None
    end_to_end_id: str | None = None
    customer_reference: str | None = None
    structured_reference: str | None = None
    return_reason: str | None = None


def read_purpose(lines: Sequence[str]) -> Purpose:
    """Read the lines of field :86:, by the way this bank fills it; never refuses."""
    run_on = "".join(lines)
    if found := _NUMBERED.match(run_on):
        return _numbered(found["kind"], found["mark"], run_on[found.end("kind") :])
    coded = _rewrapped(lines)
    if _CODE.match(coded):
        return _coded(coded)
    return _by_keywords(run_on) if "SVWZ+" in run_on or "EREF+" in run_on else Purpose(coded)


def _numbered(kind: str, mark: str, text: str) -> Purpose:
    fields = _fields(mark, text)
    said = _by_keywords("".join(fields.get(number, "") for number in _TEXT), known=fields.get("32", ""))
    return Purpose(
        remittance=said.remittance,
        counterparty_name=_spaced(fields.get("32", "") + fields.get("33", "")) or None,
        counterparty_iban=iban_in(fields.get("31", "")) or iban_in(fields.get("38", "")),
        end_to_end_id=said.end_to_end_id,
        customer_reference=said.customer_reference,
        return_reason=_reason(said.remittance) if kind in _RETURNED else None,
    )


def _fields(mark: str, text: str) -> Mapping[str, str]:
    """The numbered fields. Banks number upwards: a mark that would step back is the payer's own question mark."""
    fields: dict[str, str] = {}
    end, next_number = len(text), 100
    for found in reversed(list(_FIELD[mark].finditer(text))):
        if int(found[1]) < next_number:
            fields[found[1]] = text[found.end() : end]
            end, next_number = found.start(), int(found[1])
    return fields


def _by_keywords(text: str, known: str = "") -> Purpose:
    """The SEPA keywords of a text in one piece; `known` is a name told elsewhere, not to be told again."""
    said = _split(_KEYWORD, text)
    before = _spaced(said[""])
    words = [before if before != _spaced(known) else "", _spaced(said.get("SVWZ", ""))]
    return Purpose(
        remittance=" ".join(filter(None, words)) or _spaced(text),
        end_to_end_id=_spaced(said.get("EREF", "")) or None,
        customer_reference=_spaced(said.get("KREF", "")) or None,
    )


def _coded(text: str) -> Purpose:
    """The codes of Dutch and other banks: /NAME/…/REMI/…."""
    said = {code: words.strip("/ ") for code, words in _split(_CODE, text).items()}
    iban, _, rest = said.get("CNTP", "").partition("/")  # account, bank, name, town
    name = said.get("NAME") or rest.partition("/")[2].partition("/")[0]
    remittance, reference = _remittance(said.get("REMI", ""))
    return Purpose(
        remittance=remittance or (_spaced(text) if "REMI" not in said else ""),
        counterparty_name=_spaced(name) or None,
        counterparty_iban=iban_in(said.get("IBAN", "")) or iban_in(said.get("ACCT", "")) or iban_in(iban),
        end_to_end_id=_spaced(said.get("EREF", "")) or None,
        customer_reference=_spaced(said.get("PREF", "")) or None,
        structured_reference=reference,
        return_reason=_reason(said["RTRN"]) if "RTRN" in said else None,
    )


def _split(marks: re.Pattern[str], text: str) -> dict[str, str]:
    """What follows each mark; of each the first counts, a second one is the payer's text. What stands before is “”."""
    parts: dict[str, str] = {}
    name, start = "", 0
    for found in marks.finditer(text):
        if found[1] not in parts and found[1] != name:
            parts[name] = text[start : found.start()]
            name, start = found[1], found.end()
    parts[name] = text[start:]
    return parts


def _remittance(text: str) -> tuple[str, str | None]:
    """The payer's words and the structured reference of /REMI/USTD//… and /REMI/STRD/CUR/…."""
    if text.startswith("USTD//"):
        return _spaced(text.removeprefix("USTD//")), None
    if text.startswith("STRD/"):
        return "", _spaced(text.removeprefix("STRD/").partition("/")[2]) or None
    return _spaced(text), None


def _reason(text: str) -> str:
    found = _REASON.search(text)
    return found[1] if found else _NARRATIVE


def _rewrapped(lines: Sequence[str]) -> str:
    """Free text in one piece: a full line goes on in the next one, a shorter one was meant to end."""
    return _spaced("".join(line if len(line) >= _WIDTH else f"{line} " for line in lines))


def _spaced(text: str) -> str:
    return " ".join(text.split())
