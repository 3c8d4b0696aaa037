"""The sums of the joint report: exact, and never passed off as whole where a figure is lacking."""

from decimal import Decimal
from typing import Any

import pytest

from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.reports.joint.funds_asked import Moved, moves, needs, with_recorded
from arshjul.reports.joint.ledger import Figures, ledger, line_of, summed
from arshjul.reports.joint.texts import difference, money
from arshjul.reports.reading import read_report
from arshjul.reports.schema import InitiativeReport, StatusReport


def part(**economy: Any) -> InitiativeReport:
    return InitiativeReport.model_validate({"economy": economy})


def four(allocated: str, carried_over: str, spent: str, forecast: str) -> InitiativeReport:
    return part(allocated=allocated, carried_over=carried_over, spent=spent, forecast=forecast)


def test_sums_are_exact_to_the_ore() -> None:
    """A hundred times ten øre is ten kroner, which floats would miss."""
    found = ledger(line_of(str(no), four("0.10", "0.20", "0.30", "0.40")) for no in range(100))
    assert found.total.columns == (Decimal(10), Decimal(20), Decimal(30), Decimal(40), Decimal(10))
    assert not found.marked


def test_deviation_is_the_forecast_less_what_there_is_to_spend() -> None:
    assert Figures(Decimal(100), Decimal(-5), Decimal(1), Decimal(95)).deviation == 0
    assert Figures(Decimal(100), Decimal(5), Decimal(1), Decimal("105.01")).deviation == Decimal("0.01")
    assert Figures(Decimal(100), None, Decimal(1), Decimal(90)).deviation is None, "what is carried over is not known"


def test_a_lacking_figure_makes_its_column_less_than_whole_and_no_other() -> None:
    full, some = line_of("a", four("100", "0", "40", "100")), line_of("b", part(allocated="50", spent="10"))
    found = ledger([full, some])
    assert found.total.columns == (Decimal(150), Decimal(0), Decimal(50), Decimal(100), Decimal(0))
    assert found.total.whole == (True, False, True, False, False)
    assert found.marked


def test_who_has_nothing_to_report_lacks_nothing_and_who_is_silent_does() -> None:
    nothing = InitiativeReport.model_validate({"economy": {"nothing_to_report": True, "reason": "Ingen midler i år."}})
    assert not ledger([line_of("a", four("1", "1", "1", "1")), line_of("b", nothing)]).marked
    assert ledger([line_of("a", four("1", "1", "1", "1")), line_of("b", None)]).marked
    assert ledger([line_of("b", nothing)]).total.columns == (None,) * 5, "no figure is not nought"


def test_where_nobody_has_given_a_figure_no_sum_has_a_mark_to_explain() -> None:
    assert not ledger([line_of("a", None), line_of("b", None)]).marked


def test_sums_of_sums_keep_what_is_lacking() -> None:
    lines = [line_of("a", four("1", "0", "1", "1")), line_of("b", None)]
    assert summed("pll", lines).whole == (False,) * 5
    assert ledger([summed("pll", lines), summed("pps", lines[:1])]).total.columns[0] == 2


@pytest.mark.parametrize(
    ("amount", "nb", "en"),
    [
        ("67200000", "67 200 000", "67,200,000"),
        ("1234.5", "1 234,50", "1,234.50"),
        ("-0.05", "−0,05", "−0.05"),
        ("0", "0", "0"),
        ("0.00", "0", "0"),
        ("999", "999", "999"),
    ],
)
def test_amounts_are_written_as_people_write_them(amount: str, nb: str, en: str) -> None:
    assert money(Decimal(amount)).replace("\N{NO-BREAK SPACE}", " ") == nb
    set_lang(Lang.EN)
    assert money(Decimal(amount)) == en


def test_a_difference_shows_its_sign_and_an_unknown_amount_a_dash() -> None:
    assert (difference(Decimal(1)), difference(Decimal(0)), difference(Decimal(-1))) == ("+1", "0", "−1")
    assert (money(None), difference(None)) == ("–", "–")


def report(initiatives: dict[str, Any] | None = None, **overall: Any) -> StatusReport:
    import json

    start = {
        "schema": 1, "type": "status_report", "deliverable": "a.b.c.nhn", "submitted_by": "a@example.org",
        "submitted_at": "2024-08-26T10:00:00Z", "initiatives": initiatives or {},
    }  # fmt: skip
    found = read_report(json.dumps(start | overall).encode(), "a.json")
    assert isinstance(found, StatusReport)
    return found


def test_a_need_said_by_its_initiative_goes_before_the_list() -> None:
    found = report(
        {"pll": {"supplementary_funding": {"amount": "5", "reason": "Egen"}},
         "pps": {"supplementary_funding": {"nothing_to_report": True, "reason": "Trengs ikke lenger."}}},
        supplementary_funding=[
            {"initiative": "pll", "amount": "7", "reason": "Felles"}, {"initiative": "pps", "amount": "8", "reason": "Felles"},
            {"initiative": "pmd", "amount": "9.10", "reason": "Felles"},
        ],
    )  # fmt: skip
    assert [(one.initiative, one.amount) for one in needs("nhn", found)] == [("pll", 5), ("pmd", Decimal("9.10"))]


def test_a_need_in_words_is_told_and_none_is_no_need() -> None:
    said = report({"pll": {"supplementary_funding": "Vi kommer tilbake med et beløp i oktober."},
                   "pps": {"supplementary_funding": "Ingen."}})  # fmt: skip
    assert [(one.initiative, one.amount) for one in needs("nhn", said)] == [("pll", None)]


def test_moves_are_told_once_whichever_way_they_were_said() -> None:
    listed = report(
        {
            "pll": {"reallocation": {"change": "10", "reason": "Inn"}},
            "pps": {"reallocation": {"change": "-10", "reason": "Ut"}},
        },
        reallocations=[{"from": "pps", "to": "pll", "amount": "10.00", "reason": "Kapasitet"}],
    )
    [one] = moves("nhn", listed, ["pll", "pps"])
    assert (one.source, one.target, one.amount, one.outcome) == ("pps", "pll", 10, "awaiting")
    alone = report(
        {
            "pll": {"reallocation": {"change": "10", "reason": "Inn"}},
            "pps": {"reallocation": {"change": "-10", "reason": "Ut"}},
        }
    )
    assert [(one.source, one.target, one.amount) for one in moves("nhn", alone, ["pll", "pps"])] == [("pps", "pll", 10)]


def test_moves_that_do_not_add_up_are_shown_as_said_and_await_nobody() -> None:
    found = report({"pll": {"reallocation": {"change": "10", "reason": "Inn"}}})
    assert [(one.target, one.amount, one.outcome) for one in moves("nhn", found, ["pll"])] == [("pll", 10, "unclear")]
    nowhere = report(reallocations=[{"from": "pll", "to": "ukjent", "amount": "1", "reason": "x"}])
    assert [one.outcome for one in moves("nhn", nowhere, ["pll"])] == ["unclear"]


def test_what_is_recorded_takes_the_place_of_what_is_told() -> None:
    told = [Moved("nhn", "pps", "pll", Decimal(10), "a"), Moved("nhn", "pps", "pll", Decimal(11), "b")]
    recorded = [Moved("nhn", "pps", "pll", Decimal("10.00"), "a", "denied")]
    assert [(one.amount, one.outcome) for one in with_recorded(told, recorded)] == [(11, "awaiting"), (10, "denied")]
