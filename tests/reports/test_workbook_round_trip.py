"""A report written into its workbook and read from it is the same report, whatever it holds."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from workbooks import HDIR, TERTIAL, deliverable, edited, read, sent, template

from arshjul.models.codes import GENERAL, Content, Lang
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import set_lang
from arshjul.reports.schema import StatusReport
from arshjul.reports.workbook.words import nothing_reason

_ODD = "".join(map(chr, [0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF]))
_SIGNS = st.one_of(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=_ODD), st.sampled_from("\n\t æøå=+-@;")
)
_AWKWARD = ["=1+1", "+47 22", "-", "@x", "#N/A", "_x000D_", "_x005F_x000D_", "<b>&amp;</b>", "1 234,5", "26.08.2024",
            "0123", "SANN", "TRUE", "1e5", "ett\nto\n\ntre", "a\tb", "'quoted", "Sum", "\U0001f600 Å"]  # fmt: skip


def _own_words(text: str) -> str:
    """Not blank, and none of the words that mean something to the workbook itself."""
    text = text.strip()
    return text if text and nothing_reason(text) is None and text != "(kreves ikke)" else "Tekst"


texts = st.one_of(st.sampled_from(_AWKWARD), st.text(_SIGNS, max_size=60).map(_own_words))
reasons = st.one_of(st.just(""), texts)
nothing = st.builds(lambda reason: {"nothing_to_report": True, "reason": reason}, reasons)
amounts = st.decimals(min_value=0, max_value=Decimal("999999999999999.99"), places=2).map(str)
more_than_nothing = amounts.filter(lambda amount: Decimal(amount) > 0)
signed = st.builds(lambda amount, minus: ("-" if minus else "") + amount, amounts, st.booleans())
prose = st.one_of(texts, nothing)
scores = st.integers(1, 5)


def some(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of the parts, but one at least."""

    def with_one(name: str) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({name: parts[name]}, optional={key: parts[key] for key in parts if key != name})

    return st.sampled_from(sorted(parts)).flatmap(with_one)


def risks(*, mitigation: bool) -> st.SearchStrategy[Any]:
    """Risks; without mitigation where no initiative owes any, for such a workbook has no column for it."""
    more = {"mitigation": texts} if mitigation else {}
    state = st.sampled_from(["open", "closed"])
    risk = some(description=texts, probability=scores, consequence=scores, owner=texts, state=state, id=texts, **more)
    return st.one_of(nothing, st.lists(risk, min_size=1, max_size=3))


actions = st.lists(
    some(
        description=texts, owner=texts, due=st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)).map(str), id=texts,
        state=st.sampled_from(["open", "done", "dropped"]),
    ),
    min_size=1, max_size=2,
)  # fmt: skip
economy = st.one_of(nothing, some(allocated=amounts, carried_over=signed, spent=amounts, forecast=amounts))
status = st.one_of(nothing, some(light=st.sampled_from(["green", "yellow", "red"]), text=texts))
need = st.fixed_dictionaries({"amount": more_than_nothing, "reason": reasons})
change = st.fixed_dictionaries({"change": signed, "reason": reasons})
ANSWERS = {
    Content.STATUS: ("status", status), Content.PROGRESS: ("progress", prose), Content.QUALITY: ("quality", prose),
    Content.ECONOMY: ("economy", economy), Content.DEVIATION: ("deviation", prose),
    Content.RESOURCE_USE: ("resource_use", prose), Content.REALLOCATION: ("reallocation", st.one_of(prose, change)),
}  # fmt: skip


@st.composite
def reports(draw: st.DrawFn, item: Deliverable) -> dict[str, Any]:
    """A report in the form that a workbook has: with what is demanded, and needs in one list or by initiative."""
    found: dict[str, Any] = {
        "schema": 1, "type": "status_report", "deliverable": item.key,
        "submitted_by": "kari@example.no", "submitted_at": "2024-08-26T10:00:00+02:00",
    }  # fmt: skip
    demanded = {code for codes in item.required.values() for code in codes}
    slugs = st.sampled_from([slug for slug in item.required if slug != GENERAL])
    overall = (
        draw(st.sampled_from(["unsaid", "said", "listed"])) if Content.SUPPLEMENTARY_FUNDING in demanded else "unsaid"
    )
    if overall == "said":
        found["supplementary_funding"] = draw(prose)
    elif overall == "listed":
        rows = st.builds(lambda slug, row: {"initiative": slug, **row}, slugs, need)
        found["supplementary_funding"] = draw(
            st.lists(rows, min_size=1, max_size=3, unique_by=lambda row: row["initiative"])
        )
    if Content.REALLOCATION in demanded and draw(st.booleans()):
        sides = st.tuples(slugs, slugs).filter(lambda pair: pair[0] != pair[1])
        rows = st.builds(lambda pair, row: {"from": pair[0], "to": pair[1], **row}, sides, need)
        found["reallocations"] = draw(st.one_of(prose, st.lists(rows, min_size=1, max_size=3)))
    own = st.one_of(prose, need) if overall == "said" else prose
    for slug, codes in item.required.items():
        answers = {name: answer for code, (name, answer) in ANSWERS.items() if code in codes}
        if Content.RISK in codes:
            answers["risks"] = risks(mitigation=Content.MITIGATION in demanded)
        if Content.SUPPLEMENTARY_FUNDING in codes:
            answers["supplementary_funding"] = own
        answers["actions"] = actions
        section = draw(st.fixed_dictionaries({}, optional=answers))
        if section:
            (found if slug == GENERAL else found.setdefault("initiatives", {}))[slug] = section
    return found


def _not_asked_about(values: dict[str, Any]) -> dict[str, Any]:
    """Figures that are all small are asked about, and so are those far from what is allocated; see `test_workbook_reading.py`."""
    sections = [*values.get("initiatives", {}).values(), values.get(GENERAL, {})]
    figures = [
        section["economy"]
        for section in sections
        if "nothing_to_report" not in section.get("economy", {"nothing_to_report": 0})
    ]
    for found in figures:
        means = Decimal(found.get("allocated", 0))
        far = [
            name
            for name in ("spent", "forecast")
            if name in found and not means / 100 <= Decimal(found[name]) <= means * 40
        ]
        found |= {name: found["allocated"] for name in far if means}
    if figures and max(abs(Decimal(amount)) for found in figures for amount in found.values()) < 100_000:
        figures[0] |= dict.fromkeys(("allocated", *figures[0]), "100000")
    return values


@pytest.mark.parametrize("lang", [Lang.NB, Lang.EN])
@pytest.mark.parametrize("key", [HDIR, TERTIAL])
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_report_goes_through_its_workbook_unchanged(key: str, lang: Lang, data: st.DataObject):
    item = deliverable(key)
    report = StatusReport.model_validate(_not_asked_about(data.draw(reports(item))))
    set_lang(lang)
    assert read(edited(template(key, report), sent())) == report


def test_needs_said_by_initiative_become_one_list_when_nothing_is_said_for_the_whole():
    """The workbook's rows with amounts are the report's list, as in the skeleton."""
    values = {
        "schema": 1, "type": "status_report", "deliverable": HDIR,
        "submitted_by": "kari@example.no", "submitted_at": "2024-08-26T10:00:00+02:00",
        "initiatives": {"pll": {"supplementary_funding": {"amount": 5_000_000, "reason": "Innføring."}}},
    }  # fmt: skip
    report = read(edited(template(HDIR, StatusReport.model_validate(values)), sent()))
    (row,) = report.supplementary_funding
    assert (row.initiative, row.amount, row.reason) == ("pll", Decimal(5_000_000), "Innføring.")
    assert report.initiatives == {}
