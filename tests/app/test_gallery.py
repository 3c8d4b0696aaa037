"""The gallery: every message in both languages, as a page and as text, and an index that leads to all of them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from arshjul.app.gallery import write_gallery
from arshjul.app.ladder_shown import STEP_WORDS
from arshjul.models.codes import Lang, Step


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("gallery")
    assert write_gallery(made) == len(list(made.glob("*.txt")))
    return made


def links(page: str) -> list[str]:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value or "" for name, value in attrs if name == "href")

    Reader().feed(page)
    return found


@pytest.mark.parametrize("lang", Lang)
def test_every_message_is_there_in_every_language_as_page_and_as_text(folder: Path, lang: Lang) -> None:
    for name in [*Step, "several", "office-address", "office-no-day", "calendar-unread"]:
        page, text = folder / f"{name}.{lang}.html", folder / f"{name}.{lang}.txt"
        assert f'<html lang="{lang}">' in page.read_text("utf-8")
        assert text.read_text("utf-8").startswith("Emne: " if lang is Lang.NB else "Subject: ")


def test_nothing_is_left_over_that_should_have_been_filled_in(folder: Path) -> None:
    for path in folder.glob("*.txt"):
        text = path.read_text("utf-8")
        assert not re.search(r"[{}\[\]%]|None|Undefined|  |\n\n\n| [.,;]|[.,;:]{2}", text), (path.name, text)


def test_the_index_leads_to_every_file_and_to_nothing_else(folder: Path) -> None:
    page = (folder / "index.html").read_text("utf-8")
    files = {path.name for path in folder.iterdir()} - {"index.html"}
    assert sorted(links(page)) == sorted(files)
    assert "ingenting her er sendt til noen" in page


def test_every_message_is_called_something_that_people_understand(folder: Path) -> None:
    """In both languages, and not by a name of the program's own."""
    assert STEP_WORDS.keys() >= {step.value for step in Step}
    page = (folder / "index.html").read_text("utf-8")
    assert "<b>Invitasjon: fristen er en søndag</b>" in page
    assert "Invitation: due on a Sunday" in page
    assert not re.search(r"<span[^>]*>\s*(<b>)?\s*(</b>)?\s*</span>", page)


def test_the_links_in_it_are_those_of_real_messages(folder: Path) -> None:
    """Whoever is asked for nothing is not led to where reports are handed in."""
    asked = {path.name.partition(".")[0] for path in folder.glob("*.nb.txt") if "Lever her:" in path.read_text("utf-8")}
    assert {"invitation", "gaps", "returned", "overdue", "denied", "decided", "several"} <= asked
    assert not asked & {"manager", "cancelled", "waived", "accepted", "receipt", "taken_over", "office-no-day"}


def test_written_again_it_is_the_same_to_the_byte(folder: Path, tmp_path: Path) -> None:
    write_gallery(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }
