import pytest

from shared.matching.references import compact, key, scheme


@pytest.mark.parametrize(
    ("reference", "named"),
    [
        ("RF18539007547034", "RF"),
        ("RF18 5390 0754 7034", "RF"),
        ("RF73INV20260042", "RF"),
        ("21 00000 00003 13947 14300 09017", "QRR"),
        ("+++010/8068/17183+++", "OGM"),
        ("1234574", "OCR"),
        ("123455", "KID"),
        ("602243", "KID"),
        ("123456785", "KID mod 11"),
        ("1009-", "KID mod 11"),
        ("1234561", "viitenumero"),
    ],
)
def test_a_reference_is_known_by_its_check_digits(reference, named):
    assert scheme(reference) == named


@pytest.mark.parametrize(
    "reference",
    [
        "RF19539007547034",
        "RF73INV20260043",
        "RF",
        "21 00000 00003 13947 14300 09018",
        "+++010/8068/17182+++",
        "602244",
        "1009X",
        "2026-1834",
        "",
        "٦٠٢٢٤٣",
    ],
)
def test_wrong_check_digits_vouch_for_nothing(reference):
    assert scheme(reference) is None


def test_references_are_compared_without_separators_case_and_leading_zeros():
    assert key("00 791-9593") == key("7919593")
    assert compact("rf18 5390/0754") == "RF1853900754"
