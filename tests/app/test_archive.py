"""`archive`, as the office meets it."""

import hashlib
import json
from pathlib import Path

import pytest
from front_desk import Command
from office import Office, report

KEY = "prove-2024.report.followup-2024-1.nhn"


@pytest.fixture
def given(file_office: Office) -> tuple[str, ...]:
    """A database with a report that came, as options."""
    file_office.day("2024-01-16")
    file_office.sources["nhn"].files["<script>.json"] = report(KEY, "2024-01-29")
    file_office.day("2024-01-30")
    return ("--database", file_office.url, "--portfolio", str(file_office.portfolio_path), "--as-of", "2024-02-10")


def test_a_year_is_written_with_its_index_and_sums(arshjul: Command, given: tuple[str, ...], tmp_path: Path) -> None:
    root = tmp_path / "ny" / "arkiv"
    answer = arshjul("archive", "2024", "--out", root, *given)
    assert answer.code == 0, answer.err
    assert f"filer i {root}" in answer.out and "sha256sum -c SHA256SUMS" in answer.out
    assert "arkiverer 2024" in answer.err and KEY in answer.err, "it tells how far it has come"
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    for line in (root / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, path = line.split("  ", 1)
        assert hashlib.sha256((root / path).read_bytes()).hexdigest() == digest
    assert arshjul("archive", "2024", "--out", root, *given).code == 0
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_the_page_is_for_people_and_escapes_what_others_called_their_files(
    arshjul: Command, given: tuple[str, ...], tmp_path: Path
) -> None:
    assert arshjul("archive", "2024", "--out", tmp_path / "nb", *given).code == 0
    assert arshjul("--lang", "en", "archive", "2024", "--out", tmp_path / "en", *given).code == 0
    page = (tmp_path / "nb" / "index.html").read_text(encoding="utf-8")
    assert 'lang="nb"' in page and "Arkiv for 2024" in page and "Unntatt offentlighet" in page
    assert "<script>" not in page and "&lt;script&gt;.json" in page
    assert "Archive of 2024" in (tmp_path / "en" / "index.html").read_text(encoding="utf-8")
    index = json.loads((tmp_path / "nb" / "index.json").read_text(encoding="utf-8"))
    for one in index["deliverables"]:
        for file in one["files"]:
            assert f'href="{file["path"]}"' in page


@pytest.mark.parametrize(
    ("year", "told"),
    [
        ("2031", "velg et av årene 2024"),
        ("24", "er ikke et årstall"),
        ("to", "er ikke et årstall"),
        ("２０２４", "er ikke et årstall"),
    ],
)
def test_a_year_that_nothing_is_known_of_makes_no_folder(
    arshjul: Command, given: tuple[str, ...], tmp_path: Path, year: str, told: str
) -> None:
    answer = arshjul("archive", year, "--out", tmp_path / "arkiv", *given)
    assert answer.code == 2 and told in answer.err
    assert not (tmp_path / "arkiv").exists()


def test_a_folder_in_use_is_refused(arshjul: Command, given: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "opptatt").mkdir()
    (tmp_path / "opptatt" / "brev.txt").touch()
    answer = arshjul("archive", "2024", "--out", tmp_path / "opptatt", *given)
    assert answer.code == 2 and "ikke tom" in answer.err and "velg en ny mappe" in answer.err
    assert [path.name for path in (tmp_path / "opptatt").iterdir()] == ["brev.txt"]
    (tmp_path / "fil").touch()
    assert arshjul("archive", "2024", "--out", tmp_path / "fil", *given).code == 2


def test_without_a_database_there_is_nothing_to_archive(arshjul: Command, tmp_path: Path) -> None:
    answer = arshjul("archive", "2024", "--out", tmp_path / "arkiv")
    assert answer.code == 2 and "arshjul wheel load" in answer.err
