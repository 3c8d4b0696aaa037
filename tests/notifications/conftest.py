"""Realistic notices in both languages, as the wheel's own titles make them; tests reach them by `sample`."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest

from arshjul.calendar.workdays import add_workdays
from arshjul.models.codes import NEW_DATE, NEWS, Lang, Step
from arshjul.notifications.audience import Role
from arshjul.notifications.facts import NoticeView, Recipient
from arshjul.notifications.news import NOTHING, Change
from arshjul.notifications.wording import Rendered, render

REFERRED = {Step.EXTENDED, Step.DENIED, Step.DECIDED, Step.WAIVED, Step.NOT_MOVED}
"""Decisions that are recorded with the ministry's reference; a meeting's date has none."""
OFFICE = {Lang.NB: "Porteføljekontoret", Lang.EN: "The portfolio office"}


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """This module."""
    return sys.modules[__name__]


def kari(lang: Lang = Lang.NB) -> Recipient:
    return Recipient("Kari Nordmann", "kari.nordmann@example.no", "U012AB3CD", lang)


def pick(lang: Lang, nb: str, en: str) -> str:
    return en if lang is Lang.EN else nb


def gap_pairs(lang: Lang) -> tuple[tuple[str, str], ...]:
    return (
        (pick(lang, "Pasientens prøvesvar", "The patient's test results"), pick(lang, "kvalitet", "quality")),
        (
            pick(lang, "Pasientens måledata", "The patient's measurement data"),
            pick(lang, "behov for midler fra forventet tillegg", "need for supplementary funding"),
        ),
    )


def change(step: Step, lang: Lang = Lang.NB, *, meets: bool = True) -> Change:
    """What news there is of a deliverable: its date, and the meeting's when it `meets`, were a week earlier."""
    if step not in NEWS:
        return NOTHING
    if step is Step.TAKEN_OVER:
        return Change(since=date(2024, 8, 12), other="Kari Nordmann", count=4)
    if step is Step.UNREAD:
        wrong = pick(lang, "celle D7 har en formel uten verdi", "cell D7 holds a formula without a value")
        return Change(file="rapport.xlsx", reason=wrong)
    meets = meets and step in (Step.MOVED, Step.DATED, Step.CANCELLED)
    reasons = {Step.EXTENDED: "", Step.RETURNED: pick(lang, "risikoen mangler tall", "the risk lacks figures")}
    return Change(
        was=date(2024, 8, 19) if step in NEW_DATE - {Step.DATED} else None,
        met=date(2024, 9, 2) if meets and step is not Step.DATED else None,
        meeting=pick(lang, "oppfølgingsmøtet", "the follow-up meeting") if meets else "",
        ministry=True,
        reason=reasons.get(step, pick(lang, "møtekollisjon", "a clash")),
        reference="24/9" if step in REFERRED else "",
    )


def status_report(step: Step, lang: Lang = Lang.NB) -> NoticeView:
    """Due on a Monday, two weeks before a meeting."""
    return NoticeView(
        step=step,
        title=pick(
            lang, "Statusrapport til felles oppfølgingsmøte", "Status report before the joint follow-up meeting"
        ),
        actor_name="Norsk helsenett",
        addressee_name=pick(lang, "Helse- og omsorgsdepartementet", "Ministry of Health and Care Services"),
        due=date(2024, 8, 26),
        last_workday=date(2024, 8, 26),
        latest=date(2024, 8, 26),
        meeting_title=pick(lang, "Felles oppfølgingsmøte", "Joint follow-up meeting"),
        meeting_date=date(2024, 9, 9),
        initiative_count=7,
        gaps=gap_pairs(lang) if step in (Step.GAPS, Step.RETURNED) else (),
        owner_name="Kari Nordmann",
        deputy_name="Ola Hansen",
        change=change(step, lang),
    )


def planned_tasks(step: Step, lang: Lang = Lang.NB) -> NoticeView:
    """Two dates stand in the letters: a Saturday and a Sunday."""
    return replace(
        status_report(step, lang),
        title=pick(lang, "Oversikt over planlagte oppgaver neste år", "Overview of planned tasks for next year"),
        actor_name=pick(lang, "Helsedirektoratet", "Norwegian Directorate of Health"),
        due=date(2024, 8, 31),
        last_workday=date(2024, 8, 30),
        latest=date(2024, 9, 15),
        disputed=step not in (Step.DECIDED, Step.EXTENDED),
        stated=(date(2024, 9, 15), date(2024, 8, 31), date(2024, 9, 15)),
        meeting_title=None,
        meeting_date=None,
        change=change(step, lang, meets=False),
    )


def joint_plan(step: Step, lang: Lang = Lang.NB) -> NoticeView:
    """Due on a Sunday, owed by a group."""
    return replace(
        status_report(step, lang),
        title=pick(lang, "Felles plan, første utkast", "Joint plan, first draft"),
        actor_name=pick(lang, "De regionale helseforetakene", "The regional health authorities"),
        due=date(2024, 9, 15),
        last_workday=date(2024, 9, 13),
        latest=date(2024, 9, 15),
        meeting_title=None,
        meeting_date=None,
        initiative_count=0,
        change=change(step, lang, meets=False),
    )


def inferred_report(step: Step, lang: Lang = Lang.NB) -> NoticeView:
    """An inferred date that nobody has confirmed, with the wheel's longest title."""
    return replace(
        status_report(step, lang),
        title=pick(
            lang,
            "Tertialrapport for kap. 701 post 70 og kap. 541 post 22",
            "Tertial report on chapter 701 item 70 and chapter 541 item 22",
        ),
        due=date(2024, 6, 6),
        last_workday=date(2024, 6, 6),
        latest=date(2024, 6, 6),
        unconfirmed=step not in (Step.DECIDED, Step.EXTENDED),
        meeting_title=pick(lang, "Tertialoppfølgingsmøte", "Tertial follow-up meeting"),
        meeting_date=date(2024, 6, 20),
        initiative_count=0,
    )


def budget_input(step: Step, lang: Lang = Lang.NB) -> NoticeView:
    """Restricted: neither its title nor its sections may be named."""
    return replace(
        status_report(step, lang),
        title=pick(lang, "Innspill til omgrupperingsproposisjonen", "Input to the regrouping proposition"),
        due=date(2024, 9, 30),
        last_workday=date(2024, 9, 30),
        latest=date(2024, 9, 30),
        restricted=True,
    )


def sending_day(view: NoticeView) -> date:
    """The day on which the default ladder tells of this rung; two weeks before for news."""
    assert view.last_workday and view.latest
    if view.step in NEWS:
        return add_workdays(view.last_workday, -10)
    overdue = add_workdays(view.latest, 1)
    return {
        Step.INVITATION: add_workdays(view.last_workday, -20),
        Step.WEEK_BEFORE: add_workdays(view.last_workday, -7),
        Step.DAYS_BEFORE: add_workdays(view.last_workday, -3),
        Step.LAST_DAY: view.last_workday,
        Step.OVERDUE: overdue,
        Step.MANAGER: add_workdays(overdue, 3),
        Step.GAPS: overdue,
    }[view.step]


def every_single_notice(lang: Lang) -> Iterator[tuple[NoticeView, date]]:
    """Every message that can hold one notice, each on its day, and what only a machine that was off sends."""
    for step in Step:
        for make in (status_report, planned_tasks, joint_plan, inferred_report, budget_input):
            view = make(step, lang)
            if view.unconfirmed and step in (Step.OVERDUE, Step.MANAGER):
                continue
            day = sending_day(view)
            yield view, day
            if step is Step.OVERDUE:
                yield replace(view, role=Role.DEPUTY), day
            if step is Step.LAST_DAY and (view.disputed or view.unconfirmed):
                yield view, add_workdays(day, 2)


def say(view: NoticeView, day: date | None = None, lang: Lang = Lang.NB) -> Rendered:
    """The message that holds this one notice."""
    return render(kari(lang), [view], OFFICE[lang], day or sending_day(view))


def several(lang: Lang = Lang.NB) -> list[NoticeView]:
    """A bad day for one person, in no order."""
    return [
        joint_plan(Step.INVITATION, lang),
        planned_tasks(Step.DAYS_BEFORE, lang),
        status_report(Step.OVERDUE, lang),
        inferred_report(Step.LAST_DAY, lang),
        status_report(Step.GAPS, lang),
        joint_plan(Step.MANAGER, lang),
        joint_plan(Step.WEEK_BEFORE, lang),
    ]
