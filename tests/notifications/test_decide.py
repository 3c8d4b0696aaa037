"""What fires on a day: the furthest rung, once, and nothing about what is delivered."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from arshjul.calendar.workdays import last_workday
from arshjul.models.codes import CLOSED, DELIVERED, State, Step
from arshjul.models.portfolio import LadderSpec
from arshjul.notifications.decide import DueStep, decide, fires_alone
from arshjul.notifications.ladder import planned_steps

DUE = date(2024, 8, 26)


def rungs(state: State = State.OPEN, *, confirmed: bool = False, revision: int = 1, due: date = DUE) -> list[DueStep]:
    planned = planned_steps(
        LadderSpec(), due=due, last_workday=last_workday(due), latest=due, disputed=False, unconfirmed=False
    )
    return [
        DueStep(revision * 100 + place, 7, revision, step, day, state, confirmed and step is Step.MANAGER)
        for place, (step, day) in enumerate(planned)
    ]


def fired(found) -> list[Step]:
    return [step.step for step in found.fire]


def test_nothing_fires_before_its_day():
    assert decide(rungs(), date(2024, 7, 28)) == ([], [])


def test_each_rung_fires_on_its_day():
    for step in rungs()[:-1]:
        assert fired(decide([step], step.fire_on)) == [step.step]


def test_a_machine_that_was_off_sends_the_one_message_that_is_right_now():
    found = decide(rungs(), date(2024, 8, 23))
    assert fired(found) == [Step.DAYS_BEFORE]
    assert sorted(found.spent) == [100, 101]


@pytest.mark.parametrize("state", sorted(DELIVERED | CLOSED))
def test_nobody_is_reminded_of_what_is_delivered_waived_or_cancelled(state):
    found = decide(rungs(state, confirmed=True), date(2024, 9, 30))
    assert found.fire == []
    assert sorted(found.spent) == [100, 101, 102, 103, 104, 105]


def test_rungs_still_to_come_are_kept_even_when_delivered_since_a_delivery_may_be_withdrawn():
    assert decide(rungs(State.RECEIVED), date(2024, 8, 15)).spent == [100, 101]


def test_the_manager_hears_nothing_without_an_officers_word_and_the_step_stays_open():
    manager = rungs()[-1]
    assert decide([manager], date(2024, 9, 30)) == ([], [])
    assert fired(decide([manager._replace(confirmed=True)], date(2024, 8, 30))) == [Step.MANAGER]


def test_a_confirmed_manager_step_still_waits_for_its_day():
    manager = rungs(confirmed=True)[-1]
    assert decide([manager], date(2024, 8, 29)) == ([], [])


def test_an_unconfirmed_manager_step_stands_in_nobodys_way():
    found = decide(rungs(), date(2024, 9, 30))
    assert fired(found) == [Step.OVERDUE]
    assert 105 not in found.spent


def test_owners_hear_before_managers_also_after_a_week_off():
    found = decide(rungs(confirmed=True), date(2024, 9, 30))
    assert fired(found) == [Step.OVERDUE]
    assert 105 not in found.spent


def test_only_the_newest_deadline_counts():
    old, new = rungs(), rungs(revision=2, due=DUE + timedelta(days=8))
    found = decide(old + new, date(2024, 8, 27))
    assert [(step.revision, step.step) for step in found.fire] == [(2, Step.WEEK_BEFORE)]
    assert set(range(100, 105)) <= set(found.spent)


def test_gaps_are_told_of_an_incomplete_delivery_and_of_no_other():
    gaps = DueStep(1, 7, 1, Step.GAPS, DUE, State.INCOMPLETE)
    assert fired(decide([gaps, *rungs(State.INCOMPLETE)], DUE)) == [Step.GAPS]
    for state in set(State) - {State.INCOMPLETE}:
        assert decide([gaps._replace(state=state)], DUE) == ([], [1])


def test_of_the_gaps_of_two_versions_only_the_later_is_told():
    first = DueStep(1, 7, 1, Step.GAPS, DUE, State.INCOMPLETE)
    second = DueStep(2, 7, 1, Step.GAPS, DUE + timedelta(days=1), State.INCOMPLETE)
    for steps in ([first, second], [second, first]):
        assert decide(steps, DUE + timedelta(days=3)) == ([second], [1])


def test_words_as_the_database_gives_them_serve_as_well_as_enums():
    plain = [step._replace(step=str(step.step), state=str(step.state)) for step in rungs()]
    assert [step.step for step in decide(plain, date(2024, 8, 23)).fire] == ["before_3"]


@given(
    st.lists(
        st.builds(
            DueStep,
            st.just(0),
            st.integers(1, 4),
            st.integers(1, 2),
            st.sampled_from(Step),
            st.dates(DUE, DUE + timedelta(days=5)),
            st.sampled_from(State),
            st.booleans(),
        ),
        max_size=30,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_rungs_are_handed_over_changes_nothing(steps, shuffle: random.Random):
    unique = list({(it.deliverable_id, it.revision, it.step): it for it in steps}.values())
    numbered = [step._replace(step_id=place) for place, step in enumerate(unique)]
    mixed = numbered[:]
    shuffle.shuffle(mixed)
    today = DUE + timedelta(days=3)
    one, other = decide(numbered, today), decide(mixed, today)
    assert set(one.fire) == set(other.fire)
    assert set(one.spent) == set(other.spent)
    told = [step.deliverable_id for step in one.fire]
    assert len(told) == len(set(told))
    assert not {step.step_id for step in one.fire} & set(one.spent)


class Office(RuleBasedStateMachine):
    """A store of open rungs and ticks on any days: forward, repeated, skipped and back in time."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.OPEN
        self.revision = 1
        self.due = DUE
        self.confirmed = False
        self.open = {step.step_id: step for step in rungs()}
        self.told: list[tuple[int, Step]] = []
        self.told_after_delivery = False
        self.most_at_once = 0
        self.furthest = date.min

    def tick_on(self, today: date) -> None:
        self.furthest = max(self.furthest, today)
        asked = [
            step._replace(state=self.state, confirmed=self.confirmed and step.step is Step.MANAGER)
            for step in self.open.values()
            if step.fire_on <= today
        ]
        found = decide(asked, today)
        self.most_at_once = max(self.most_at_once, len(found.fire))
        for step in found.fire:
            self.told.append((step.revision, step.step))
            self.told_after_delivery |= self.state in DELIVERED | CLOSED
            assert step.fire_on <= today
            del self.open[step.step_id]
        for step_id in found.spent:
            del self.open[step_id]

    @rule(days=st.integers(-45, 30))
    def tick(self, days: int) -> None:
        self.tick_on(self.due + timedelta(days=days))

    @rule()
    def deliver(self) -> None:
        self.state = State.RECEIVED

    @rule()
    def confirm(self) -> None:
        self.confirmed = True

    @rule(days=st.integers(7, 21))
    def move_the_meeting(self, days: int) -> None:
        assume(self.revision < 3)
        self.revision += 1
        self.due = DUE + timedelta(days=days * self.revision)
        self.furthest = date.min
        self.open = {step.step_id: step for step in rungs(revision=self.revision, due=self.due)}

    @invariant()
    def no_step_fires_twice(self) -> None:
        assert len(self.told) == len(set(self.told))

    @invariant()
    def nothing_is_told_after_delivery(self) -> None:
        assert not self.told_after_delivery

    @invariant()
    def one_message_at_most_per_tick(self) -> None:
        assert self.most_at_once <= 1

    @invariant()
    def the_undelivered_is_told_overdue_once_a_tick_ran_after_its_day(self) -> None:
        if self.state is State.OPEN and self.furthest > self.due:
            overdue_on = next(step.fire_on for step in rungs(due=self.due) if step.step is Step.OVERDUE)
            assert ((self.revision, Step.OVERDUE) in self.told) == (self.furthest >= overdue_on)

    @invariant()
    def what_can_still_matter_is_told_or_open(self) -> None:
        """Whatever has not been told by the furthest rung reached is still waiting for its day."""
        if self.state is State.OPEN:
            reached = [step for step in rungs(revision=self.revision, due=self.due) if step.fire_on <= self.furthest]
            lower = [step.step for step in reached if step.step is not Step.MANAGER]
            if lower:
                assert (self.revision, lower[-1]) in self.told

    @invariant()
    def the_manager_is_told_after_confirmation_and_after_the_owner(self) -> None:
        for place, (revision, step) in enumerate(self.told):
            if step is Step.MANAGER:
                assert self.confirmed
                assert (revision, Step.OVERDUE) in self.told[:place]


TestOffice = Office.TestCase
TestOffice.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize("step", [*map(str, Step), "gaps.2"])
@pytest.mark.parametrize("state", State)
def test_a_rung_by_itself_is_decided_alike_whether_alone_or_with_others_of_its_place(step: str, state: State) -> None:
    rung = DueStep(1, 1, 1, step, DUE, state, confirmed=True)
    assert decide([rung], DUE) == (([rung], []) if fires_alone(step, state) else ([], [1]))
