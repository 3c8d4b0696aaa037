"""What people do to a workbook is understood, or refused with the cell named; nothing is guessed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import workbooks
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import HDIR, NHN, edited, faults, put, read, sent, template

from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.reports.judge import judge
from arshjul.reports.schema import Economy, Nothing

PLL, PJD = 2, 3
"""Rows of the first two initiatives."""


def filled(*changes: Any, key: str = HDIR, **cells: Any) -> bytes:
    """The template with sender and some cells filled in."""
    return edited(template(key), sent(), put(**cells), *changes)


def economy(raw: bytes) -> Economy:
    found = read(raw).initiatives["pll"].economy
    assert isinstance(found, Economy)
    return found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (67_200_000, "67200000"),
        (67_200_000.5, "67200000.5"),
        ("67200000", "67200000"),
        ("67 200 000", "67200000"),
        ("67\u00a0200\u00a0000,50", "67200000.5"),
        ("67\u202f200\u202f000", "67200000"),
        ("67.200.000", "67200000"),
        ("67.200.000,5", "67200000.5"),
        ("kr 67 200 000,-", "67200000"),
        ("67 200 000 kr", "67200000"),
        ("67200000.50", "67200000.5"),
        (" 67 200 000 ", "67200000"),
        (0.1 + 0.2 + 200_000, "200000.3"),
    ],
)
def test_an_amount_is_read_as_norwegians_write_it(written: object, meant: str):
    assert economy(filled(Økonomi_B2=written)).allocated == Decimal(meant)


@pytest.mark.parametrize("written", ["\u2212 1 200 000", "-1200000", "–1200000", -1_200_000])
def test_a_minus_is_a_minus_however_it_looks(written: object):
    assert economy(filled(Økonomi_C2=written)).carried_over == Decimal(-1_200_000)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("67,2 mill", "er ikke et beløp: '67,2 mill'"),
        ("1.234", "er ikke et beløp: '1.234'"),
        ("1,234,567", "er ikke et beløp: '1,234,567'"),
        ("ca. 100 000", "er ikke et beløp: 'ca. 100 000'"),
        ("67200000,505", "har brøkdeler av øre"),
        (True, "er ikke et beløp: sann/usann"),
        (dt.date(2024, 8, 26), "er ikke et beløp: '2024-08-26'"),
        ("1" + "0" * 25, "er et for stort beløp"),
        (1e300, "er et for stort beløp"),
        (-5, "er under null (rett fortegnet)"),
    ],
)
def test_what_is_no_amount_or_may_be_read_in_two_ways_is_refused(written: object, says: str):
    (fault,) = faults(filled(Økonomi_D2=written, Økonomi_B2=67_200_000))
    assert fault.startswith(f"Økonomi!D2: {says}")


@pytest.mark.parametrize(
    ("header", "written", "meant"),
    [
        ("Tildelt (mill. kr)", 67.2, "67200000"),
        ("Tildelt (mill. kr)", "67,2", "67200000"),
        ("Tildelt i mill. kr", 67.2, "67200000"),
        ("Tildelt (MNOK)", 67.2, "67200000"),
        ("Tildelt (1000 kr)", 67_200, "67200000"),
        ("Tildelt (1 000 kr)", "67 200", "67200000"),
        ("Tildelt (i tusen kroner)", 67_200.5, "67200500"),
        ("Allocated (NOK million)", 67.2, "67200000"),
        ("Tildelt (hele kr)", 500, "500"),
    ],
)
def test_a_column_reckons_in_what_its_header_says(header: str, written: object, meant: str):
    assert economy(filled(Økonomi_B1=header, Økonomi_B2=written)).allocated == Decimal(meant)


def test_figures_in_the_wrong_unit_are_asked_about_and_never_guessed():
    """67.2 million written as kroner in a column of millions; and as millions, or thousands, in a sheet of kroner."""
    raw = filled(Økonomi_B1="Tildelt (mill. kr)", Økonomi_B2=67_200_000)
    assert faults(raw) == [
        "Økonomi!B2: er 67 200 000 i en kolonne med millioner (er det ment som kroner? rett tallet eller overskriften)"
    ]
    for small in (67.2, 67_200):
        (fault,) = faults(filled(Økonomi_B2=small, Økonomi_D2=31.4))
        assert fault.startswith("Økonomi!B2: er lite for å være kroner, og det er alle tall på arket (skriv hele beløp")
    assert economy(filled(Økonomi_B2=67_200_000, Økonomi_D2=500)).spent == Decimal(500)
    assert economy(filled(Økonomi_B2=100_000)).allocated == Decimal(100_000)
    assert len(faults(filled(Økonomi_B2=99_999.99))) == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"Økonomi_D2": 24_864_000_000}, "Økonomi!D2: er 370 ganger det som er til rådighet"),
        ({"Økonomi_E2": 67_200_000_000}, "Økonomi!E2: er 1000 ganger det som er til rådighet"),
        ({"Økonomi_D1": "Forbruk i 1000 kr"}, "Økonomi!D2: er 370 ganger det som er til rådighet"),
        (
            {"Økonomi_D2": 24_864, "Økonomi_D3": 24_420},
            "Økonomi!D2: er lite for å være kroner, og det er alle tall i kolonnen",
        ),
        (
            {"Økonomi_E2": 67.2, "Økonomi_E3": 66},
            "Økonomi!E2: er lite for å være kroner, og det er alle tall i kolonnen",
        ),
    ],
)
def test_one_figure_or_column_in_another_unit_than_the_rest_is_asked_about(changed: dict[str, object], says: str):
    figures = {"Økonomi_B2": 67_200_000, "Økonomi_B3": 66_000_000, "Økonomi_D2": 24_864_000, "Økonomi_D3": 24_420_000}
    told = faults(filled(**(figures | changed)))
    assert told and all("Økonomi!" in one for one in told)
    assert told[0].startswith(says)
    assert "(mill. kr)" in told[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"Økonomi_D2": 24_864},
        {"Økonomi_D2": 0, "Økonomi_D3": 0},
        {"Økonomi_D1": "Forbruk (hele kr)", "Økonomi_D2": 24_864, "Økonomi_D3": 24_420},
        {"Økonomi_B2": 100_000, "Økonomi_C2": 60_000_000, "Økonomi_D2": 50_000_000},
    ],
)
def test_figures_that_may_well_be_right_are_not_asked_about(changed: dict[str, object]):
    """Little may be spent in January, and most of the means may be carried over."""
    figures = {"Økonomi_B2": 67_200_000, "Økonomi_B3": 66_000_000, "Økonomi_D2": 24_864_000, "Økonomi_D3": 24_420_000}
    assert faults(filled(**(figures | changed))) == []


@pytest.mark.parametrize("written", [67.2, 67_200, "67 200 000 000"])
def test_an_allocation_in_another_unit_than_the_letters_is_asked_about(written: object):
    """The workbook carries the letter's figure; no stated figure, no such question."""
    raw = template(HDIR, allocations={"pll": Decimal(67_200_000)})
    other = put(Økonomi_D3=7_000_000)
    (fault,) = faults(edited(raw, sent(), put(Økonomi_B2=written), other))
    assert fault.startswith("Økonomi!B2: er i en annen enhet enn brevets tall, 67 200 000 kroner")
    assert faults(edited(template(HDIR), sent(), put(Økonomi_B2=written), other)) == []
    assert faults(edited(raw, sent(), put(Økonomi_B2=60_000_000))) == [], "another amount is for the judge"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (dt.datetime(2024, 8, 26, 10, 30), "2024-08-26T10:30:00+02:00"),  # noqa: DTZ001
        (dt.date(2024, 1, 26), "2024-01-26T00:00:00+01:00"),
        ("26.08.2024 kl. 10.30", "2024-08-26T10:30:00+02:00"),
        ("26.8.2024 10:30", "2024-08-26T10:30:00+02:00"),
        ("26. august 2024, 10:30", "2024-08-26T10:30:00+02:00"),
        ("26 August 2024", "2024-08-26T00:00:00+02:00"),
        ("2024-08-26 10:30", "2024-08-26T10:30:00+02:00"),
        ("2024-08-26T10:30:00", "2024-08-26T10:30:00+02:00"),
        ("2024-08-26T08:30:00Z", "2024-08-26T08:30:00+00:00"),
        ("1. des. 2024", "2024-12-01T00:00:00+01:00"),
    ],
)
def test_when_it_was_sent_is_a_date_or_text_in_norwegian_time(written: object, meant: str):
    assert read(edited(template(HDIR), sent(at=written))).submitted_at == dt.datetime.fromisoformat(meant)


@pytest.mark.parametrize("written", ["31.02.2024", "i går", True, "26.08.24", "26. brumaire 2024", "2024-13-01"])
def test_what_is_no_moment_is_refused(written: object):
    (fault,) = faults(edited(template(HDIR), sent(at=written)))
    assert fault == "Om rapporten!B7: er ikke et tidspunkt (skriv for eksempel 26.08.2024 kl. 12.00)"


def test_who_sends_it_and_when_must_be_said():
    assert faults(template(HDIR)) == [
        "Om rapporten!B6: mangler (fyll ut cellen)",
        "Om rapporten!B7: mangler (fyll ut cellen)",
    ]
    assert faults(edited(template(HDIR), sent(by="Kari Nordmann"))) == [
        "Om rapporten!B6: har ikke riktig form (skriv én e-postadresse)"
    ]


@pytest.mark.parametrize(
    "said",
    ["Ingenting å melde: Planen holder.", "ingenting å melde – Planen holder.", "Nothing to report: Planen holder."],
)
def test_nothing_to_report_is_said_in_the_cell_with_its_reason(said: str):
    raw = filled(Tiltak_F2=said, Risiko_B2=said, Økonomi_F2=said, Tilleggsmidler_C2=said, Tiltak_C3=said)
    report = read(raw)
    nothing = Nothing(nothing_to_report=True, reason="Planen holder.")
    pll = report.initiatives["pll"]
    assert (pll.deviation, pll.risks, pll.economy, report.supplementary_funding) == (nothing,) * 4
    assert report.initiatives["pjd"].status == nothing


def test_a_text_that_only_begins_so_is_a_text():
    said = "Ingenting å melde fra nord, men i sør er det forsinkelser."
    assert read(filled(Tiltak_F2=said)).initiatives["pll"].deviation == said
    reasonless = read(filled(Tiltak_F2="Ingenting å melde.")).initiatives["pll"].deviation
    assert reasonless == Nothing(nothing_to_report=True)


def test_something_and_nothing_at_once_is_refused():
    raw = filled(
        Økonomi_B2=67_200_000, Økonomi_F2="Ingen tall ennå",
        Risiko_B2="Forsinkelse", Risiko_A9="PLL", Risiko_B9="Ingenting å melde: Ingen.",
    )  # fmt: skip
    assert [fault.split(":")[0] for fault in faults(raw)] == ["Risiko!B9", "Økonomi!F2"]


@pytest.mark.parametrize("word", ["Gul", "gult", " YELLOW ", "yellow"])
def test_a_light_is_known_by_any_of_its_names(word: str):
    assert read(filled(Tiltak_B2=word)).initiatives["pll"].status.light == "yellow"


def test_an_unknown_light_or_score_is_refused_by_its_cell():
    raw = filled(Tiltak_B2="Rosa", Risiko_B2="Forsinkelse", Risiko_C2=6, Risiko_D2="høy", Risiko_G2="kanskje")
    found = faults(raw)
    assert [fault.split(":")[0] for fault in found] == ["Tiltak!B2", "Risiko!G2", "Risiko!C2", "Risiko!D2"]
    assert "skal være høyst 5, fikk 6" in found[2]


@pytest.mark.parametrize(
    "label",
    ["PLL", "pll", "Pasientens legemiddelliste", " pasientens  legemiddelliste (pll) ", "The patient's list (PLL)"],
)
def test_an_initiative_is_known_by_id_or_name(label: str):
    assert read(filled(Tiltak_A2=label, Tiltak_D2="I rute med to kommuner.")).initiatives["pll"].progress


def test_an_unknown_initiative_is_refused_with_the_nearest():
    (fault,) = faults(filled(Tiltak_A2="Pasientens legemiddelkurv", Tiltak_D2="I rute."))
    assert fault.startswith(
        "Tiltak!A2: er ikke et tiltak i denne rapporten: 'Pasientens legemiddelkurv' (mente du «Pasientens legemiddelliste (PLL)»?)"
    )
    (fault,) = faults(filled(Tiltak_A2=None, Tiltak_D2="I rute."))
    assert fault == "Tiltak!A2: mangler tiltaket som raden gjelder (velg tiltaket)"


def test_two_rows_about_one_initiative_are_refused_where_there_can_be_only_one():
    raw = filled(
        Tiltak_A3="PLL", Tiltak_D2="En.", Tiltak_D3="To.", Økonomi_A9="PLL", Økonomi_B9=5_000_000, Økonomi_B2=5_000_000
    )
    assert faults(raw) == [
        "Tiltak!A3: gjelder samme tiltak som Tiltak!A2 (behold én av radene)",
        "Økonomi!A9: gjelder samme tiltak som Økonomi!A2 (behold én av radene)",
    ]


def test_many_risks_of_one_initiative_are_a_list_in_their_order():
    raw = filled(Risiko_B2="Først", Risiko_C2=2, Risiko_A9="PLL", Risiko_B9="Så", Risiko_E9="Tiltak er satt inn.")
    first, second = read(raw).initiatives["pll"].risks
    assert (first.description, first.probability, second.description, second.mitigation) == (
        "Først",
        2,
        "Så",
        "Tiltak er satt inn.",
    )


def test_needs_and_moves_are_rows_and_what_is_said_of_all_is_the_first_row():
    raw = filled(
        Tilleggsmidler_A3="PLL", Tilleggsmidler_B3="5 000 000", Tilleggsmidler_C3="Innføring.",
        Omfordeling_A3="PPS", Omfordeling_B3="PLL", Omfordeling_C3=1_500_000, Omfordeling_D3="Kapasitet.",
    )  # fmt: skip
    report = read(raw)
    assert [(row.initiative, row.amount, row.reason) for row in report.supplementary_funding] == [
        ("pll", 5_000_000, "Innføring.")
    ]
    assert [(row.source, row.target, row.amount) for row in report.reallocations] == [("pps", "pll", 1_500_000)]
    both = edited(
        raw,
        put(
            Tilleggsmidler_C2="Ingenting å melde: Alle holder seg innenfor.", Omfordeling_D2="Ingenting å melde: Ingen."
        ),
    )
    assert [fault.split(":")[0] for fault in faults(both)] == ["Omfordeling!C3"]


def test_a_move_with_one_side_is_what_that_initiative_gives_or_gets():
    raw = filled(Omfordeling_A3="PPS", Omfordeling_C3=1_500_000, Omfordeling_B4="PLL", Omfordeling_C4=1_500_000)
    report = read(raw)
    assert report.initiatives["pps"].reallocation.change == -1_500_000
    assert report.initiatives["pll"].reallocation.change == 1_500_000


def test_moves_and_needs_that_cannot_be_understood_are_refused_by_their_cells():
    raw = filled(
        Tilleggsmidler_B2=5_000_000, Tilleggsmidler_B3=5_000_000, Tilleggsmidler_A4="PLL", Tilleggsmidler_B4=-5,
        Omfordeling_A3="PPS", Omfordeling_B3="PPS", Omfordeling_C3=5, Omfordeling_A4="PPS", Omfordeling_B4="PLL", Omfordeling_D4="Hvor mye?",
    )  # fmt: skip
    assert [fault.split(" (")[0] for fault in faults(raw)] == [
        "Tilleggsmidler!B2: hører til ett tiltak, ikke til hele rapporten",
        "Tilleggsmidler!A3: mangler tiltaket som raden gjelder",
        "Tilleggsmidler!B4: er under null",
        "Omfordeling!C4: mangler",
        "Omfordeling!A3: flytter penger til samme tiltak",
    ]


def moved(book: Workbook) -> None:
    """Sheets in another order, two rows above the table, a column of one's own, and the columns the other way round."""
    book.move_sheet("Økonomi", -3)
    sheet: Worksheet = book["Økonomi"]
    rows = [[cell.value for cell in row][:6] for row in sheet.iter_rows()]
    sheet.delete_rows(1, sheet.max_row)
    sheet["A1"] = "Tall per 26. august"
    for number, row in enumerate(rows, 3):
        for place, value in enumerate([*reversed(row), "vår egen merknad" if number > 3 else "Internt"], 2):
            sheet.cell(number, place).value = value
    sheet.tables.clear()


def test_sheets_columns_and_rows_may_be_moved():
    raw = filled(moved, Økonomi_B2=67_200_000, Økonomi_E2=66_000_000)
    assert economy(raw) == Economy(allocated="67200000", forecast="66000000")
    (fault,) = faults(filled(moved, Økonomi_B2=67_200_000, Økonomi_E2="mye"))
    assert fault.startswith("Økonomi!C4: er ikke et beløp"), "the cell where it stands now"


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("Økonomi_D1", "Forbruk per 1.8. (kr)"),
        ("Økonomi_D1", "FORBRUKT"),
        ("Økonomi_D1", "Forbrukk (kr)"),
        ("Økonomi_D1", "Spent"),
        ("Økonomi_E1", "Prognosen (kr)"),
    ],
)
def test_a_column_may_be_renamed_as_long_as_it_is_known(cell: str, title: str):
    found = economy(filled(**{cell: title}, Økonomi_D2=31_000_000, Økonomi_E2=31_000_000))
    assert found.spent == found.forecast == Decimal(31_000_000)


def test_a_column_that_is_gone_or_there_twice_is_named():
    assert faults(filled(Økonomi_D1="Tja", Økonomi_D2=31_000_000)) == [
        "Økonomi!A1: mangler kolonner: Forbruk (kr) (rett overskriftene, eller hent malen på nytt)"
    ]
    assert faults(filled(Økonomi_F1="Forbruk (kr)"))[0].startswith("Økonomi!F1: er en overskrift som står to ganger")


def renamed(old: str, new: str) -> Any:
    return lambda book: setattr(book[old], "title", new)


def test_a_sheet_may_be_renamed_and_extra_sheets_do_not_matter():
    def extra(book: Workbook) -> None:
        book.create_sheet("Grunnlag", 0)["A1"] = "=1/0"

    for name in ("Økonomi (2)", "okonomi", "Tallene"):
        assert economy(filled(renamed("Økonomi", name), extra, Økonomi_B2=67_200_000)).allocated == 67_200_000


def test_two_sheets_that_may_be_the_same_are_asked_about():
    """A copy made for this report, and the old one kept: nobody but the actor knows which is meant."""

    def copied(first: str, second: str) -> bytes:
        def change(book: Any) -> None:
            book.copy_worksheet(book["Økonomi"]).title = second
            book["Økonomi"].title = first

        return filled(change, Økonomi_B2=67_200_000)

    (fault,) = faults(copied("Økonomi gml", "Økonomi ny"))
    assert fault == ("Økonomi: flere ark kan være dette: Økonomi gml, Økonomi ny (gi det rette arket navnet Økonomi)")
    assert len(faults(copied("Regnskap", "Regnskap (2)"))) == 1
    assert faults(copied("Økonomi", "Økonomi gammel")) == []


def test_a_sheet_that_is_gone_is_named_with_those_that_are_there():
    (fault,) = faults(filled(lambda book: book.remove(book["Økonomi"])))
    assert fault.startswith("Økonomi: arket mangler; arbeidsboken har Veiledning, Om rapporten, Tiltak")


def test_a_row_that_adds_up_the_others_and_notes_below_are_no_answers():
    raw = filled(Økonomi_B2=67_200_000, Økonomi_A9="Sum", Økonomi_B9=67_200_000, Økonomi_A11="Tallene er foreløpige")
    assert set(read(raw).initiatives) == {"pll"}


def merged(sheet: str, cells: str) -> Any:
    return lambda book: book[sheet].merge_cells(cells)


def test_merged_cells_hold_for_each_row_or_are_refused():
    """A text or an initiative may hold for several rows; an amount may not, and two columns are two answers."""
    raw = filled(
        merged("Tiltak", "D2:D3"),
        merged("Risiko", "A2:A3"),
        Tiltak_D2="Felles fremdrift.",
        Risiko_B2="En",
        Risiko_B3="To",
    )
    report = read(raw)
    assert report.initiatives["pll"].progress == report.initiatives["pjd"].progress == "Felles fremdrift."
    assert [risk.description for risk in report.initiatives["pll"].risks] == ["En", "To"]
    raw = filled(merged("Økonomi", "B2:B3"), merged("Tiltak", "D2:E2"), Økonomi_B2=9_700_000, Tiltak_D2="Alt i ett.")
    assert [fault.split(" (")[0] for fault in faults(raw)] == [
        "Tiltak!D2: er slått sammen over flere kolonner",
        "Økonomi!B2: er slått sammen over flere rader",
    ]


def test_a_text_may_be_a_number_or_a_date_but_not_a_tick():
    report = read(filled(Tiltak_D2=2.5, Tiltak_E2=dt.date(2024, 10, 1)))
    assert (report.initiatives["pll"].progress, report.initiatives["pll"].quality) == ("2,5", "01.10.2024")
    (fault,) = faults(filled(Tiltak_D2=True))
    assert fault == "Tiltak!D2: er sann/usann, ikke en tekst (skriv svaret)"


def test_control_characters_and_texts_that_are_too_long_are_refused_by_their_cells():
    raw = filled(Tiltak_D2="snudd \u202e tekst", Tiltak_E2="x" * 20_001)
    assert [fault.split(":")[0] for fault in faults(raw)] == ["Tiltak!D2", "Tiltak!E2"]


def test_every_mistake_is_named_at_once_in_the_readers_language():
    raw = filled(Tiltak_B2="Rosa", Økonomi_B2="mye", Risiko_B2="x", Risiko_C2=9)
    set_lang(Lang.EN)
    assert [fault.split(" (")[0] for fault in faults(raw)] == [
        "Tiltak!B2: is not a light",
        "Økonomi!B2: is not an amount: 'mye'",
        "Risiko!C2: must be at most 5, got 9",
    ]


def test_the_judge_says_the_same_of_a_workbook_as_of_json(shipped: dict[str, Any], complete_report: Any, read: Any):
    """One judgement serves all: the same report by both ways."""
    item = shipped[NHN]
    as_json = read(complete_report(item))
    through_workbook = workbooks.read(
        edited(template(NHN, as_json), sent("kari@example.no", "2024-05-30T12:00:00+02:00"))
    )
    assert through_workbook == as_json
    names = {slug: {"nb": slug, "en": slug} for slug in item.required}
    assert judge(item, through_workbook, names=names) == judge(item, as_json, names=names)
