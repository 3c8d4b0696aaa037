"""Money that is carried over balances and is not moved without a word; what is asked for is held back for it."""

from typing import Any

import pytest
from money_cases import ALFA, MILL, POT, alfa, only, sum_of

from arshjul.calendar.appropriations import appropriations
from arshjul.models.allocation import Allocation, Figure
from arshjul.models.codes import Completeness, Content, Maker
from arshjul.reports.findings import FindingCode, Severity
from arshjul.reports.judge import judge

CODE = FindingCode


def underspend(alfa_: int, beta: int, issuer: str = "hod") -> tuple[Allocation, ...]:
    """What alfa and beta had left from the year before, in millions."""
    left = {"alfa": alfa_, "beta": beta}
    return tuple(sum_of(Figure.UNDERSPEND, slug, amount * MILL, issuer=issuer) for slug, amount in left.items())


def carrying(alfa_: int, beta: int, *moves: dict[str, Any]):
    """A change: what alfa and beta carry over in millions, and the moves that are stated."""

    def change(values):
        for slug, amount in (("alfa", alfa_), ("beta", beta)):
            values["initiatives"][slug]["economy"] = {"allocated": 0, "carried_over": amount * MILL, "spent": 0,
                                                      "forecast": amount * MILL}  # fmt: skip
        if moves:
            values["reallocations"] = list(moves)

    return change


def test_carried_over_as_it_was_left_is_fine(case_of_money):
    assert case_of_money(stated=underspend(30, 6), change=carrying(30, 6)).findings == ()


def test_carried_over_to_another_initiative_is_a_reallocation_that_must_be_said(case_of_money):
    judged = case_of_money(stated=underspend(30, 6), change=carrying(26, 10))
    assert {(f.code, f.content, f.initiative, f.severity, f.maker) for f in judged.findings} == {
        (CODE.CARRY_OVER_MOVED, Content.REALLOCATION, "alfa", Severity.WRONG, Maker.MANDATE)
    }, "beta is not asked for finances, so its figures are not held against anything"
    assert judged.completeness is Completeness.INCOMPLETE
    move = {"from": "alfa", "to": "beta", "amount": 4 * MILL, "reason": "Kapasiteten trengs i utprøvingen."}
    assert case_of_money(stated=underspend(30, 6), change=carrying(26, 10, move)).findings == ()
    wrong = move | {"amount": 3 * MILL}
    assert CODE.CARRY_OVER_MOVED in {
        f.code for f in case_of_money(stated=underspend(30, 6), change=carrying(26, 10, wrong)).findings
    }


def test_by_the_actors_own_plan_it_is_a_question(case_of_money):
    judged = case_of_money(stated=underspend(30, 6, issuer="nhn"), change=carrying(26, 10))
    assert {(f.code, f.severity) for f in judged.findings} == {(CODE.CARRY_OVER_MOVED, Severity.WEAK)}
    assert judged.completeness is Completeness.COMPLETE


@pytest.mark.parametrize(("beta", "severity"), [(5, Severity.WEAK), (6, None), (7, Severity.WRONG)])
def test_what_is_carried_over_balances_over_the_whole_programme(case_of_money, beta, severity):
    judged = case_of_money(stated=underspend(30, 6), change=carrying(30, beta))
    found = [(f.code, f.initiative, f.place, f.severity) for f in judged.findings]
    assert found == ([] if severity is None else [(CODE.CARRY_OVER_UNBALANCED, "general", "initiatives", severity)])
    assert all("36 000 000 kroner" in f.message_nb for f in judged.findings)


def test_balance_is_not_counted_before_every_figure_is_there(case_of_money):
    def half(values):
        carrying(40, 0)(values)
        del values["initiatives"]["beta"]["economy"]

    assert CODE.CARRY_OVER_UNBALANCED not in {
        f.code for f in case_of_money(stated=underspend(40, 6), change=half).findings
    }


def needs(*rows: tuple[str, Any]):
    def change(values):
        values["supplementary_funding"] = [
            {"initiative": slug, "amount": amount, "reason": "Flere utprøvinger."} for slug, amount in rows
        ]

    return change


@pytest.mark.parametrize(("amount", "found"), [("1000000.00", []), ("1000000.01", [CODE.OVER_THE_POT])])
def test_no_more_is_asked_for_than_is_held_back(case_of_money, amount, found):
    judged = case_of_money(stated=(ALFA, POT), change=needs(("alfa", amount)))
    assert [f.code for f in judged.findings] == found
    assert judged.completeness is Completeness.COMPLETE, "to ask for more breaks no demand"


def test_what_has_been_given_of_the_pot_is_gone(case_of_money):
    given_ = sum_of(Figure.SUPPLEMENT, "alfa", 600_000, actor="hdir")
    assert only(case_of_money(stated=(ALFA, POT, given_), change=needs(("alfa", 400_001)))).code is CODE.OVER_THE_POT
    assert case_of_money(stated=(ALFA, POT, given_), change=needs(("alfa", 400_000))).findings == ()


def test_where_more_has_been_given_than_was_held_back_nothing_is_left(case_of_money):
    given_ = sum_of(Figure.SUPPLEMENT, "alfa", 1_600_000, actor="hdir")
    finding = only(case_of_money(stated=(ALFA, POT, given_), change=needs(("alfa", 1))))
    assert finding.code is CODE.OVER_THE_POT
    assert "det er ingenting igjen av det departementet har holdt tilbake" in finding.message_nb
    assert "nothing remains of what the ministry holds back" in finding.message_en


def test_a_need_for_an_initiative_the_letter_knows_no_money_for_is_told(case_of_money):
    finding = only(case_of_money(stated=(ALFA, POT), change=needs(("alfa", 1), ("beta", 2))))
    assert (finding.code, finding.initiative, finding.place) == (
        CODE.NOT_IN_THE_POT,
        "beta",
        "supplementary_funding[1]",
    )
    assert (finding.severity, finding.maker) == (Severity.WRONG, Maker.OFFICE)


def test_an_initiatives_own_need_goes_before_the_list(case_of_money):
    def change(values):
        needs(("alfa", 5 * MILL))(values)
        values["initiatives"]["alfa"]["supplementary_funding"] = {"amount": 1000, "reason": "Mindre enn ventet."}

    assert case_of_money(stated=(ALFA, POT), change=change).findings == ()


def test_without_a_pot_needs_are_not_checked(case_of_money):
    assert case_of_money(change=needs(("alfa", 10**12), ("beta", 1))).findings == ()


@pytest.mark.parametrize("text", ["ingen", "Ingen.", "None"])
def test_none_is_an_answer_where_a_sum_is_asked_for(case_of_money, text):
    assert case_of_money(change=lambda values: values.__setitem__("supplementary_funding", text)).findings == ()
    assert only(case_of_money(change=alfa("deviation", text))).code is CODE.SAYS_NOTHING


def test_the_plan_of_2025_moves_what_was_left_between_initiatives(shipped, complete_report, read):
    """By the plan's own figures: five differ from what was left, and 18.7 million are held apart."""
    key = next(key for key in shipped if "-2025.followup-report." in key and key.endswith(".nhn"))
    values = complete_report(shipped[key]) | {"submitted_at": "2025-02-03T12:00:00+01:00"}
    stated_ = {(a.initiative, a.figure): a.amount for a in appropriations(2025)}
    for slug, section in values["initiatives"].items():
        section["economy"] = {
            "allocated": str(
                sum(a.amount for a in appropriations(2025) if (a.initiative, a.figure) == (slug, "allocated"))
            ),
            "carried_over": str(stated_.get((slug, Figure.CARRIED_OVER), 0)),
            "spent": 0,
            "forecast": str(stated_[slug, Figure.AVAILABLE]),
        }
    judged = judge(shipped[key], read(values), names={}, allocations=appropriations(2025))
    assert {(f.code, f.initiative) for f in judged.findings} == {
        *((CODE.CARRY_OVER_MOVED, slug) for slug in ("pll", "pjd", "pps", "pmd", "pki")),
        (CODE.CARRY_OVER_UNBALANCED, "general"),
    }
    assert {f.severity for f in judged.findings} == {Severity.WEAK}
    assert judged.completeness is Completeness.COMPLETE
