"""A plan tells what is frozen as delivered, and both dates where the letters come to contradict each other."""

import asyncio
import datetime as dt
from typing import Any

import pytest
from decided import HDIR, REPORT, deliver
from office import Office, moment

from arshjul.calendar.change_plan import Change, ChangePlan
from arshjul.flows import handing_over, moving, sending
from arshjul.flows.changing import applied, planned
from arshjul.flows.handing_over import Wish
from arshjul.flows.loading import wheel_load
from arshjul.flows.waiving import Waiver
from arshjul.models.problems import BadInput
from arshjul.notifications.email import plain_words

OCTOBER_15, OCTOBER_20, OCTOBER_25 = (dt.date(2024, 10, day) for day in (15, 20, 25))
JOINT = "prove-2024.joint.2024.rhf"
STALE = "0" * 64


def cancel(office: Office, when: str, act: Any = planned, id_: str = "followup-2024-4") -> ChangePlan:
    plan: ChangePlan = act(office.at(when), moving.cancel(id_, "Utgår"))
    return plan


def told(plan: ChangePlan) -> dict[str, Change]:
    return {row.key.removeprefix("prove-2024."): row.change for row in plan.rows}


def test_a_meeting_called_off_lists_what_is_delivered_for_it_as_kept(office: Office) -> None:
    office.load("2024-06-03")
    deliver(office)
    plan = cancel(office, "2024-08-13")
    assert told(plan) == {HDIR: Change.CANCELLED, REPORT: Change.FROZEN}
    [kept] = [row for row in plan.rows if row.change is Change.FROZEN]
    assert (kept.old_due, kept.new_due) == (dt.date(2024, 8, 26), dt.date(2024, 8, 26))
    assert cancel(office, "2024-08-13", applied).digest == plan.digest
    assert told(cancel(office, "2024-08-14")) == {}, "it is called off already"
    assert told(cancel(office, "2024-08-14", id_="followup-2024-1")).keys() == {
        "report.followup-2024-1.hdir", "report.followup-2024-1.nhn",
    }  # fmt: skip


def test_a_meeting_with_nothing_but_what_is_delivered_is_called_off_all_the_same(office: Office) -> None:
    office.load("2024-06-03")
    office.send_in("hdir", "c.json", HDIR, "2024-08-12T09:00")
    deliver(office)
    plan = cancel(office, "2024-08-13", applied)
    assert set(told(plan).values()) == {Change.FROZEN} and plan
    assert [met.change for met in plan.meetings] == ["cancelled"]


def contradicted(values: dict[str, Any], day: int = 20) -> None:
    """The letter, too, states a date for the joint plan."""
    place = {"document": "letter", "section": "Tabell", "lines": [60, 60]}
    values["obligations"]["joint"]["statements"].append(place | {"due": {"type": "fixed", "month": 10, "day": day}})


def contradict(office: Office, when: str, day: int = 20, act: Any = applied) -> ChangePlan:
    office.rewheel(lambda values: contradicted(values, day))
    parts = office.at(when)
    plan: ChangePlan = act(parts, wheel_load(parts))
    return plan


def said(office: Office, when: str, person: str = "synne") -> list[str]:
    """What is sent that day to whoever answers for the joint plan."""
    office.memory.sent.clear()
    asyncio.run(sending.dispatch(office.at(when)))
    return [plain_words(out.payload) for out in office.memory.sent.values() if out.to == f"{person}@example.org"]


def test_a_date_that_is_contradicted_is_shown_with_both_and_its_owner_is_told_once(office: Office) -> None:
    office.load("2024-06-03")
    plan = contradict(office, "2024-06-04", act=planned)
    rows = [(row.key, row.change, row.old_due, row.old_latest, row.new_due, row.new_latest) for row in plan.rows]
    assert rows == [(JOINT, Change.UNSETTLED, OCTOBER_15, None, OCTOBER_15, OCTOBER_20)]
    contradict(office, "2024-06-04")
    [text] = said(office, "2024-06-05T10:00")
    both = "Brevene oppgir to datoer: tirsdag 15. oktober og søndag 20. oktober."
    assert both in " ".join(text.split()) and "Påminnelsene følger den tidligste." in text
    assert said(office, "2024-06-06T10:00") == []


def test_one_in_english_names_both_dates_too(file_office: Office) -> None:
    def also_the_20th(values: dict[str, Any]) -> None:
        place = {"document": "letter", "section": "Kap. 3", "lines": [61, 61], "actors": ["hdir"]}
        values["obligations"]["tasks"]["statements"].append(place | {"due": {"type": "fixed", "month": 9, "day": 20}})

    file_office.load("2024-06-03")
    file_office.rewheel(also_the_20th)
    file_office.load("2024-06-04")
    [text] = said(file_office, "2024-06-05T10:00", "anne")
    both = "The letters state both Sunday 15 September and Friday 20 September"
    assert both in " ".join(text.split()) and "Reminders follow the earliest." in text


def test_another_last_date_is_told_anew_and_the_same_one_is_not(office: Office) -> None:
    office.load("2024-06-03")
    contradict(office, "2024-06-04")
    assert len(said(office, "2024-06-05T10:00")) == 1
    plan = contradict(office, "2024-06-06", 25)
    assert {(row.old_latest, row.new_latest) for row in plan.rows} == {(OCTOBER_20, OCTOBER_25)}
    assert len(said(office, "2024-06-07T10:00")) == 1
    assert not contradict(office, "2024-06-10", 25)
    assert said(office, "2024-06-11T10:00") == []


def test_a_contradiction_that_goes_before_anybody_heard_of_it_is_not_told(office: Office) -> None:
    office.load("2024-06-03")
    contradict(office, "2024-06-04T18:00")
    office.rewheel()
    parts = office.at("2024-06-04T19:00")
    applied(parts, wheel_load(parts))
    assert said(office, "2024-06-05T10:00") == []


def test_a_plan_that_has_been_carried_out_is_so_already_under_whatever_name(office: Office) -> None:
    office.load("2024-06-03")
    name = cancel(office, "2024-06-04").digest
    assert applied(office.at("2024-06-04"), moving.cancel("followup-2024-4", "Utgår"), name)
    assert not applied(office.at("2024-06-05"), moving.cancel("followup-2024-4", "Utgår"), name)
    with pytest.raises(BadInput, match="gjelder ikke lenger"):
        applied(office.at("2024-06-05"), moving.cancel("followup-2024-2", "Utgår"), name)


def test_so_is_a_handover(file_office: Office) -> None:
    office = file_office
    office.load("2024-06-03")
    wish = Wish("kari", "nina", moment("2024-08-01").today)
    name = handing_over.planned(office.at("2024-06-04"), wish).digest
    assert handing_over.applied(office.at("2024-06-04"), wish, name)
    assert not handing_over.applied(office.at("2024-06-05"), wish, name)
    with pytest.raises(BadInput, match="gjelder ikke lenger"):
        handing_over.applied(office.at("2024-06-05"), Wish("anne", "nina", wish.from_day), STALE)


@pytest.mark.parametrize("act", [planned, applied])
@pytest.mark.parametrize("by", ["nhn", "office", "kari", "hodd"])
def test_who_does_not_decide_a_waiver_is_refused_when_it_is_planned_too(file_office: Office, by: str, act: Any) -> None:
    file_office.load("2024-06-03")
    parts = file_office.at("2024-06-04")
    with pytest.raises(BadInput, match="--by"):
        act(parts, Waiver(parts, REPORT, by, "24/1", "Dekkes av årsrapporten."))
    assert applied(parts, Waiver(parts, REPORT, "Ekspedisjonssjef Prøve", "24/1", "Dekkes av årsrapporten."))
