"""Made-up messages of every sort, for people who want to see what the office's messages look like.

What lives here: values only, with people and dates of their own; nothing of it is read from anywhere or sent to anybody.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from arshjul.calendar.workdays import add_workdays
from arshjul.models.codes import COUNTDOWN, NEW_DATE, NEWS, Lang, Step
from arshjul.models.moment import OSLO
from arshjul.notifications.audience import Role
from arshjul.notifications.facts import Came, NoticeView, Recipient
from arshjul.notifications.links import Link, links_for
from arshjul.notifications.news import NOTHING, Change
from arshjul.notifications.office_words import Note, NoteView, render_notes
from arshjul.notifications.wording import Rendered, render

_DUE, _MEETING = date(2024, 8, 26), date(2024, 9, 9)
_BEFORE = {Step.INVITATION: 20, Step.WEEK_BEFORE: 7, Step.DAYS_BEFORE: 3, Step.LAST_DAY: 0}
_AFTER = {Step.OVERDUE: 1, Step.MANAGER: 4}
_TWO_WEEKS = 10
_REFERRED = {Step.EXTENDED, Step.DENIED, Step.DECIDED, Step.WAIVED, Step.NOT_MOVED}


class Sample(NamedTuple):
    """One message: a name for its file, what it is about in few words, and the message."""

    name: str
    about: str
    rendered: Rendered
    links: tuple[Link, ...] = ()


def samples(lang: Lang) -> Iterator[Sample]:
    """Every message in one language."""
    for step in Step:
        for name, view in _variants(step, lang):
            day = _day(view)
            yield Sample(f"{step.value}{name}", _about(name, lang), _one([view], lang, day), _links([view], lang))
    bad_day = [_report(Step.GAPS, lang), _plan(Step.OVERDUE, lang), _disputed(Step.OVERDUE, lang)]
    bad_day.append(_restricted(Step.INVITATION, lang))
    several = [replace(view, key=str(number)) for number, view in enumerate(bad_day)]
    yield Sample(
        "several",
        _pick(lang, "flere på én dag", "several on one day"),
        _one(several, lang, date(2024, 9, 17)),
        _links(several, lang),
    )
    taken = [replace(make(Step.TAKEN_OVER, lang), key=str(number)) for number, make in enumerate((_report, _plan))]
    about = _pick(lang, "overtar flere leveranser", "several taken over")
    yield Sample("taken_over-several", about, _one(taken, lang, date(2024, 8, 12)), _links(taken, lang))
    yield from _notes(lang)


def _notes(lang: Lang) -> Iterator[Sample]:
    since, now = datetime(2024, 8, 23, 7, tzinfo=OSLO), datetime(2024, 8, 26, 9, tzinfo=OSLO)
    off = NoteView(note=Note.ADDRESS_OFF, since=now, now=now, person="Ola Eksempel", channel="slack", instead="email",
                   reason="Slack: user_not_found")  # fmt: skip
    silent = NoteView(note=Note.NO_DAY, since=since, now=now)
    office = Recipient(_office(lang), "kontor@example.org", None, lang)
    about = {
        "office-address": _pick(lang, "til kontoret: en adresse tar ikke imot", "to the office: an address is off"),
        "office-no-day": _pick(lang, "til kontoret: dagen er ikke kjørt", "to the office: no day was run"),
        "office-both": _pick(lang, "til kontoret: begge deler", "to the office: both"),
    }
    for (name, words), notes in zip(about.items(), ([off], [silent], [off, silent]), strict=True):
        yield Sample(name, words, render_notes(office, notes, _office(lang)))
    about_it = _pick(lang, "kalenderen er ikke hentet", "the calendar is not fetched")
    to = Recipient(_owner(lang), "ola@example.org", None, lang)
    unread = NoteView(note=Note.CALENDAR_UNREAD, since=since, now=now)
    yield Sample("calendar-unread", about_it, render_notes(to, [unread], _office(lang)))


def _variants(step: Step, lang: Lang) -> Iterator[tuple[str, NoticeView]]:
    """The plain one, and what reads otherwise: a Sunday, a contradiction, what is restricted, a deputy."""
    yield "", _report(step, lang)
    if step in COUNTDOWN:
        yield "-sunday", _plan(step, lang)
    if step in COUNTDOWN or step is Step.OVERDUE:
        yield "-disputed", _disputed(step, lang)
    if step in (Step.INVITATION, Step.OVERDUE, Step.GAPS, Step.MOVED, Step.UNREAD):
        yield "-restricted", _restricted(step, lang)
    if step is Step.OVERDUE:
        yield "-deputy", replace(_report(step, lang), role=Role.DEPUTY)
    if step is Step.RECEIPT:
        yield "-sent", replace(_report(step, lang), came=Came(_DUE, "eformidling", "24/1234"))
        yield "-again", replace(_report(step, lang), came=Came(add_workdays(_DUE, 3), again=True))
    if step is Step.TAKEN_OVER:
        yield "-left", replace(_report(step, lang), change=replace(_change(step, lang), left=True))


def _about(variant: str, lang: Lang) -> str:
    words = {
        "": "", "-sunday": _pick(lang, "fristen er en søndag", "due on a Sunday"),
        "-disputed": _pick(lang, "brevene oppgir to datoer", "the letters give two dates"),
        "-restricted": _pick(lang, "begrenset innsyn", "restricted"), "-deputy": _pick(lang, "til stedfortreder", "to the deputy"),
        "-sent": _pick(lang, "registrert sendt", "registered as sent"),
        "-again": _pick(lang, "en ny versjon etter fristen", "a new version after the deadline"),
        "-left": _pick(lang, "til den som overlater", "to whoever hands over"),
    }  # fmt: skip
    return words[variant]


def _one(views: list[NoticeView], lang: Lang, day: date) -> Rendered:
    name = "Nina Prøve" if views[0].role is Role.DEPUTY else _owner(lang)
    if views[0].step is Step.MANAGER:
        name = "Mette Leder"
    return render(Recipient(name, "ola@example.org", None, lang), views, _office(lang), day)


def _owner(lang: Lang) -> str:
    return _pick(lang, "Ola Eksempel", "Emily Example")


def _office(lang: Lang) -> str:
    return _pick(lang, "Porteføljekontoret", "The portfolio office")


def _links(views: list[NoticeView], lang: Lang) -> tuple[Link, ...]:
    steps = [view.step for view in views]
    return tuple(links_for(steps, lang, report="https://lever.example.org", calendar="https://kalender.example.org"))


def _day(view: NoticeView) -> date:
    """The day on which the ladder tells of it; news two weeks before."""
    assert view.last_workday
    assert view.latest
    if view.step in _BEFORE:
        return add_workdays(view.last_workday, -_BEFORE[view.step])
    if view.step in NEWS - {Step.RECEIPT, Step.UNREAD}:
        return add_workdays(view.last_workday, -_TWO_WEEKS)
    return add_workdays(view.latest, _AFTER.get(view.step, 1))


def _report(step: Step, lang: Lang) -> NoticeView:
    gaps = (
        (_pick(lang, "Pasientens prøvesvar", "Test results"), _pick(lang, "risikoreduserende tiltak", "mitigation")),
        (_pick(lang, "Pasientens måledata", "Measurement data"), _pick(lang, "økonomi", "economy")),
    )
    return NoticeView(
        step=step,
        title=_pick(
            lang, "Statusrapport til felles oppfølgingsmøte", "Status report before the joint follow-up meeting"
        ),
        actor_name="Norsk helsenett",
        addressee_name=_pick(lang, "Helse- og omsorgsdepartementet", "Ministry of Health and Care Services"),
        due=_DUE,
        last_workday=_DUE,
        latest=_DUE,
        meeting_title=_pick(lang, "Felles oppfølgingsmøte", "Joint follow-up meeting"),
        meeting_date=_MEETING,
        initiative_count=7,
        gaps=gaps if step in (Step.GAPS, Step.RETURNED) else (),
        owner_name=_owner(lang),
        deputy_name="Nina Prøve",
        change=_change(step, lang),
        came=Came(_DUE) if step is Step.RECEIPT else None,
    )


def _plan(step: Step, lang: Lang) -> NoticeView:
    """Owed by a group, and due on a Sunday."""
    title = _pick(lang, "Felles plan, første utkast", "Joint plan, first draft")
    actor = _pick(lang, "De regionale helseforetakene", "The regional health authorities")
    return replace(_dated(_report(step, lang), date(2024, 9, 15), date(2024, 9, 13)), title=title, actor_name=actor)


def _disputed(step: Step, lang: Lang) -> NoticeView:
    """Two dates stand in the letters: a Saturday and a Sunday."""
    title = _pick(lang, "Oversikt over neste års oppgaver", "Overview of next year's tasks")
    stated = (date(2024, 8, 31), date(2024, 9, 15))
    view = _dated(_report(step, lang), stated[0], date(2024, 8, 30))
    return replace(view, title=title, latest=stated[1], disputed=True, stated=stated)


def _restricted(step: Step, lang: Lang) -> NoticeView:
    title = _pick(lang, "Innspill til budsjettet", "Budget input")
    return replace(_dated(_report(step, lang), date(2024, 9, 30), date(2024, 9, 30)), title=title, restricted=True)


def _dated(view: NoticeView, due: date, workday: date) -> NoticeView:
    """Without a meeting, on another day."""
    change = replace(view.change, met=None, meeting="")
    return replace(
        view, due=due, last_workday=workday, latest=due, meeting_title=None, meeting_date=None, initiative_count=0, change=change
    )  # fmt: skip


def _change(step: Step, lang: Lang) -> Change:
    if step not in NEWS:
        return NOTHING
    if step is Step.TAKEN_OVER:
        return Change(since=date(2024, 8, 19), other="Nina Prøve", count=2)
    meets = step in (Step.MOVED, Step.CANCELLED)
    reasons = {
        Step.MOVED: _pick(lang, "møtekollisjon", "a clash of meetings"), Step.CANCELLED: _pick(lang, "reisestopp", "a travel ban"),
        Step.RETURNED: _pick(lang, "risikoen mangler tall", "the risk lacks figures"),
        Step.NOT_MOVED: _pick(lang, "midlene er bundet", "the funds are committed"),
        Step.WAIVED: _pick(lang, "dekket av årsrapporten", "covered by the annual report"),
        Step.UNREAD: _pick(lang, "celle D7 har en formel uten verdi", "cell D7 holds a formula without a value"),
    }  # fmt: skip
    return Change(
        was=date(2024, 8, 19) if step in NEW_DATE - {Step.DATED} else None,
        met=date(2024, 9, 2) if meets else None,
        meeting=_pick(lang, "oppfølgingsmøtet", "the follow-up meeting") if meets else "",
        ministry=True,
        reason=reasons.get(step, ""),
        reference="24/9" if step in _REFERRED else "",
        file="statusrapport.xlsx" if step is Step.UNREAD else "",
    )


def _pick(lang: Lang, nb: str, en: str) -> str:
    return en if lang is Lang.EN else nb
