"""Check digits of payment references and account numbers, from the published rules of each scheme."""

from __future__ import annotations

import random

_QRR_TABLE = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
# Letters and digits after the check digits, by country (SWIFT's IBAN registry): A a letter, 9 a digit.
_BBAN = {
    "AT": "9" * 16,
    "BE": "9" * 12,
    "CH": "9" * 17,
    "CZ": "9" * 20,
    "DE": "9" * 18,
    "DK": "9" * 14,
    "ES": "9" * 20,
    "FI": "9" * 14,
    "FR": "9" * 23,
    "GB": "A" * 4 + "9" * 14,
    "IT": "A" + "9" * 22,
    "NL": "A" * 4 + "9" * 10,
    "NO": "9" * 11,
    "PL": "9" * 24,
    "SE": "9" * 20,
}
COUNTRIES = tuple(_BBAN)


def iban(country: str, chance: random.Random) -> str:
    """An account number with valid check digits (ISO 13616); national check digits inside it are not computed."""
    bban = "".join(chance.choice(_LETTERS if place == "A" else _DIGITS) for place in _BBAN[country])
    return f"{country}{98 - _mod97(bban + country + '00'):02d}{bban}"


def rf(body: str) -> str:
    """A creditor reference of ISO 11649."""
    return f"RF{98 - _mod97(body + 'RF00'):02d}{body}"


def luhn(body: str) -> str:
    """The mod 10 digit of KID and Swedish OCR: every other digit doubled, from the right."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def kid11(body: str) -> str:
    """The mod 11 character of a KID: weights 2 to 7 from the right; ten is written as a hyphen."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(body)))
    return {10: "-"}.get(-total % 11, str(-total % 11))


def viite(body: str) -> str:
    """The digit of a Finnish reference: weights 7, 3, 1 from the right."""
    total = sum(int(digit) * (7, 3, 1)[place % 3] for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def qrr(body: str) -> str:
    """The digit of a Swiss QR reference: mod 10, recursive."""
    carry = 0
    for digit in body:
        carry = _QRR_TABLE[(carry + int(digit)) % 10]
    return str(-carry % 10)


def reference(scheme: str, customer: str, sequence: int) -> str:
    """The reference of an invoice: its customer and its running number, sealed as the scheme wants."""
    number = f"{sequence:06d}"
    if scheme == "RF":
        return rf(f"{customer}{number}")
    if scheme == "QRR":
        body = f"{customer:0>12}{sequence:014d}"
        return body + qrr(body)
    if scheme == "OGM":
        body = f"{customer[-4:]:0>4}{number[-6:]}"
        return f"{body}{int(body) % 97 or 97:02d}"
    if scheme == "OCR":
        body = f"{customer}{number}"
        body += str((len(body) + 2) % 10)
        return body + luhn(body)
    body = f"{customer}{number}"
    return body + {"KID10": luhn, "KID11": kid11, "VIITE": viite}[scheme](body)


def grouped(scheme: str, value: str) -> str:
    """As the scheme is printed for people."""
    if scheme == "OGM":
        return f"+++{value[:3]}/{value[3:7]}/{value[7:]}+++"
    if scheme == "QRR":
        return f"{value[:2]} " + _in_groups(value[2:], 5)
    if scheme in ("RF", "VIITE"):
        size = 4 if scheme == "RF" else 5
        return _in_groups(value, size) if scheme == "RF" else _in_groups(value[::-1], size)[::-1]
    return _in_groups(value, 5)


def _in_groups(value: str, size: int) -> str:
    return " ".join(value[at : at + size] for at in range(0, len(value), size))


def _mod97(text: str) -> int:
    return int("".join(str(int(each, 36)) for each in text)) % 97
