"""Figures held against what the letters give: right to the øre, asked about when the unit looks wrong, never guessed."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from money_cases import ALFA, EXPLAINED, JANUARY, MILL, NOTHING, PLAN, POT, alfa, figures, only, sum_of

from arshjul.calendar.appropriations import appropriations
from arshjul.models.allocation import Allocation, Figure
from arshjul.models.codes import Completeness, Maker
from arshjul.models.habits import Habits
from arshjul.reports.findings import FindingCode, Severity
from arshjul.reports.judge import judge

CODE = FindingCode


def test_figures_that_agree_with_the_letter_give_no_finding(case_of_money):
    assert case_of_money().findings == ()


def test_where_no_figure_is_stated_nothing_is_checked(case_of_money):
    assert case_of_money(figures(allocated="1.00", forecast="1.00", spent=0), stated=()).findings == ()
    elsewhere = sum_of(Figure.ALLOCATED, "beta", "5")
    assert case_of_money(figures(allocated="1.00", forecast="1.00", spent=0), stated=(elsewhere,)).findings == ()


@pytest.mark.parametrize("off", ["-0.01", "0.01"])
def test_one_ore_off_is_wrong_and_the_letter_is_named(case_of_money, off):
    amount = Decimal("67200000") + Decimal(off)
    judged = case_of_money(figures(allocated=str(amount)))
    finding = only(judged)
    assert (finding.code, finding.severity, finding.maker) == (CODE.NOT_AS_ALLOCATED, Severity.WRONG, Maker.LETTER)
    assert finding.place == "initiatives.alfa.economy.allocated"
    assert judged.completeness is Completeness.INCOMPLETE
    assert "67 200 000 kroner (Brevets kap. 701)" in finding.message_nb
    assert "67,200,000 kroner" in finding.message_en
    assert str(amount) not in finding.message_nb.replace(" ", ""), "no sentence tells a figure of the report"


def test_supplements_to_the_day_of_the_report_are_part_of_what_is_allocated(case_of_money):
    """The report is of 30 May 2024, midday."""
    on, day_after = dt.date(2024, 5, 30), dt.date(2024, 5, 31)
    given_, coming = (sum_of(Figure.SUPPLEMENT, "alfa", 2 * MILL, on=day) for day in (on, day_after))
    assert case_of_money(figures(allocated="69200000", forecast="69200000"), stated=(ALFA, given_)).findings == ()
    assert (
        only(case_of_money(figures(allocated="69200000", forecast="69200000"), stated=(ALFA, coming))).code
        is CODE.NOT_AS_ALLOCATED
    )


def test_items_add_up_and_an_approved_reallocation_counts(case_of_money):
    items = (
        sum_of(Figure.ALLOCATED, "alfa", 10 * MILL, item="21"),
        sum_of(Figure.ALLOCATED, "alfa", 5 * MILL, item="70"),
    )
    moved = sum_of(Figure.REALLOCATED, "alfa", -1 * MILL)
    assert case_of_money(figures(allocated=15 * MILL, forecast=15 * MILL, spent=0), stated=items).findings == ()
    assert (
        case_of_money(figures(allocated=14 * MILL, forecast=14 * MILL, spent=0), stated=(*items, moved)).findings == ()
    )


def test_where_two_documents_disagree_either_is_right(case_of_money):
    other = Allocation(2024, Figure.ALLOCATED, "alfa", "nhn", Decimal(60 * MILL), PLAN, "hod", JANUARY)
    for amount in (67_200_000, 60 * MILL):
        assert case_of_money(figures(allocated=amount, forecast=amount), stated=(ALFA, other)).findings == ()
    finding = only(case_of_money(figures(allocated=61 * MILL, forecast=61 * MILL), stated=(ALFA, other)))
    assert "60 000 000 kroner eller 67 200 000 kroner" in finding.message_nb


def test_what_only_the_actors_own_plan_states_gives_a_question(case_of_money):
    own = sum_of(Figure.ALLOCATED, "alfa", 60 * MILL, issuer="nhn")
    judged = case_of_money(stated=(own,))
    assert (only(judged).severity, only(judged).maker) == (Severity.WEAK, Maker.OFFICE)
    assert judged.completeness is Completeness.COMPLETE


@pytest.mark.parametrize(("amount", "words"), [("67200", "1000 ganger mindre"), ("67.20", "en million ganger mindre"),
                                               ("67200000000", "1000 ganger større")])  # fmt: skip
def test_an_allocated_sum_in_another_unit_is_asked_about_once_and_never_mended(case_of_money, amount, words):
    judged = case_of_money(figures(allocated=amount, forecast=amount, spent=0))
    assert only(judged).code is CODE.WRONG_UNIT
    assert words in only(judged).message_nb


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"forecast": "67200"}, "forecast"),
        ({"forecast": "66.9"}, "forecast"),
        ({"spent": "3359999999"}, None),
        ({"spent": "3360000000"}, "spent"),
        ({"spent": "40000000000"}, "spent"),
        ({"carried_over": "67200000000000"}, "carried_over"),
    ],
)
def test_another_figure_that_is_a_thousand_or_a_million_times_off_is_a_question(case_of_money, changed, place):
    judged = case_of_money(figures(**changed), habits=Habits(forecast_tolerance=None))
    assert [(f.code, f.place, f.severity) for f in judged.findings] == (
        [(CODE.WRONG_UNIT, f"initiatives.alfa.economy.{place}", Severity.WEAK)] if place else []
    )
    assert judged.completeness is Completeness.COMPLETE


@pytest.mark.parametrize(
    ("spent", "words"), [("24420000000", "mange ganger større"), ("67200000000", "1000 ganger større")]
)
def test_a_part_of_the_years_money_in_another_unit_is_asked_about_too(case_of_money, spent, words):
    assert words in only(case_of_money(figures(spent=spent))).message_nb


def test_little_spent_early_in_the_year_is_no_question(case_of_money):
    assert case_of_money(figures(spent="67200")).findings == ()
    assert case_of_money(figures(spent=0)).findings == ()


@pytest.mark.parametrize(("forecast", "found"), [("70560000.00", False), ("70560000.01", True), ("63840000.00", False),
                                                 ("63839999.99", True)])  # fmt: skip
def test_a_forecast_may_differ_by_five_per_cent_to_the_ore(case_of_money, forecast, found):
    judged = case_of_money(figures(forecast=forecast))
    assert [f.code for f in judged.findings] == ([CODE.FORECAST_UNEXPLAINED] if found else [])
    if found:
        finding = only(judged)
        assert (finding.maker, finding.place) == (Maker.OFFICE, "initiatives.alfa.economy.forecast")
        assert judged.completeness is Completeness.COMPLETE, "the line is the office's own"


def test_the_forecast_is_held_against_what_is_allocated_and_carried_over(case_of_money):
    assert case_of_money(figures(carried_over="10000000", forecast="77200000")).findings == ()
    assert only(case_of_money(figures(carried_over="10000000"))).code is CODE.FORECAST_UNEXPLAINED


@pytest.mark.parametrize(("deviation", "explains"), [(EXPLAINED, True), ("OK", False), ("uendret", False),
                         (NOTHING, False)])  # fmt: skip
def test_a_deviation_in_words_explains_a_forecast(case_of_money, deviation, explains):
    judged = case_of_money(figures(forecast=80 * MILL), change=alfa("deviation", deviation))
    assert (CODE.FORECAST_UNEXPLAINED in {f.code for f in judged.findings}) is not explains


def test_the_office_chooses_its_tolerance(case_of_money):
    assert case_of_money(figures(forecast=70_000_000), habits=Habits(forecast_tolerance=0)).findings
    assert not case_of_money(figures(forecast=100 * MILL), habits=Habits(forecast_tolerance=50)).findings
    assert not case_of_money(figures(forecast=100 * MILL), habits=Habits(forecast_tolerance=None)).findings


@pytest.mark.parametrize("actor", ["nhn", "hdir"])
def test_reports_that_repeat_the_letter_of_2024_agree_with_it(shipped, complete_report, read, actor):
    item = shipped[f"digital-samhandling-2024.followup-report.followup-2024-4.{actor}"]
    values = complete_report(item)
    money = {a.initiative: a.amount for a in appropriations(2024) if a.actor == actor and a.initiative != "general"}
    for slug, section in values["initiatives"].items():
        section["economy"] = figures(allocated=str(money[slug]), forecast=str(money[slug]), spent=0)
    judged = judge(item, read(values), names={}, allocations=appropriations(2024))
    assert (judged.completeness, judged.findings) == (Completeness.COMPLETE, ())
    values["initiatives"]["pki"]["economy"]["allocated"] = "10200000"  # the initiative's total, not the actor's part
    [finding] = judge(item, read(values), names={}, allocations=appropriations(2024)).findings
    assert (finding.code, finding.initiative, finding.blocks) == (CODE.NOT_AS_ALLOCATED, "pki", True)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 10**12), st.integers(-(10**12), 10**12), st.integers(0, 10**12), st.integers(0, 10**12))
def test_any_figures_are_judged_without_harm_and_unsaid_in_the_sentences(
    case_of_money, allocated, carried, spent, forecast
):
    values = dict(
        zip(("allocated", "carried_over", "spent", "forecast"), (allocated, carried, spent, forecast), strict=True)
    )
    judged = case_of_money({name: str(Decimal(ore).scaleb(-2)) for name, ore in values.items()}, stated=(ALFA, POT))
    assert len({(f.code, f.content, f.initiative, f.place) for f in judged.findings}) == len(judged.findings)
    assert (judged.completeness is Completeness.COMPLETE) is (allocated == 6_720_000_000)
