"""`report check`: what it shows beside the verdict, and that it judges by the office's own habits and sums."""

import json
import shutil
from pathlib import Path

import pytest
from front_desk import EXAMPLE, Command

from arshjul.calendar.wheel_file import shipped_wheels

KEY = "digital-samhandling-2024.followup-report.followup-2024-4.nhn"
NEXT = "digital-samhandling-2025.followup-report.followup-2025-1.nhn"
REPORT = EXAMPLE / "reports" / "nhn" / "statusrapport-followup-2024-4.yaml"
PLAN = "digital-samhandling-2024.delivery-plan.2024.nhn"


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLE / "portfolio.yaml", tmp_path / "portfolio.yaml"))


def reword(path: Path, old: str, new: str, to: Path | None = None) -> Path:
    text = path.read_text("utf-8")
    assert old in text
    target = to or path
    target.write_text(text.replace(old, new, 1), "utf-8")
    return target


def test_each_finding_has_what_settles_it_and_the_last_line_how_many_count(arshjul: Command) -> None:
    nb = arshjul("report", "check", REPORT, "--deliverable", KEY)
    en = arshjul("report", "check", REPORT, "--deliverable", KEY, "--lang", "en")
    assert nb.code == en.code == 1
    assert "→ Fyll ut resten." in nb.out and "→ Fill in the rest." in en.out
    assert nb.out.splitlines()[-1].endswith("mangler noe (2 av 2 funn gjør den ufullstendig)")
    assert en.out.splitlines()[-1].endswith("incomplete (2 of 2 findings make it incomplete)")
    rows = arshjul("report", "check", REPORT, "--deliverable", KEY, "--format", "json").rows
    assert [row["message"] for row in rows] and not any("→" in row["message"] for row in rows)


def test_habits_are_those_of_the_portfolio_that_is_named(arshjul: Command, portfolio: Path, tmp_path: Path) -> None:
    thin = reword(REPORT, "forecast: '67200000.00'", "forecast: '50000000.00'", tmp_path / "a.yaml")
    check = ("report", "check", thin, "--deliverable", KEY, "--format", "json", "--portfolio", portfolio)
    assert "forecast_unexplained" in {row["code"] for row in arshjul(*check).rows}
    reword(portfolio, "forecast_tolerance: 5", "forecast_tolerance: 90")
    assert "forecast_unexplained" not in {row["code"] for row in arshjul(*check).rows}


def supplement(path: Path, millions: str, lines: str = "1, 1") -> None:
    path.write_text(
        "schema: 1\nyear: 2024\ndocuments: {tillegg: {issuer: hod, date: 2024-06-20}}\ntables:\n"
        "  - {document: tillegg, section: Tildeling, unit: million, rows: "
        f'[{{initiative: pll, actor: nhn, lines: [{lines}], figures: {{supplement: "{millions}"}}}}]}}\n',
        "utf-8",
    )


def test_a_supplement_that_the_office_has_entered_is_part_of_what_is_allocated(
    arshjul: Command, portfolio: Path, tmp_path: Path
) -> None:
    supplement(tmp_path / "tillegg.yaml", "5,5")
    reword(portfolio, "  pulls_at_once: 8", "  pulls_at_once: 8\n  money: [tillegg.yaml]")
    check = ("report", "check", REPORT, "--deliverable", KEY, "--portfolio", portfolio)
    answer = arshjul(*check, "--format", "json")
    assert answer.rows[0]["code"] == "not_as_allocated"
    assert "72 700 000 kroner (Kap. 701 post 21, Mandat PLL 2, Tildeling)" in answer.rows[0]["message"]
    reword(tmp_path / "tillegg.yaml", "nhn", "nnh")
    wrong = arshjul(*check)
    assert wrong.code == 2 and "ukjent aktør: nnh (mente du «nhn»?)" in wrong.err


def test_supplements_beyond_what_is_held_back_are_a_warning_wherever_the_files_are_checked_or_loaded(
    arshjul: Command, portfolio: Path, tmp_path: Path
) -> None:
    supplement(tmp_path / "tillegg.yaml", "372", "3, 4")
    wheel, named = next(one for one in shipped_wheels() if "2024" in one.name), ("--portfolio", portfolio)
    assert "advarsel: tillegg" not in arshjul("wheel", "check", wheel, *named).out
    reword(portfolio, "  pulls_at_once: 8", "  pulls_at_once: 8\n  money: [tillegg.yaml]")
    checked = arshjul("wheel", "check", wheel, *named)
    told = "tillegg, linje 3–4: med dette tillegget er det gitt 372 000 000 kroner, men det er holdt tilbake 37 200 000 kroner"
    assert checked.code == 0 and f"  advarsel: {told}" in checked.out
    assert told not in arshjul("wheel", "check", wheel).out, "without the portfolio nobody knows of it"
    loaded = arshjul("wheel", "load", wheel, *named, "--database", tmp_path / "a.db")
    assert loaded.code == 0 and f"  advarsel: {told}" in loaded.out
    rows = arshjul("doctor", *named, "--database", tmp_path / "a.db", "--format", "json").rows
    assert [(row["state"], row["detail"].startswith(told)) for row in rows if row["check"] == "money"] == [
        ("note", True)
    ]
    reword(tmp_path / "tillegg.yaml", "pll", "pil")
    assert "ukjent tiltak: pil" in arshjul("wheel", "check", wheel, *named).err


def test_carried_over_funds_of_2025_are_held_against_the_plan_that_ships(arshjul: Command, tmp_path: Path) -> None:
    """Norsk helsenett had 30,7 million left of the medication list, by its own plan: another sum is asked about."""
    told = json.dumps({
        "schema": 1, "type": "status_report", "deliverable": NEXT, "submitted_by": "ola@example.org",
        "submitted_at": "2025-02-20T10:00:00+01:00",
        "initiatives": {"pll": {"economy": {
            "allocated": 55_000_000, "carried_over": 1, "spent": 0, "forecast": 55_000_001,
        }}},
    })  # fmt: skip
    file = tmp_path / "a.json"
    file.write_text(told, "utf-8")
    rows = arshjul("report", "check", file, "--deliverable", NEXT, "--format", "json").rows
    [moved] = [row for row in rows if row["code"] == "carry_over_moved"]
    assert (moved["severity"], moved["maker"]) == ("weak", "office")
    assert moved["message"].endswith("30 700 000 kroner. Porteføljekontoret spør om dette.")


def test_a_document_that_says_nothing_of_what_it_holds_awaits_its_checklist_as_when_it_is_sent(
    arshjul: Command, tmp_path: Path
) -> None:
    text = (REPORT.parent / "delivery-plan-2024.yaml").read_text("utf-8")
    bare = tmp_path / "plan.yaml"
    bare.write_text(text[: text.index("holds:")] + "holds: {}\n", "utf-8")
    answer = arshjul("report", "check", bare, "--deliverable", PLAN)
    assert answer.code == 0
    assert f"kryss av med arshjul report checklist {PLAN}" in answer.out
    assert arshjul("report", "check", bare, "--deliverable", PLAN, "--format", "json").rows == []


def test_a_report_that_is_dated_days_ahead_is_refused_as_it_is_when_it_is_sent(
    arshjul: Command, tmp_path: Path
) -> None:
    """Some hours are nothing: it is checked before it is sent."""
    ahead = reword(REPORT, "submitted_at: '2024-", "submitted_at: '2034-", tmp_path / "a.yaml")
    refused = arshjul("report", "check", ahead, "--deliverable", KEY)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"{ahead}: submitted_at: er sendt 2034-08-26")
    for day, code in (("2024-08-25", 1), ("2024-08-20", 2)):
        assert arshjul("report", "check", REPORT, "--deliverable", KEY, "--as-of", day).code == code


def test_a_report_for_something_else_is_refused_as_it_is_when_it_is_sent(arshjul: Command) -> None:
    """And is not held against the demands of what it does not answer."""
    other = KEY.replace("2024-4", "2024-5")
    refused = arshjul("report", "check", REPORT, "--deliverable", other)
    assert (refused.code, refused.out) == (2, "")
    assert f"deliverable: gjelder {KEY}, ikke {other}" in refused.err
