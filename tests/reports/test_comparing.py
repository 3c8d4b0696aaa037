"""What changed between two versions: by initiative and field, whatever the form, and nothing that did not change."""

import json
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from report_files import ENVELOPE, REPORT, VALUES, changed

from arshjul.models.problems import BadInput
from arshjul.reports.comparing import Change, changes
from arshjul.reports.reading import Report, read_report
from arshjul.reports.schema import Envelope


def read(values: dict[str, Any], name: str = "a.json") -> Report:
    return read_report(json.dumps(values).encode(), name)


def between(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    return [(one.initiative, one.field, one.before, one.after) for one in changes(read(before), read(after))]


PPS = "initiatives/pps"
RISK: dict[str, Any] = {"description": "Leverandøren blir forsinket", "probability": 3, "consequence": 4}
OTHER: dict[str, Any] = {"description": "For få kommuner melder seg", "probability": 2, "consequence": 2}


def test_the_same_report_has_no_changes_and_who_sent_it_when_is_none():
    assert between(REPORT, REPORT) == []
    assert between(REPORT, {**REPORT, "submitted_at": "2024-08-27T10:00:00Z", "submitted_by": "ola@example.no"}) == []


def test_the_format_of_the_file_is_no_change():
    import yaml

    assert changes(read(REPORT), read_report(yaml.safe_dump(REPORT, allow_unicode=True).encode(), "b.yaml")) == []


def test_money_is_exact_and_the_way_it_is_written_is_no_change():
    assert between(REPORT, changed(f"{PPS}/economy/forecast", "66000000.00")) == []
    assert between(REPORT, changed(f"{PPS}/economy/spent", "0.06")) == [
        ("pps", "economy.spent", Decimal("0.05"), Decimal("0.06"))
    ]


def test_a_text_has_what_it_said_and_what_it_says():
    assert between(REPORT, changed(f"{PPS}/progress", "Ferdig.")) == [
        ("pps", "progress", "Utprøvingen er i gang – i to kommuner.", "Ferdig.")
    ]


def test_what_is_new_and_what_is_gone():
    assert between(REPORT, changed(f"{PPS}/quality", "God.")) == [("pps", "quality", None, "God.")]
    assert between(changed(f"{PPS}/quality", "God."), REPORT) == [("pps", "quality", "God.", None)]
    whole = between(REPORT, changed("initiatives", {"pll": {"progress": "Nytt."}}))
    assert ("pll", "progress", None, "Nytt.") in whole
    assert ("pps", "economy.allocated", Decimal("67200000.00"), None) in whole


def test_a_statement_that_there_is_nothing_is_told_apart_from_text():
    nothing = changed(f"{PPS}/progress", {"nothing_to_report": True, "reason": "Sommer."})
    assert between(REPORT, nothing) == [
        ("pps", "progress", "Utprøvingen er i gang – i to kommuner.", None),
        ("pps", "progress.nothing_to_report", None, "true"),
        ("pps", "progress.reason", None, "Sommer."),
    ]
    other = changed(f"{PPS}/progress", {"nothing_to_report": True, "reason": "Høst."})
    assert between(nothing, other) == [("pps", "progress.reason", "Sommer.", "Høst.")]


def test_rows_moved_up_or_down_are_no_change():
    one, other = changed(f"{PPS}/risks", [RISK, OTHER]), changed(f"{PPS}/risks", [OTHER, RISK])
    assert between(one, other) == []


def test_a_risk_is_known_by_its_id_its_words_or_half_of_them():
    place = "risks[Leverandøren blir forsinket].probability"
    assert between(changed(f"{PPS}/risks", [RISK]), changed(f"{PPS}/risks", [{**RISK, "probability": 5}])) == [
        ("pps", place, 3, 5)
    ]
    longer = {**RISK, "description": "Leverandøren blir to uker forsinket"}
    assert [
        field for _, field, _, _ in between(changed(f"{PPS}/risks", [RISK]), changed(f"{PPS}/risks", [longer]))
    ] == ["risks[Leverandøren blir to uker forsinket].description"]
    named = [{**RISK, "id": "R1"}, {**OTHER, "id": "R2"}]
    swapped = [{**OTHER, "id": "R1"}, {**OTHER, "id": "R2"}]
    fields = {field for _, field, _, _ in between(changed(f"{PPS}/risks", named), changed(f"{PPS}/risks", swapped))}
    assert fields == {"risks[R1].description", "risks[R1].probability", "risks[R1].consequence"}


def test_a_row_that_is_gone_and_one_that_is_new_are_told_whole():
    found = between(changed(f"{PPS}/risks", [RISK]), changed(f"{PPS}/risks", [OTHER]))
    gone = [row for row in found if row[3] is None]
    new = [row for row in found if row[2] is None]
    assert ("pps", "risks[Leverandøren blir forsinket].probability", 3, None) in gone
    assert ("pps", "risks[For få kommuner melder seg].probability", None, 2) in new
    assert len(gone) + len(new) == len(found)


def test_moves_and_needs_are_known_by_whom_they_concern():
    move = {"from": "pps", "to": "pll", "amount": "0.10", "reason": "Kapasitet"}
    assert between(REPORT, changed("reallocations", [{**move, "amount": 5}])) == [
        ("", "reallocations[pps → pll].amount", Decimal("0.10"), Decimal(5))
    ]
    needs = [{"initiative": "pps", "amount": 10, "reason": "A"}]
    more = [{"initiative": "pll", "amount": 3, "reason": "B"}, {**needs[0], "amount": 11}]
    one, other = changed("supplementary_funding", needs), changed("supplementary_funding", more)
    assert set(between(one, other)) == {
        ("", "supplementary_funding[pps].amount", Decimal(10), Decimal(11)),
        ("", "supplementary_funding[pll].amount", None, Decimal(3)),
        ("", "supplementary_funding[pll].initiative", None, "pll"),
        ("", "supplementary_funding[pll].reason", None, "B"),
    }


def test_an_envelope_tells_which_document_and_what_it_holds():
    other = {
        **ENVELOPE,
        "digest": "f" * 64,
        "holds": {"pll": ["tasks"], "general": ["tasks"]},
        "pages": {"pll": {"tasks": 4}},
    }
    assert between(ENVELOPE, other) == [
        ("", "digest", "0123456789abcdef" * 4, "f" * 64),
        ("pll", "holds", "fund_split", None),
        ("pll", "pages.tasks", 3, 4),
    ]


def test_money_that_a_plan_moves_is_compared_too():
    move = {"from": "pll", "to": "pps", "amount": 5, "reason": "Trengs der."}
    with_it = {**ENVELOPE, "reallocations": [move]}
    assert ("", "reallocations[pll → pps].amount", None, Decimal(5)) in between(ENVELOPE, with_it)
    more = {**ENVELOPE, "reallocations": [{**move, "amount": 6}]}
    assert between(with_it, more) == [("", "reallocations[pll → pps].amount", Decimal(5), Decimal(6))]


def test_every_field_of_an_envelope_but_its_heading_is_compared():
    told = {
        "file_name": "ny.pdf",
        "digest": "1" * 64,
        "holds": {"pjd": ["tasks"]},
        "pages": {"pjd": {"tasks": 9}},
        "reallocations": [{"from": "pll", "to": "pps", "amount": 5, "reason": "Trengs der."}],
    }
    heading = {"schema_version", "type", "deliverable", "submitted_by", "submitted_at"}
    assert set(Envelope.model_fields) - heading == told.keys(), "a new field is to be compared, and tried here"
    for field, value in told.items():
        assert between(ENVELOPE, {**ENVELOPE, field: value}), field


def test_an_envelope_in_place_of_a_report_is_one_change():
    assert changes(read(REPORT), read(ENVELOPE)) == [Change("", "type", "status_report", "envelope")]


def test_empty_is_as_good_as_not_there():
    one = changed(f"{PPS}/risks", [{**RISK, "mitigation": ""}])
    assert between(changed(f"{PPS}/risks", [RISK]), one) == []


@given(
    field=st.sampled_from(["deviation", "risks", "actions", "supplementary_funding", "economy", "status"]), odd=VALUES
)
def test_changes_there_and_back_are_each_others_mirror(field: str, odd: Any):
    """Whatever stands in a field that can be read: going back swaps before and after."""
    try:
        other = read(changed(f"{PPS}/{field}", odd))
    except (BadInput, ValueError):
        return
    there = {(one.field, one.before, one.after) for one in changes(read(REPORT), other)}
    assert there == {(one.field, one.after, one.before) for one in changes(other, read(REPORT))}
