"""Documents of prose: what they say page by page, and what is refused without doing any harm."""

import zlib
from pathlib import Path

import pytest
from documents import locked, packed, pdf, word
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arshjul.models.problems import BadInput
from arshjul.reports import apart, prose
from arshjul.reports.prose import Prose, pages_with, read_prose

PAGES = ("Leveranseplan", "Pasientens prøvesvar\nLeveransene er fem.", "Økonomi og leveran-\nser for PLL")


def refused(raw: bytes, name: str = "plan.pdf") -> str:
    with pytest.raises(BadInput) as caught:
        read_prose(raw, name)
    return str(caught.value)


@pytest.mark.parametrize("raw", [pdf(PAGES), word(PAGES), word(PAGES, printed=False)])
def test_the_text_of_each_page_is_read_in_small_letters_with_split_words_put_together(raw: bytes) -> None:
    found = read_prose(raw, "plan")
    assert found.whole
    assert found.pages == (
        "leveranseplan", "pasientens prøvesvar leveransene er fem.", "økonomi og leveranser for pll",
    )  # fmt: skip


def test_pages_of_word_are_as_printed_only_where_word_has_noted_them() -> None:
    assert read_prose(word(PAGES), "a").printed
    assert not read_prose(word(PAGES, printed=False), "a").printed
    assert len(read_prose(word(["én side uten skift"]), "a").pages) == 1


def test_words_are_found_at_the_beginning_of_words_near_the_initiative_first() -> None:
    found = read_prose(pdf(PAGES), "plan.pdf")
    assert pages_with(found, ["leveranse"]) == (1, 2, 3)
    assert pages_with(found, ["leveranse"], ["Pasientens prøvesvar", "pps"]) == (2,)
    assert pages_with(found, ["leveranse"], ["dhg"]) == (1, 2, 3), "nowhere together"
    assert pages_with(found, ["everanse"]) == pages_with(found, []) == ()
    assert pages_with(Prose(("a (b",), True, True), ["(b"]) == (1,), "what is searched for is no pattern"


def test_a_pdf_that_only_asks_not_to_be_copied_is_read_and_one_with_a_password_is_not() -> None:
    assert read_prose(locked(pdf(PAGES), ""), "a.pdf").pages[0] == "leveranseplan"
    assert "er beskyttet med passord (finn stedet for hånd" in refused(locked(pdf(PAGES), "hemmelig"))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "er tom"),
        (b"%PDF-1.7\nintet", "er skadet"),
        (pdf(PAGES)[:200], "er skadet"),
        (b"PK\x03\x04half", "er ikke helt"),
        (word(PAGES)[:-40], "er ikke helt"),
        (packed("<x/>", "xl/workbook.xml"), "er verken PDF eller et Word-dokument"),
        (packed("<w:document"), "er skadet"),
        (word(PAGES, extra='<!DOCTYPE w [<!ENTITY a "b">]>'), "inneholder XML-entiteter"),
        (packed("<a>" + "x" * 61_000_000 + "</a>"), "blir altfor stort"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "er beskyttet med passord"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "er i et eldre format"),
        ("Kjære departement".encode(), "er verken PDF eller"),
        (b"%PDF-" + bytes(20_000_000), "er større enn 20 MB"),
    ],
)
def test_what_cannot_be_read_is_a_fault_that_says_so(raw: bytes, says: str) -> None:
    assert says in refused(raw)


def test_a_pdf_that_unpacks_to_more_than_there_is_room_for_ends_alone() -> None:
    """Two gigabytes of spaces in a stream of two megabytes."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b" " * 50_000_000) for _ in range(40)) + packer.flush()
    length = f"<< /Length {len(stream)} /Filter /FlateDecode >>".encode()
    raw = pdf(["x"])
    head, _, tail = raw.partition(b"<< /Length")
    bomb = head + length + b"\nstream\n" + stream + b"\nendstream" + tail[tail.index(b"endstream") + 9 :]
    try:
        assert read_prose(bomb, "bombe.pdf").pages in (("",), ("x",))
    except BadInput as error:
        assert "for mye minne" in str(error) or "for lang tid" in str(error)
    assert read_prose(raw, "neste.pdf").pages == ("x",)


def test_a_document_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text(
        "import time\nMEMORY, SECONDS, OUTPUT = 10**9, 20, 10**6\nclass Refused(Exception): pass\n"
        "def prepare(): pass\ndef look(raw): time.sleep(60)\n"
    )
    monkeypatch.setattr(prose, "_READER", apart.Reader(slow, (), 10**6))
    with pytest.raises(BadInput, match="tar for lang tid"):
        read_prose(pdf(PAGES), "a.pdf", seconds=0.3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    raw=st.sampled_from([pdf(PAGES), word(PAGES)]),
    at=st.integers(min_value=0, max_value=600),
    bytes_=st.binary(min_size=1, max_size=40),
)
def test_whatever_is_altered_in_a_document_is_read_or_refused(raw: bytes, at: int, bytes_: bytes) -> None:
    altered = raw[:at] + bytes_ + raw[at + len(bytes_) :]
    try:
        assert isinstance(read_prose(altered, "a").pages, tuple)
    except BadInput as error:
        assert len(error.problems) == 1
