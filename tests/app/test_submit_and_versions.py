"""`report submit`, `report versions` and `report diff` as they are given on the command line."""

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from front_desk import EXAMPLE, Answer, Command

from arshjul.app.diff_words import field_words, value_words
from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.reports.comparing import Value

KEY = "digital-samhandling-2024.followup-report.followup-2024-4.nhn"
REPORT = EXAMPLE / "reports" / "nhn" / "statusrapport-followup-2024-4.yaml"
OLA = "ola.eksempel@nhn.example.org"
Give = Callable[..., Answer]


@pytest.fixture
def desk(arshjul: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The wheel of 2024 loaded, with the example's people and nothing in their folders."""
    shutil.copy(EXAMPLE / "portfolio.yaml", tmp_path / "portfolio.yaml")
    monkeypatch.setenv("ARSHJUL_PORTFOLIO", str(tmp_path / "portfolio.yaml"))
    monkeypatch.setenv("ARSHJUL_DATABASE_URL", str(tmp_path / "a.db"))
    wheel = EXAMPLE.parents[1] / "calendar" / "wheels" / "digital-samhandling-2024.yaml"
    assert arshjul("wheel", "load", wheel, "--as-of", "2024-01-16").code == 0
    return arshjul


def changed(folder: Path, old: str, new: str) -> Path:
    text = REPORT.read_text("utf-8")
    assert old in text
    file = folder / "ny.yaml"
    file.write_text(text.replace(old, new, 1), "utf-8")
    return file


def submit(desk: Command, file: Path, *more: str, key: str = KEY, by: str = OLA, on: str = "2024-08-26") -> Answer:
    return desk("report", "submit", file, "--deliverable", key, "--by", by, "--as-of", on, *more)


def test_the_verdict_is_that_of_the_check(desk: Command) -> None:
    done = submit(desk, REPORT)
    checked = desk("report", "check", REPORT, "--deliverable", KEY)
    first, _, rest = done.out.partition("\n")
    assert first == f"{KEY}: mottatt som versjon 1, fra Ola Eksempel."
    assert (rest, done.code) == (checked.out, 1)


def test_the_same_file_again_changes_nothing_and_ends_well(desk: Command) -> None:
    submit(desk, REPORT)
    again = submit(desk, REPORT, "--lang", "en", on="2024-08-27")
    assert (again.code, again.out) == (0, f"{KEY}: this file was received before, as version 1. Nothing has changed.\n")
    assert len(desk("report", "versions", KEY, "--format", "json").rows) == 1


def test_what_only_says_that_a_document_has_come_is_not_judged_but_pointed_to_its_checklist(
    desk: Command, tmp_path: Path
) -> None:
    """People look into it; nothing is said to lack before they have."""
    text = (REPORT.parent / "delivery-plan-2024.yaml").read_text("utf-8")
    start = text.index("holds:")
    bare = tmp_path / "plan.yaml"
    bare.write_text(text[:start] + "holds: {}\n", "utf-8")
    key = "digital-samhandling-2024.delivery-plan.2024.nhn"
    done = submit(desk, bare, key=key, on="2024-02-01")
    assert (done.code, done.out) == (0, (
        f"{key}: mottatt som versjon 1, fra Ola Eksempel. Ingen har sagt hva dokumentet inneholder: kryss av med "
        f"arshjul report checklist {key}.\n"
    ))  # fmt: skip
    assert desk("report", "checklist", key, "--format", "json").rows


def test_programs_get_the_findings_alone(desk: Command) -> None:
    done = submit(desk, REPORT, "--format", "json")
    assert {row["code"] for row in done.rows} and "versjon 1" in done.err


def test_it_says_when_somebody_hands_in_for_an_actor_where_they_hold_no_role(desk: Command) -> None:
    """The office may mean it: the report is taken."""
    done = submit(desk, REPORT, by="anne.eksempel@hdir.example.org")
    assert "mottatt som versjon 1, fra Anne Eksempel" in done.out
    assert "Obs: Anne Eksempel har ingen rolle hos nhn" in done.err
    assert "Obs" not in submit(desk, REPORT).err


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"by": "olla.eksempel@nhn.example.org"}, "mente du «ola.eksempel@nhn.example.org»"),
        ({"by": "noen@helt.andre.no"}, "under people i porteføljefilen"),
        ({"key": "followup-report.followup-2024-3.nhn"}, "gjelder"),
        ({"key": "followup-report.followup-2024-9.nhn"}, "ukjent leveranse"),
    ],
)
def test_who_or_what_is_unknown_or_wrong_is_bad_input(desk: Command, more: dict[str, str], says: str) -> None:
    done = submit(desk, REPORT, **more)
    assert (done.code, done.out) == (2, "") and says in done.err
    assert desk("report", "versions", KEY, "--format", "json").rows == []


def test_a_workbook_is_handed_in_like_any_other(desk: Command, tmp_path: Path) -> None:
    file = tmp_path / "rapport.xlsx"
    assert desk("report", "template", KEY, "--out", file, "--previous", REPORT).code == 0
    import openpyxl

    book = openpyxl.load_workbook(file)
    sheet = book["Om rapporten"]
    cells = {str(row[0].value): row[1] for row in sheet.iter_rows() if len(row) > 1 and row[0].value}
    sender = next(cell for name, cell in cells.items() if name.startswith("Sendt av"))
    sent = next(cell for name, cell in cells.items() if name.startswith(("Sendt ", "Tidspunkt")) and cell is not sender)
    sender.value, sent.value = OLA, "2024-08-26 09:00"
    book.save(file)
    done = submit(desk, file)
    assert "mottatt som versjon 1" in done.out, done.err
    submit(desk, REPORT, on="2024-08-27")
    assert desk("report", "diff", KEY, "--format", "json").code == 0


def test_the_versions_are_listed_with_who_when_and_what_they_count_for(desk: Command, tmp_path: Path) -> None:
    submit(desk, REPORT)
    submit(desk, changed(tmp_path, "yellow", "red"), by="kari.eksempel@nhn.example.org", on="2024-08-28")
    rows = desk("report", "versions", KEY, "--format", "json").rows
    assert [(row["no"], row["submitted_by"], row["counts_for"]) for row in rows] == [
        (1, OLA, ["timeliness"]),
        (2, "kari.eksempel@nhn.example.org", ["completeness"]),
    ]
    assert all(len(row["digest"]) == 64 for row in rows)
    table = desk("report", "versions", KEY).out
    assert "tid" in table and "innhold" in table and rows[0]["digest"][:12] in table
    shown = desk("deliverable", "show", KEY, "--format", "json").rows[0]["versions"]
    assert [(one["no"], one["submitted_by"], one["digest"]) for one in shown] == [
        (row["no"], row["submitted_by"], row["digest"]) for row in rows
    ]


def hand_in_with_another_sum(desk: Command, folder: Path, spent: str) -> None:
    """The example's report, and the next day the same with another sum spent where the first stands."""
    line = next(line for line in REPORT.read_text("utf-8").splitlines() if "spent:" in line)
    figure = line.partition("spent:")[2].split(",")[0].split("}")[0].strip()
    submit(desk, REPORT)
    submit(desk, changed(folder, f"spent: {figure}", f'spent: "{spent}"'), on="2024-08-27")


def test_what_changed_is_shown_by_initiative_with_money_in_kroner(desk: Command, tmp_path: Path) -> None:
    hand_in_with_another_sum(desk, tmp_path, "1234567.50")
    [row] = desk("report", "diff", KEY, "--format", "json").rows
    assert (row["field"], row["after"]) == ("economy.spent", "1234567.50")
    nb, en = desk("report", "diff", KEY).out, desk("report", "diff", KEY, "--lang", "en").out
    assert "1 234 567,50 kroner" in nb.replace("\u00a0", " ") and "1,234,567.50 kroner" in en
    assert "versjon 1 (ola.eksempel@nhn.example.org, 2024-08-26 12:00) → versjon 2" in nb
    assert desk("report", "diff", KEY, "--from", "2", "--to", "2").out.rstrip().endswith("Innholdet er det samme.")


def test_the_table_speaks_of_fields_and_values_in_the_readers_language(desk: Command, tmp_path: Path) -> None:
    submit(desk, REPORT)
    submit(desk, changed(tmp_path, "yellow", "red"), on="2024-08-27")
    [row] = desk("report", "diff", KEY, "--format", "json").rows
    assert (row["field"], row["before"], row["after"]) == ("status.light", "yellow", "red"), (
        "for programs as in the file"
    )
    nb, en = desk("report", "diff", KEY).out, desk("report", "diff", KEY, "--lang", "en").out
    assert all(word in nb for word in ("Status: trafikklys", "gul", "rød")) and "yellow" not in nb
    assert all(word in en for word in ("Status: light", "yellow", "red"))


@pytest.mark.parametrize(
    ("field", "value", "nb", "en"),
    [
        ("risks[Sen. [x] y].probability", 3, ("Risikoer «Sen. [x] y»: sannsynlighet", "3"), ("Risks «Sen. [x] y»: probability", "3")),
        ("actions[A1].state", "dropped", ("Aktiviteter «A1»: tilstand", "bortfalt"), ("Actions «A1»: state", "dropped")),
        ("deviation.nothing_to_report", "true", ("Avvik: ingenting å melde", "ja"), ("Deviation: nothing to report", "yes")),
        ("holds", "fund_split", ("Inneholder", "fordeling av midlene"), ("Holds", "split of funds")),
        ("pages.tasks", 4, ("Sider: planlagte oppgaver", "4"), ("Pages: planned tasks", "4")),
        ("progress", "yellow", ("Fremdrift", "yellow"), ("Progress", "yellow")),
        ("type", "envelope", ("Type", "konvolutt"), ("Type", "envelope")),
        ("digest", "ab" * 32, ("SHA-256", "ab" * 6), ("SHA-256", "ab" * 6)),
        ("reallocations[pll → pps].amount", Decimal(5), ("Omfordelinger «pll → pps»: beløp", "5 kroner"), ("Reallocations «pll → pps»: amount", "5 kroner")),
    ],
)  # fmt: skip
def test_a_path_and_a_value_in_words(field: str, value: Value, nb: tuple[str, str], en: tuple[str, str]) -> None:
    for lang, told in (("nb", nb), ("en", en)):
        set_lang(Lang(lang))
        assert (field_words(field), value_words(field, value)) == told
    assert value_words(field, None) is None


def test_initiatives_go_by_their_names_in_the_field_and_in_the_value() -> None:
    called = {"pll": "Legemiddelliste", "pps": "Prøvesvar"}
    for lang, given, taken in (("nb", "fra", "til"), ("en", "from", "to")):
        set_lang(Lang(lang))
        row = {
            "nb": "Omfordelinger «Legemiddelliste → Prøvesvar»",
            "en": "Reallocations «Legemiddelliste → Prøvesvar»",
        }[lang]
        for part, word, slug in (("source", given, "pll"), ("target", taken, "pps")):
            assert field_words(f"reallocations[pll → pps].{part}", called) == f"{row}: {word}"
            assert value_words(f"reallocations[pll → pps].{part}", slug, called) == called[slug]
        need = field_words("supplementary_funding[pps].initiative", called)
        assert "«Prøvesvar»" in need and "pps" not in need
    assert field_words("risks[pps].owner", called).endswith("«pps»: owner")
    assert value_words("risks[pps].owner", "pps", called) == "pps"


def test_amounts_in_csv_are_plain_figures(desk: Command, tmp_path: Path) -> None:
    hand_in_with_another_sum(desk, tmp_path, "90000000.00")
    last = desk("report", "diff", KEY, "--format", "csv").out.splitlines()[-1]
    assert last.endswith(",90000000.00") and '"' not in last


def test_a_move_is_shown_with_the_initiatives_names_and_a_tab_as_a_space(desk: Command, tmp_path: Path) -> None:
    submit(desk, REPORT)
    data = yaml.safe_load(REPORT.read_text("utf-8"))
    giver, taker = list(data["initiatives"])[:2]
    data["reallocations"] = [{"from": giver, "to": taker, "amount": 5, "reason": "Før\tnå"}]
    file = tmp_path / "ny.json"
    file.write_text(json.dumps(data, default=lambda at: at.isoformat()), "utf-8")
    submit(desk, file, on="2024-08-27")
    fields = {row["field"] for row in desk("report", "diff", KEY, "--format", "json").rows}
    assert f"reallocations[{giver} → {taker}].source" in fields, "for programs as in the file"
    table = desk("report", "diff", KEY).out
    for gone in ("source", "target", f"{giver} → {taker}", "\ufffd", "\t"):
        assert gone not in table, table
    assert "»: fra" in table and "»: til" in table and "Før nå" in table


@pytest.mark.parametrize("word", ["x", "-1", "1.5", "99999999"])
def test_a_version_is_a_number_that_exists(desk: Command, word: str) -> None:
    submit(desk, REPORT)
    done = desk("report", "diff", KEY, "--from", word)
    assert (done.code, done.out) == (2, "")


def test_one_version_alone_is_said(desk: Command) -> None:
    submit(desk, REPORT)
    assert "bare én versjon" in desk("report", "diff", KEY).out
    assert desk("report", "diff", KEY, "--format", "json").rows == []


def test_a_reports_text_cannot_steer_the_terminal_or_start_a_formula(desk: Command, tmp_path: Path) -> None:
    text = REPORT.read_text("utf-8")
    words = next(line.partition("progress:")[2].strip() for line in text.splitlines() if "progress:" in line)
    submit(desk, REPORT)
    submit(desk, changed(tmp_path, f"progress: {words}", 'progress: "=HYPERLINK(1)"'), on="2024-08-27")
    assert ",'=HYPERLINK(1)" in desk("report", "diff", KEY, "--format", "csv").out
