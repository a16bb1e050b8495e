"""Payment references with check digits, as each country's banks take them (domain.md 8). Pure.

A body is digits, except for ISO 11649. None of them may hold personal data: they are made of numbers of ours.
"""

from stdnum import iso11649, luhn
from stdnum.ch import esr
from stdnum.iso7064 import mod_97_10

from shared.errors import Refused

_QRR_BODY = 26
_OGM_BODY = 10
_KID_BODY = _OCR_BODY = 24
_VIITE_BODY = 19


class UnfitBody(Refused):
    def __init__(self, body: str, scheme: str) -> None:
        super().__init__(f"“{body[:30]}” cannot be made into a payment reference ({scheme}).")


def rf(body: str) -> str:
    """ISO 11649, anywhere: at most 21 letters and digits. `G`: INV20260042 → RF73INV20260042.

    Raises:
        UnfitBody: too long, or other characters.
    """
    reference = f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}" if body.isascii() and body.isalnum() else ""
    if not iso11649.is_valid(reference):
        raise UnfitBody(body, "RF")
    return reference


def qrr(body: str) -> str:
    """Switzerland: 27 digits by modulo 10, recursive; only for an account with a QR-IBAN."""
    padded = _digits(body, "QRR", most=_QRR_BODY).zfill(_QRR_BODY)
    return f"{padded}{esr.calc_check_digit(padded)}"


def ogm(body: str) -> str:
    """Belgium: ten digits and their remainder by 97, where 0 is written 97."""
    padded = _digits(body, "OGM", most=_OGM_BODY).zfill(_OGM_BODY)
    return f"{padded}{int(padded) % 97 or 97:02d}"


def viitenumero(body: str) -> str:
    """Finland: 3 to 19 digits, weights 7-3-1 from the right. `G`: 123456 → 1234561."""
    digits = _digits(body, "viitenumero", least=3, most=_VIITE_BODY)
    weighted = sum(int(digit) * (7, 3, 1)[place % 3] for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-weighted % 10}"


def ocr(body: str) -> str:
    """Sweden, with the length digit that most agreements ask for: total length by 10. `G`: 12345 → 1234574."""
    digits = _digits(body, "OCR", most=_OCR_BODY - 1)
    return kid(f"{digits}{(len(digits) + 2) % 10}")


def kid(body: str) -> str:
    """Norway, and Sweden without a length digit: modulo 10. `G`: 60224 → 602243."""
    digits = _digits(body, "KID", most=_KID_BODY)
    return f"{digits}{luhn.calc_check_digit(digits)}"


def kid_mod_11(body: str) -> str:
    """Norway where the agreement says modulo 11; remainder 10 is a dash. `G`: 12345678 → 123456785, 1009 → 1009-."""
    digits = _digits(body, "KID", most=_KID_BODY)
    weighted = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits)))
    check = -weighted % 11
    return f"{digits}{'-' if check == 10 else check}"


def _digits(body: str, scheme: str, *, most: int, least: int = 1) -> str:
    if not (body.isascii() and body.isdigit() and least <= len(body) <= most and body.strip("0")):
        raise UnfitBody(body, scheme)
    return body
