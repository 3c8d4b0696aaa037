"""Approved moves: a report may give its allocated sums before or after them, and its forecast is held against what is left."""

from decimal import Decimal

import pytest
from money_cases import EXPLAINED, MILL, alfa, figures, only, sum_of

from arshjul.models.allocation import Figure
from arshjul.models.codes import Completeness
from arshjul.models.reallocation import Granted, Reallocation
from arshjul.reports.findings import FindingCode
from arshjul.reports.granted import Approved

MOVED = Reallocation("alfa", "beta", Decimal(7 * MILL), "Trengs i beta.")
EARLIER = Granted("wheel.report.1.nhn", MOVED)
AFTER = 60_200_000


@pytest.mark.parametrize("allocated", [67_200_000, AFTER])
def test_both_the_letters_sum_and_what_approved_moves_make_of_it_are_right(case_of_money, allocated):
    judged = case_of_money(figures(allocated=allocated, forecast=AFTER), granted=(EARLIER,))
    assert judged.findings == ()


def test_another_sum_is_wrong_and_both_right_ones_are_named(case_of_money):
    found = only(case_of_money(figures(allocated=61 * MILL, forecast=54 * MILL), granted=(EARLIER,)))
    assert found.code is FindingCode.NOT_AS_ALLOCATED
    assert "67 200 000 kroner eller 60 200 000 kroner" in found.message_nb
    assert "67,200,000 kroner or 60,200,000 kroner" in found.message_en


@pytest.mark.parametrize(
    ("from_", "to", "right"),
    [
        (67_200_000, 20_000_000, True),
        (AFTER, 27_000_000, True),
        (AFTER, 20_000_000, False),
        (67_200_000, 27_000_000, False),
    ],
)
def test_a_move_stands_in_both_allocated_sums_or_in_neither(case_of_money, from_, to, right):
    """Else money would be lost, or counted twice, in the sums over all initiatives."""

    def beta(values):
        values["initiatives"]["beta"]["economy"] = figures(allocated=to, forecast=27 * MILL, spent=MILL)

    stated = (sum_of(Figure.ALLOCATED, "alfa", 67_200_000), sum_of(Figure.ALLOCATED, "beta", 20 * MILL))
    judged = case_of_money(figures(allocated=from_, forecast=AFTER), stated=stated, change=beta, granted=(EARLIER,))
    assert [(f.code, f.place) for f in judged.findings] == (
        [] if right else [(FindingCode.NOT_AS_ALLOCATED, "initiatives")]
    )
    assert (judged.completeness is Completeness.COMPLETE) is right


def test_without_approval_the_letters_sum_is_the_only_one(case_of_money):
    assert only(case_of_money(figures(allocated=AFTER, forecast=AFTER))).code is FindingCode.NOT_AS_ALLOCATED


@pytest.mark.parametrize("allocated", [67_200_000, AFTER])
def test_a_forecast_that_forgets_what_is_moved_away_is_to_be_explained(case_of_money, allocated):
    economy = figures(allocated=allocated, forecast=67_200_000)
    assert only(case_of_money(economy, granted=(EARLIER,))).code is FindingCode.FORECAST_UNEXPLAINED
    assert case_of_money(economy, granted=(EARLIER,), change=alfa("deviation", EXPLAINED)).findings == ()


def test_a_forecast_may_count_the_move_that_the_report_asks_for(case_of_money):
    def moves(values):
        values["reallocations"] = [{"from": "alfa", "to": "beta", "amount": 7 * MILL, "reason": "Trengs i beta."}]

    for forecast in (67_200_000, AFTER):
        assert case_of_money(figures(forecast=forecast), change=moves).findings == ()
    assert only(case_of_money(figures(forecast=50 * MILL), change=moves)).code is FindingCode.FORECAST_UNEXPLAINED


def test_a_move_told_word_for_word_by_several_documents_is_one():
    twice = Approved((EARLIER, EARLIER._replace(key="wheel.report.2.nhn")), "wheel.report.3.nhn", (MOVED,))
    assert (twice.moved("alfa"), twice.moved("beta"), twice.told("alfa")) == (-7 * MILL, 7 * MILL, -7 * MILL)


def test_another_reason_or_none_is_another_move():
    other, silent = (
        EARLIER._replace(key=key, move=MOVED._replace(reason=why)) for key, why in (("b", "Mer."), ("c", ""))
    )
    found = Approved((EARLIER, other, silent, silent._replace(key="d")), "e", (MOVED._replace(reason=""),))
    assert (found.moved("beta"), found.told("beta")) == (28 * MILL, 0)


def test_within_one_document_the_reason_does_not_matter():
    assert Approved((EARLIER,), EARLIER.key, (MOVED._replace(reason="Bedre sagt."),)).told("alfa") == -7 * MILL


def test_a_side_that_stands_for_several_is_nobodys():
    found = Approved((Granted("a", Reallocation("", "beta", Decimal(5))),))
    assert (found.moved("beta"), found.moved("")) == (5, 0)
