"""The archive of a year: everything that happened to each deliverable, in files that can be checked."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import Office, report

from arshjul.flows.accepting import give_back
from arshjul.flows.archive_folder import ArchiveFolder
from arshjul.flows.archiving import archive
from arshjul.flows.erasing import erased
from arshjul.flows.parts import Parts
from arshjul.flows.recorded import Words
from arshjul.flows.registering import Formal, register
from arshjul.flows.ticking import hand_in, tick
from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.models.problems import BadInput
from arshjul.models.tables_history import SendingChannel
from arshjul.reports.archive.names import safe_name
from arshjul.store.sendings import Attached

KEY = "prove-2024.report.followup-2024-1.nhn"
BUDGET = "prove-2024.budget.2024.nhn"


def none(*_: Any) -> None:
    """Nobody listens."""


def written(parts: Parts, root: Path) -> dict[str, bytes]:
    """Every file of the archive after a run, by path."""
    folder = ArchiveFolder(root, parts.portfolio.id, 2024)
    archive(parts, 2024, folder, none)
    folder.close()
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def full(office: Office) -> Iterator[Office]:
    """A report that came twice, was judged, sent back, mended and formally sent; and a budget input."""
    set_lang(Lang.NB)
    office.day("2024-01-16")
    office.sources["nhn"].files["Rapport nr. 1 <b>.json"] = report(KEY, "2024-01-29", lacks="pll.deviation")
    office.day("2024-01-30")
    give_back(office.at("2024-01-31"), KEY, Words("hod", "24/7", "Tallene er fra i fjor."))
    office.sources["nhn"].files["Rapport nr. 1 <b>.json"] = report(KEY, "2024-02-01")
    office.day("2024-02-01")
    office.send_in("nhn", "budsjett.json", "budget.2024.nhn", "2024-02-01")
    office.day("2024-02-02")
    yield office


def test_a_deliverable_has_all_that_happened_to_it(full: Office, tmp_path: Path) -> None:
    found = written(full.at("2024-03-01"), tmp_path / "arkiv")
    own = {path.removeprefix(f"{KEY}/") for path in found if path.startswith(f"{KEY}/")}
    assert own >= {
        "about.json", "versions.json", "decisions.json", "messages.json", "reports/v001-Rapport_nr._1_b.json",
        "reports/v002-Rapport_nr._1_b.json", "judgements/v001-1.json", "judgements/v001-1.txt", "judgements/v002-1.json",
    }  # fmt: skip
    assert found[f"{KEY}/reports/v001-Rapport_nr._1_b.json"] == report(KEY, "2024-01-29", lacks="pll.deviation")
    first = json.loads(found[f"{KEY}/judgements/v001-1.json"])
    assert first["completeness"] == "incomplete" and first["findings"][0]["content"] == "deviation"
    assert "Legemiddellisten: avvik mangler" in found[f"{KEY}/judgements/v001-1.txt"].decode()
    [back] = json.loads(found[f"{KEY}/decisions.json"])
    assert (back["by"], back["by_name"], back["reference"]) == ("hod", "Departementet", "24/7")
    assert [one["no"] for one in json.loads(found[f"{KEY}/versions.json"])] == [1, 2]
    about = json.loads(found[f"{KEY}/about.json"])
    assert [one["state"] for one in about["states"]] == [
        "planned",
        "open",
        "received",
        "incomplete",
        "received",
        "complete",
    ]
    told = json.loads(found[f"{KEY}/messages.json"])
    assert {one["name"] for one in told} <= {"Kari Prøve", "Nina Prøve"} and "invitation" in {
        one["step"] for one in told
    }


def test_the_index_tells_of_every_file_and_the_sums_prove_them(full: Office, tmp_path: Path) -> None:
    found = written(full.at("2024-03-01"), tmp_path / "arkiv")
    index = json.loads(found["index.json"])
    assert (index["kind"], index["year"], index["portfolio"]) == ("arshjul-archive", 2024, "prove")
    assert len(index["log"]["hash"]) == 64
    listed = {file["path"]: file for one in index["deliverables"] for file in one["files"]}
    assert set(listed) == set(found) - {"index.json", "archive.json", "SHA256SUMS"}
    for path, file in listed.items():
        assert (file["sha256"], file["size"]) == (hashlib.sha256(found[path]).hexdigest(), len(found[path]))
    sums = dict(reversed(line.split("  ", 1)) for line in found["SHA256SUMS"].decode().splitlines())
    assert sums == {path: hashlib.sha256(body).hexdigest() for path, body in found.items() if path != "SHA256SUMS"}
    budget = next(one for one in index["deliverables"] if one["key"] == BUDGET)
    assert budget["access"] == "restricted", "so that the records can screen it"
    owing = next(one for one in index["deliverables"] if one["key"] == KEY)
    assert owing["case_references"] == ["24/7"]


def test_the_same_again_gives_the_same_bytes_on_any_later_day(full: Office, tmp_path: Path) -> None:
    root = tmp_path / "arkiv"
    first = written(full.at("2024-03-01"), root)
    assert written(full.at("2024-05-09"), root) == first
    assert written(full.at("2024-05-09"), tmp_path / "annen") == first


def test_an_earlier_day_holds_what_was_known_then(full: Office, tmp_path: Path) -> None:
    found = written(full.at("2024-01-30T18:00"), tmp_path / "arkiv")
    own = {path.removeprefix(f"{KEY}/") for path in found if path.startswith(f"{KEY}/")}
    assert "reports/v001-Rapport_nr._1_b.json" in own and "reports/v002-Rapport_nr._1_b.json" not in own
    assert "decisions.json" not in own
    assert json.loads(found[f"{KEY}/about.json"])["state"] == "incomplete"


def test_what_an_earlier_run_wrote_and_a_later_one_does_not_is_taken_away(full: Office, tmp_path: Path) -> None:
    root = tmp_path / "arkiv"
    later, before = full.at("2024-03-01"), full.at("2024-01-30T18:00")
    fresh = written(before, tmp_path / "fersk")
    written(later, root)
    (root / "merknad.txt").write_text("vår egen", encoding="utf-8")
    assert written(before, root) == fresh | {"merknad.txt": b"v\xc3\xa5r egen"}


def test_formal_sendings_come_with_their_files(full: Office, tmp_path: Path) -> None:
    body = b"%PDF-1.7 kort"
    file = Attached(hashlib.sha256(body).hexdigest(), "Årsrapport æøå.pdf", "application/pdf", body)
    register(full.at("2024-02-05"), KEY, Formal(dt.date(2024, 2, 2), SendingChannel.EFORMIDLING, "24/125", file))
    found = written(full.at("2024-03-01"), tmp_path / "arkiv")
    [sent] = json.loads(found[f"{KEY}/sendings.json"])
    assert (sent["reference"], sent["by_name"]) == ("24/125", "Kontoret")
    [path] = [path for path in found if path.startswith(f"{KEY}/attachments/")]
    assert path.endswith(f"{file.digest[:12]}-Arsrapport_aeoa.pdf") and found[path] == body


def test_a_document_that_was_handed_in_comes_with_what_was_ticked_in_it(office: Office, tmp_path: Path) -> None:
    set_lang(Lang.NB)
    office.day("2024-01-16")
    body, plan = b"%PDF-1.7 plan", "prove-2024.plan.2024.nhn"
    file = Attached(hashlib.sha256(body).hexdigest(), "Leveranseplan.pdf", "application/pdf", body)
    hand_in(office.at("2024-01-29"), plan, file, "kari@example.org")
    tick(office.at("2024-01-30"), plan, ["pll.deliverables"], 3, "kari@example.org")
    found = written(office.at("2024-02-05"), tmp_path / "arkiv")
    assert found[f"{plan}/attachments/v001-{file.digest[:12]}-Leveranseplan.pdf"] == body
    last = json.loads(
        found[max(path for path in found if path.startswith(f"{plan}/judgements/") and path.endswith(".json"))]
    )
    [ticked] = last["ticks"]
    assert (ticked["content"], ticked["page"], ticked["by_name"]) == ("deliverables", 3, "Kari Prøve")
    text = found[max(path for path in found if path.startswith(f"{plan}/judgements/") and path.endswith(".txt"))]
    assert "pll.deliverables: side 3" in text.decode()


def test_who_has_been_erased_is_named_by_id_only(full: Office, tmp_path: Path) -> None:
    written(full.at("2024-03-01"), tmp_path / "arkiv")
    full.portfolio_path.write_text(
        full.portfolio_path.read_text(encoding="utf-8")
        .replace("  kari: {name: Kari Prøve, email: kari@example.org}\n", "")
        .replace("owner: kari", "owner: nina").replace("deputy: nina, ", ""),
        encoding="utf-8",
    )  # fmt: skip
    full.parts.database.close()
    full.parts = full.open()
    erased(full.at("2024-03-02"), "kari", apply=True)
    found = written(full.at("2024-03-03"), tmp_path / "arkiv")
    assert {one["name"] for one in json.loads(found[f"{KEY}/messages.json"]) if one["person"] == "kari"} == {None}
    assert not [path for path, body in found.items() if "Kari Prøve".encode() in body]


@pytest.mark.parametrize("holding", ["annet.txt", "index.json", "archive.json"])
def test_a_folder_that_holds_something_else_is_refused_and_left_alone(
    office: Office, tmp_path: Path, holding: str
) -> None:
    office.load("2024-01-16")
    (tmp_path / "opptatt").mkdir()
    (tmp_path / "opptatt" / holding).write_text("{}", encoding="utf-8")
    with pytest.raises(BadInput):
        ArchiveFolder(tmp_path / "opptatt", "prove", 2024)
    assert [path.name for path in (tmp_path / "opptatt").iterdir()] == [holding]


def test_another_years_and_another_portfolios_archive_are_not_ours(tmp_path: Path) -> None:
    ArchiveFolder(tmp_path / "a", "prove", 2024).close()
    ArchiveFolder(tmp_path / "a", "prove", 2024).close()
    for portfolio, year in (("prove", 2025), ("annen", 2024)):
        with pytest.raises(BadInput):
            ArchiveFolder(tmp_path / "a", portfolio, year)


def test_a_run_that_was_cut_short_can_be_made_again(full: Office, tmp_path: Path) -> None:
    root = tmp_path / "arkiv"
    whole = written(full.at("2024-03-01"), tmp_path / "hel")
    seen: list[str] = []

    def stop(_: int, __: int, key: str) -> None:
        seen.append(key)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive(full.at("2024-03-01"), 2024, ArchiveFolder(root, "prove", 2024), stop)
    assert not (root / "SHA256SUMS").exists()
    assert written(full.at("2024-03-01"), root) == whole


def test_a_list_of_sums_that_leads_elsewhere_takes_nothing_away(full: Office, tmp_path: Path) -> None:
    root, outside = tmp_path / "arkiv", tmp_path / "utenfor.txt"
    outside.write_text("vårt", encoding="utf-8")
    written(full.at("2024-03-01"), root)
    with (root / "SHA256SUMS").open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 64}  ../utenfor.txt\n{'0' * 64}  {outside}\n")
    written(full.at("2024-03-01"), root)
    assert outside.read_text(encoding="utf-8") == "vårt"


def test_a_link_in_the_folder_is_not_followed_out_of_it(full: Office, tmp_path: Path) -> None:
    root, outside = tmp_path / "arkiv", tmp_path / "utenfor"
    outside.mkdir()
    ArchiveFolder(root, "prove", 2024)
    (root / KEY).symlink_to(outside, target_is_directory=True)
    with pytest.raises(BadInput):
        written(full.at("2024-03-01"), root)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Rapport.xlsx", "v001-Rapport.xlsx"),
        ("../../etc/passwd", "v001-passwd"),
        ("C:\\Temp\\Års rapport.PDF", "v001-Ars_rapport.pdf"),
        ("CON", "v001-CON"),
        ("", "v001"),
        ("...", "v001"),
        (".json", "v001-json"),
        ("a\nb\x00c.json", "v001-a_b_c.json"),
        ("报告.json", "v001-json"),
        ("x" * 300 + ".yaml", f"v001-{'x' * 70}.yaml"),
        ("a." + "b" * 300, f"v001-a.{'b' * 73}"),
    ],
)
def test_names_that_every_system_keeps(name: str, safe: str) -> None:
    assert safe_name(name, "v001") == safe


@given(st.text(max_size=300))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    found = safe_name(name, "v001")
    assert found.startswith("v001") and len(found) <= 80 and found.isascii() and found.isprintable()
    assert not set(found) & set('/\\:*?"<>| ') and not found.endswith(".")
