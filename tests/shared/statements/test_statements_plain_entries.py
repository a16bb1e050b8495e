"""Entries cut out of a plain file are those that a parser of the whole file would have found."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from benchmarks import camt_file
from shared.statements import Entry, StatementRefused, read, safe_xml
from shared.statements.plain_entries import EntriesAside
from shared.statements.refusals import NotWellFormed
from tests.shared.statements.corpus import needs_corpus, published_camt
from tests.shared.statements.own_files import FILES, camt, entry, payments

_OWN = sorted(FILES.glob("*.camt05*.xml"))


def parsed(data: bytes) -> bytes:
    """The same file as one the parser reads whole: a comment is enough."""
    return data.replace(b"</GrpHdr>", b"</GrpHdr><!-- -->").replace(b"<Id>S1</Id>", b"<!-- --><Id>S1</Id>")


def seen(data: bytes) -> tuple[list[str], list[str]]:
    """The entries' texts and the tags the parser came to."""
    file = io.BytesIO(data)
    aside = EntriesAside(file)
    tags: list[str] = []
    texts: list[str] = []
    for element in safe_xml.elements(file, "Ntry", "Stmt", seen_as=aside):
        tags.append(element.tag)
        if element.tag.endswith("Ntry"):
            texts += aside.texts(element)
    return texts, tags


@pytest.mark.parametrize("path", _OWN, ids=lambda path: path.name)
def test_our_own_files_say_the_same_both_ways(path: Path) -> None:
    assert read(parsed(path.read_bytes())) == read(path.read_bytes())


@needs_corpus
def test_published_files_say_the_same_both_ways() -> None:
    for path in published_camt()[1:]:
        data = path.read_bytes()
        assert _outcome(parsed(data)) == _outcome(data)


def test_a_long_file_says_the_same_both_ways_and_ties(tmp_path: Path) -> None:
    path = tmp_path / "long.xml"
    camt_file.write(path, 2_000)
    data = path.read_bytes()

    (statement,) = read(data)
    assert (len(statement.entries), statement.ties) == (2_000, True)
    assert read(parsed(data)) == [statement]


def test_only_runs_of_entries_reach_the_parser() -> None:
    texts, tags = seen(camt(entry(), "\n ", entry(), entry()))

    assert (len(texts), len(tags)) == (3, 2)


def test_entries_in_a_comment_are_none() -> None:
    assert len(read(camt(entry(), f"<!-- {entry()} -->", entry()))[0].entries) == 2


def test_entries_in_cdata_are_words() -> None:
    said = payments(f"<RmtInf><Ustrd><![CDATA[{entry()}]]></Ustrd></RmtInf>")

    (only,) = read(camt(entry(said)))[0].entries
    assert only.details[0].remittance == entry()


def test_an_entry_longer_than_a_block_is_one() -> None:
    many = payments(*(f'<Amt Ccy="EUR">1.00</Amt><RmtInf><Ustrd>{number}</Ustrd></RmtInf>' for number in range(9_000)))

    (only,) = read(camt(entry(many, amount="9000.00")))[0].entries
    assert (len(only.details), only.set_aside) == (9_000, None)
    assert only.details[8_999].remittance == "8999"


@pytest.mark.parametrize("padding", range(262_060, 262_150, 7))
def test_a_tag_on_the_border_of_two_blocks_is_found(padding: int) -> None:
    data = camt(" " * padding, entry(amount="1.00"), entry(amount="2.00"))

    assert [each.amount.minor for each in read(data)[0].entries] == [100, 200]


@pytest.mark.parametrize(
    "written",
    [
        "<Ntry >{}</Ntry >",
        "<n:Ntry xmlns:n='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'>{}</n:Ntry>",
        '<Ntry note="a>b">{}</Ntry>',
    ],
)
def test_entries_in_other_spellings_are_read(written: str) -> None:
    inside = entry().removeprefix("<Ntry>").removesuffix("</Ntry>")

    assert [each.amount.minor for each in read(camt(written.format(inside), entry()))[0].entries] == [10_000, 10_000]


@pytest.mark.parametrize(
    "payment",
    [
        "<TxDtls ><Refs><EndToEndId>E1</EndToEndId></Refs></TxDtls >",
        "<TxDtls note='>'><Refs><EndToEndId>E1</EndToEndId></Refs></TxDtls>",
        "<n:TxDtls xmlns:n='urn:x'><n:Refs><n:EndToEndId>E1</n:EndToEndId></n:Refs></n:TxDtls>",
        '<TxDtls><Refs note="a>b"><EndToEndId\n>E1</EndToEndId></Refs></TxDtls>',
        "<TxDtls><Refs><EndToEndId> &#69;1\r\n</EndToEndId></Refs></TxDtls>",
    ],
)
def test_payments_in_other_spellings_are_read(payment: str) -> None:
    (only,) = read(camt(entry(f"<NtryDtls>{payment}</NtryDtls>")))[0].entries

    assert [each.end_to_end_id for each in only.details] == ["E1"]


def test_line_ends_and_references_inside_a_text_are_those_of_xml() -> None:
    said = payments("<RmtInf><Ustrd>a&amp;b &lt;c&gt;\r\nd&#8364;&#x41;</Ustrd></RmtInf>")

    assert read(camt(entry(said)))[0].entries[0].details[0].remittance == "a&b <c>\nd€A"


@pytest.mark.parametrize(
    "said",
    ["&euro;", "a & b", "&#1;", "&#xD800;", "&#x110000;", "&#99999999999;", "\x01", "x" * 10_000_001],
    ids=lambda said: said[:9],
)
def test_a_text_that_xml_does_not_have_is_refused(said: str) -> None:
    with pytest.raises(NotWellFormed):
        read(camt(entry(), entry(payments(f"<RmtInf><Ustrd>{said}</Ustrd></RmtInf>"))))


@pytest.mark.parametrize(
    "broken",
    [
        "<Ntry><Amt>1</Ntry></Amt>",
        "<Ntry><Amt></Ntry>",
        "<Ntry><NtryDtls><TxDtls><Refs></TxDtls></Refs></NtryDtls></Ntry>",
        "<Ntry><NtryDtls></TxDtls><TxDtls></NtryDtls></Ntry>",
        "<Ntry><Ntry></Ntry></Ntry>",
        f"<Ntry>{'<a>' * 300}{'</a>' * 300}</Ntry>",
        '<Ntry><Amt Ccy="<">1</Amt></Ntry>',
    ],
)
def test_tags_that_do_not_fit_together_are_refused(broken: str) -> None:
    with pytest.raises(StatementRefused):
        read(camt(entry(), broken))


def test_letters_that_are_no_utf_8_are_refused() -> None:
    data = camt(entry(), entry(payments("<RmtInf><Ustrd>~</Ustrd></RmtInf>"))).replace(b"~", b"\xe5")

    with pytest.raises(NotWellFormed):
        read(data)


def test_several_small_statements_keep_their_entries() -> None:
    one = camt(entry(amount="1.00"), entry(amount="2.00"))
    many = b"".join(
        f"<Stmt><Id>S{number}</Id>{entry(amount=f'{number}.00')}</Stmt>".encode() for number in range(2, 3_000)
    )

    statements = read(one.replace(b"</Stmt>", b"</Stmt>" + many))
    assert [each.id for each in statements] == [f"S{number}" for number in range(1, 3_000)]
    assert [each.entries[0].amount.minor for each in statements[1:]] == [number * 100 for number in range(2, 3_000)]


def _outcome(data: bytes) -> Any:
    try:
        return read(data)
    except StatementRefused as refused:
        return str(refused)


def test_what_a_file_pretends_to_be_our_stand_in_is_an_entry() -> None:
    with pytest.raises(StatementRefused):
        read(camt('<Ntry xmlns="urn:duebook:entries"/>'))
    assert isinstance(read(camt(entry()))[0].entries[0], Entry)
