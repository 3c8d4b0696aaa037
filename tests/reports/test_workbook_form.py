"""The template: exactly what the deliverable demands, said where it stands, and fit for everyone to fill in."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from workbooks import HDIR, NHN, TERTIAL, deliverable, edited, read, sent, template

from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.reports.schema import StatusReport
from arshjul.reports.workbook.carrying import carried_over

REPORT = {
    "schema": 1,
    "type": "status_report",
    "deliverable": HDIR,
    "submitted_by": "kari@example.no",
    "submitted_at": "2024-06-06T10:00:00+02:00",
}


def opened(raw: bytes) -> Workbook:
    return load_workbook(io.BytesIO(raw))


def column(book: Workbook, sheet: str, letter: str) -> list[object]:
    return [cell.value for cell in book[sheet][letter]]


def headers(book: Workbook, sheet: str) -> list[object]:
    return [cell.value for cell in book[sheet][1]]


def test_a_follow_up_report_has_a_sheet_for_each_kind_of_answer():
    book = opened(template(HDIR))
    assert book.sheetnames == [
        "Veiledning", "Om rapporten", "Tiltak", "Risiko", "Økonomi", "Tilleggsmidler", "Omfordeling", "_arshjul",
    ]  # fmt: skip
    assert headers(book, "Tiltak") == [
        "Tiltak", "Trafikklys", "Status", "Fremdrift", "Kvalitet", "Avvik", "Ressursbruk mot måloppnåelse",
    ]  # fmt: skip
    assert column(book, "Tiltak", "A")[1:] == [
        "Pasientens legemiddelliste (PLL)", "Pasientens journaldokumenter (PJD)", "Pasientens prøvesvar (PPS)",
        "Pasientens måledata (PMD)", "Pasientens kritiske informasjon (PKI)", "Digitalt helsekort for gravide (DHG)",
        "MyHealth@EU (MHE)",
    ]  # fmt: skip
    assert column(book, "Økonomi", "A")[1:] == column(book, "Tiltak", "A")[1:]


def test_a_tertial_report_has_no_sheet_or_column_that_nobody_demands():
    """Status, risk and deviation are all that the letter asks for; one initiative, and what belongs to none."""
    book = opened(template(TERTIAL))
    assert book.sheetnames == ["Veiledning", "Om rapporten", "Tiltak", "Risiko", "_arshjul"]
    assert headers(book, "Tiltak") == ["Tiltak", "Trafikklys", "Status", "Avvik"]
    assert headers(book, "Risiko") == [
        "Tiltak", "Risiko", "Sannsynlighet (1–5)", "Konsekvens (1–5)", "Ansvarlig", "Tilstand", "Nr.",
    ]  # fmt: skip
    assert column(book, "Tiltak", "A")[1:] == ["MyHealth@EU (MHE)", "Generelt"]


def test_what_was_to_be_followed_up_has_a_sheet_only_where_there_is_some():
    """No letter demands it; the last report's open points must be answered all the same."""
    action = {"description": "Avklare hjemmel", "due": "2024-10-01", "id": "a1"}
    values = REPORT | {"initiatives": {"pll": {"actions": [action]}}}
    book = opened(template(HDIR, StatusReport.model_validate(values)))
    assert [cell.value for cell in book["Oppfølging"][2]] == [
        "Pasientens legemiddelliste (PLL)", "Avklare hjemmel", None, dt.datetime(2024, 10, 1), "Åpen", "a1",  # noqa: DTZ001
    ]  # fmt: skip
    assert "Oppfølging" not in opened(template(HDIR)).sheetnames


def test_what_is_not_demanded_of_one_initiative_says_so_in_words():
    """DHG owes Helsedirektoratet's report no deviation, but Norsk helsenett's."""
    assert opened(template(HDIR))["Tiltak"]["F7"].value == "(kreves ikke)"
    assert opened(template(NHN))["Tiltak"]["F7"].value is None


def test_a_header_says_who_demands_it_and_where_that_stands():
    note = opened(template(NHN))["Tiltak"]["D1"].comment.text
    assert "Oppfølging og rapportering, linje 401–411" in note
    assert "Mandat PLL 6, linje 829 (PLL)" in note
    assert note.index("linje 401–411") < note.index("Mandat PLL 6"), "the letter's demand stands first"
    demanded = [code for codes in deliverable(TERTIAL).required.values() for code in codes]
    assert "mitigation" not in demanded
    assert opened(template(TERTIAL))["Tiltak"]["A1"].comment is None


def test_a_column_that_no_letter_demands_says_so_in_its_note():
    book = opened(template(NHN))
    for sheet, cells in (("Risiko", "CDFGH"), ("Økonomi", "F")):
        for letter in cells:
            said = book[sheet][f"{letter}1"].comment.text
            assert "Kreves i" not in said and "linje" not in said, (sheet, letter)
    assert "Porteføljekontorets skala" in book["Risiko"]["C1"].comment.text
    assert "Kreves i" in book["Risiko"]["B1"].comment.text


@pytest.mark.parametrize("key", [HDIR, NHN, TERTIAL])
def test_every_column_with_a_demand_has_a_note(key: str):
    book = opened(template(key))
    for name in book.sheetnames[2:-1]:
        for cell in book[name][1]:
            assert bool(cell.comment) == (cell.value not in ("Tiltak", "Fra tiltak", "Til tiltak")), cell.coordinate


def test_lights_scores_and_initiatives_are_chosen_from_lists():
    book = opened(template(HDIR))
    rules = {str(rule.sqref): rule for rule in book["Tiltak"].data_validations.dataValidation}
    assert rules["B2:B8"].formula1 == "_arshjul!$F$1:$F$3"
    assert [book["_arshjul"][f"F{row}"].value for row in (1, 2, 3)] == ["Grønn", "Gul", "Rød"]
    scores = {str(rule.sqref): rule.formula1 for rule in book["Risiko"].data_validations.dataValidation}
    assert scores["C2:C28"] == scores["D2:D28"] == '"1,2,3,4,5"'
    everyone = book["Tilleggsmidler"].data_validations.dataValidation[0].formula1
    assert everyone == "_arshjul!$H$1:$H$8"
    assert [book["_arshjul"][f"H{row}"].value for row in (1, 8)] == ["Hele rapporten", "MyHealth@EU (MHE)"]


def test_what_it_is_stands_in_a_hidden_sheet_and_in_words():
    book = opened(template(HDIR))
    hidden = book["_arshjul"]
    assert hidden.sheet_state == "veryHidden"
    assert [cell.value for cell in hidden["B"][:3]] == [HDIR, "1", "1"]
    assert HDIR in column(book, "Om rapporten", "B")
    assert any(HDIR in str(text) for text in column(book, "Veiledning", "A"))
    assert "Frist: mandag 26. august 2024." in column(book, "Veiledning", "A")


def test_it_can_be_used_by_everyone():
    """Tables with headers that stay in view, a name for every sheet, nothing merged, nothing locked, no formula."""
    book = opened(template(NHN))
    for name in book.sheetnames:
        sheet = book[name]
        assert not sheet.merged_cells.ranges
        assert not sheet.protection.sheet
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        if name not in ("Veiledning", "_arshjul"):
            (table,) = sheet.tables.values()
            assert table.ref.startswith("A1:")
            assert [part.name for part in table.tableColumns] == headers(book, name)
            assert sheet.freeze_panes in ("A2", "B2")
            assert all(sheet.column_dimensions[cell.column_letter].width > 10 for cell in sheet[1])
    assert book.properties.title == "Statusrapport til felles oppfølgingsmøte"
    assert book.properties.language == "nb-NO"


def test_it_speaks_english_too():
    set_lang(Lang.EN)
    book = opened(template(HDIR))
    assert book.sheetnames[:4] == ["Guidance", "About the report", "Initiatives", "Risks"]
    assert headers(book, "Finances")[1:5] == ["Allocated (NOK)", "Carried over (NOK)", "Spent (NOK)", "Forecast (NOK)"]
    assert "Deadline: Monday 26 August 2024." in column(book, "Guidance", "A")
    assert "Demanded in" in book["Initiatives"]["D1"].comment.text


def test_a_workbook_made_in_english_is_read_in_a_norwegian_run():
    set_lang(Lang.EN)
    raw = edited(template(HDIR), sent(), lambda book: book["Initiatives"].__setitem__("B2", "Yellow"))
    set_lang(Lang.NB)
    assert read(raw).initiatives["pll"].status.light == "yellow"


@pytest.mark.parametrize(
    "text", ["=1+1", "+47 22 00 00 00", "-5 prosent", "@kari", "=cmd|' /C calc'!A0", "#REF!", "_x000D_ y"]
)
def test_no_text_of_a_report_becomes_a_formula_or_anything_else(text: str):
    values = REPORT | {"initiatives": {"pll": {"progress": text, "risks": [{"description": text}]}}}
    raw = template(HDIR, StatusReport.model_validate(values))
    book = opened(raw)
    assert (book["Tiltak"]["D2"].data_type, book["Risiko"]["B2"].data_type) == ("s", "s")
    assert bool(book["Tiltak"]["D2"].quotePrefix) == (text[0] in "=+-@")
    report = read(edited(raw, sent()))
    assert report.initiatives["pll"].progress == text
    assert report.initiatives["pll"].risks[0].description == text


def test_the_letters_figures_stand_there_and_go_before_the_last_reports():
    values = REPORT | {"initiatives": {"pll": {"economy": {"allocated": "1", "spent": "31450000.50"}}}}
    book = opened(template(HDIR, StatusReport.model_validate(values), {"pll": Decimal("67200000")}))
    assert [cell.value for cell in book["Økonomi"][2]][1:5] == [67200000, None, 31450000.5, None]
    assert book["Økonomi"]["B2"].number_format == "#,##0"
    assert book["Økonomi"]["D2"].number_format == "#,##0.00"


def test_an_amount_that_a_workbook_cannot_keep_is_written_as_text():
    values = REPORT | {"initiatives": {"pll": {"economy": {"spent": "123456789012345.67", "forecast": "99999999.99"}}}}
    book = opened(template(HDIR, StatusReport.model_validate(values)))
    assert (book["Økonomi"]["D2"].value, book["Økonomi"]["E2"].value) == ("123456789012345.67", 99999999.99)


NOTHING = {"nothing_to_report": True, "reason": "Planen holder."}


def test_what_must_be_said_anew_is_not_taken_along_from_the_last_report():
    pll = {
        "status": {"light": "red", "text": "Står stille."}, "progress": "To kommuner.", "quality": NOTHING,
        "risks": [{"description": "Forsinkelse"}], "economy": {"spent": 5}, "reallocation": "Ingen.",
    }  # fmt: skip
    overall = {"supplementary_funding": NOTHING, "reallocations": [{"from": "pll", "to": "pps", "amount": 5}]}
    last = StatusReport.model_validate({**REPORT, "initiatives": {"pll": pll}, **overall})
    taken = carried_over(last, same_wheel=True)
    section, before = taken.initiatives["pll"], last.initiatives["pll"]
    assert (section.status, section.progress, section.risks) == (before.status, before.progress, before.risks)
    assert section.economy == before.economy
    assert (section.quality, section.reallocation, taken.supplementary_funding, taken.reallocations) == (None,) * 4


def test_figures_of_another_year_are_not_taken_along():
    last = StatusReport.model_validate(
        {
            **REPORT,
            "initiatives": {"pll": {"progress": "To kommuner.", "economy": {"spent": 5}}},
            "supplementary_funding": [{"initiative": "pll", "amount": 5}],
        }
    )
    taken = carried_over(last, same_wheel=False)
    assert taken.initiatives["pll"].progress == "To kommuner."
    assert (taken.initiatives["pll"].economy, taken.supplementary_funding) == (None, None)
