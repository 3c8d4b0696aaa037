"""Counting: on time, complete and accepted each on its own; what is waived, undated or disputed apart."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arshjul.calendar.statistics import STATS_KEYS, By, Counted, Tally, tally, total
from arshjul.models.codes import Completeness, Kind, State, Timeliness

DUE = dt.date(2024, 8, 26)
TIMES = [one.value for one in Timeliness]
CONTENTS = [one.value for one in Completeness]


def one(actor: str = "nhn", **other: object) -> Counted:
    """A report that came in time and is complete, but for what is said otherwise."""
    values: dict[str, object] = {
        "kind": Kind.FOLLOWUP_REPORT, "due": DUE, "state": State.COMPLETE, "timeliness": Timeliness.ON_TIME,
        "completeness": Completeness.COMPLETE, "inferred": False,
    }  # fmt: skip
    return Counted(actor=actor, **(values | other))  # type: ignore[arg-type]


def numbers(tallied: Tally) -> dict[str, int]:
    """What is not zero."""
    return {key: value for key, value in tallied.as_row().items() if isinstance(value, int) and value}


def test_in_time_complete_and_accepted_are_three_questions() -> None:
    """In time with gaps, late but whole, and one that the ministry has accepted."""
    found = tally(
        [
            one(completeness=Completeness.INCOMPLETE, state=State.INCOMPLETE),
            one(timeliness=Timeliness.LATE),
            one(state=State.ACCEPTED),
        ],
        [By.ACTOR],
    )
    assert [numbers(line) for line in found] == [
        {"total": 3, "on_time": 2, "late": 1, "complete": 2, "incomplete": 1, "accepted": 1}
    ]


@pytest.mark.parametrize("apart", [Timeliness.WAIVED, Timeliness.UNDATED, Timeliness.DISPUTED])
def test_what_stands_apart_is_never_late(apart: Timeliness) -> None:
    state = State.WAIVED if apart is Timeliness.WAIVED else State.OPEN
    [line] = tally([one(timeliness=apart, state=state, completeness=Completeness.NONE)], [])
    assert numbers(line) == {"total": 1, apart.value: 1} | ({} if apart is Timeliness.WAIVED else {"none": 1})


def test_nobody_asks_what_a_waived_one_holds() -> None:
    [line] = tally([one(timeliness=Timeliness.WAIVED, state=State.WAIVED)], [])
    assert (line.complete, line.none, line.waived) == (0, 0, 1)


def test_what_is_cancelled_is_not_counted() -> None:
    assert tally([one(state=State.CANCELLED, timeliness=Timeliness.WAIVED)], [By.ACTOR]) == []


def test_an_inferred_date_is_counted_where_it_stands_and_once_more_as_inferred() -> None:
    [line] = tally([one(timeliness=Timeliness.DISPUTED, inferred=True)], [])
    assert (line.total, line.disputed, line.inferred, line.late) == (1, 1, 1, 0)


@pytest.mark.parametrize(
    ("due", "period"),
    [
        (dt.date(2024, 1, 1), "2024-Q1"), (dt.date(2024, 3, 31), "2024-Q1"), (dt.date(2024, 4, 1), "2024-Q2"),
        (dt.date(2024, 9, 30), "2024-Q3"), (dt.date(2024, 10, 1), "2024-Q4"), (dt.date(2024, 12, 31), "2024-Q4"),
        (dt.date(2025, 1, 1), "2025-Q1"), (None, None),
    ],
)  # fmt: skip
def test_a_period_is_the_quarter_of_the_deadline(due: dt.date | None, period: str | None) -> None:
    assert one(due=due).period == period


def test_lines_come_by_actor_kind_and_period_and_those_without_one_last() -> None:
    items = [one("nhn", due=None), one("nhn"), one("hdir", due=dt.date(2024, 2, 2)), one("hdir", kind=Kind.ASSIGNMENT)]
    lines = [(line.actor, line.kind, line.period) for line in tally(items, list(By))]
    assert lines == [
        ("hdir", "assignment", "2024-Q3"), ("hdir", "followup_report", "2024-Q1"), ("nhn", "followup_report", "2024-Q3"),
        ("nhn", "followup_report", None),
    ]  # fmt: skip
    assert [(line.actor, line.kind, line.period) for line in tally(items, [By.KIND])] == [
        (None, "assignment", None), (None, "followup_report", None),
    ]  # fmt: skip


def test_nothing_in_the_numbers_tells_of_a_person() -> None:
    assert STATS_KEYS == (
        "actor", "kind", "period", "total", "on_time", "late", "overdue", "not_due", "undated", "disputed", "waived",
        "inferred", "complete", "incomplete", "none", "accepted",
    )  # fmt: skip
    assert set(Counted.__dataclass_fields__) == {
        "actor", "kind", "due", "state", "timeliness", "completeness", "inferred",
    }  # fmt: skip


everything = st.lists(
    st.builds(
        Counted,
        actor=st.sampled_from(["nhn", "hdir", "rhf"]),
        kind=st.sampled_from(Kind),
        due=st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31)),
        state=st.sampled_from([State.OPEN, State.COMPLETE, State.ACCEPTED]),
        timeliness=st.sampled_from(Timeliness),
        completeness=st.sampled_from(Completeness),
        inferred=st.booleans(),
    ),
    max_size=40,
)


@given(items=everything, by=st.sets(st.sampled_from(By)))
def test_however_it_is_divided_the_parts_make_the_whole(items: list[Counted], by: set[By]) -> None:
    lines = tally(items, by)
    whole = total(lines)
    assert whole.total == len(items)
    for line in (*lines, whole):
        row = line.as_row()
        assert sum(row[word] for word in TIMES) == line.total
        assert sum(row[word] for word in CONTENTS) + line.waived == line.total
    assert total(tally(items, [])).as_row() == whole.as_row()
