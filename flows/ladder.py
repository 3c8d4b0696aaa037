"""Every step of one deliverable explained, and the officer's word that the manager may hear of it.

What lives here: putting rungs, notices and messages together into rows, and recording the confirmation. The arithmetic of the
ladder is `notifications/ladder.py`, the decision which rung fires `notifications/decide.py`.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from arshjul.calendar.date_words import short_date
from arshjul.calendar.workdays import workdays_between
from arshjul.flows import named
from arshjul.flows.listeners import Listeners
from arshjul.flows.parts import Parts
from arshjul.flows.recorded import Recorded
from arshjul.models.codes import CLOSED, DELIVERED, State, Step
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO, Moment
from arshjul.models.problems import BadInput, Problem
from arshjul.models.tables_history import DecisionKind, DecisionState
from arshjul.models.tables_messages import MessageState
from arshjul.store import decisions, events, news, notices, rungs
from arshjul.store.notices import Told
from arshjul.store.owed import Owed, owed
from arshjul.store.rungs import Rung

_CHASING = (Step.OVERDUE, Step.MANAGER)


class Fate(StrEnum):
    """What has become of a step, or will."""

    SENT = "sent"
    QUEUED = "queued"
    FAILED = "failed"
    DROPPED = "dropped"
    PLANNED = "planned"
    HELD = "held"
    WAITING = "waiting"
    PASSED_OVER = "passed_over"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Explained:
    """One step to one person. `day`: from when it may fire, or for news when it was decided; `at`: when it was sent."""

    revision: int
    step: str
    day: dt.date
    state: Fate
    why: str
    person: str | None = None
    channel: str | None = None
    at: dt.datetime | None = None
    message: str | None = None


def explained(parts: Parts, word: str) -> list[Explained]:
    """Every step of a deliverable, by deadline revision and day. BadInput with the nearest key for an unknown one."""
    with parts.database.read() as connection:
        now = owed(connection, named.full_key(connection, word))
        assert now is not None
        steps = rungs.ladder(connection, now.key)
        told = notices.about(connection, now.id)
        dates = news.deadlines(connection, now.id)
        on_hold = now.id in decisions.held(connection)
    heard: dict[tuple[int, str], list[Told]] = {}
    for one in told:
        heard.setdefault((one.revision, one.step), []).append(one)
    found = [row for rung in steps for row in _of_rung(parts, now, rung, steps, heard, dates, on_hold=on_hold)]
    known = {(rung.revision, rung.step) for rung in steps}
    found += [_of_notice(one, one.day) for one in told if (one.revision, one.step) not in known]
    found = [row if row.why else replace(row, why=_spaced(row, dates.get(row.revision))) for row in found]
    return sorted(found, key=lambda row: (row.revision, row.day))


def confirm(parts: Parts, word: str, by: str) -> Recorded:
    """Record that an officer lets the manager hear of it. Confirming again writes nothing.

    BadInput for what is delivered or no longer owed, and where there is no such step.
    """
    with parts.database.write() as connection:
        now, _ = named.deliverable(connection, parts, word)
        rung = next(
            (one for one in rungs.ladder(connection, now.key, now.revision) if one.step == Step.MANAGER.value), None
        )
        _may_be_confirmed(now, rung)
        assert rung is not None
        if rung.state != "waiting":
            before = decisions.standing(connection, DecisionKind.ESCALATION, now.key)
            who = named.called(connection, parts, [before.by])[before.by] if before else ""
            return Recorded(before.id if before else 0, (now.key,), who, rung.fire_on, already=True)
        signed = named.signed(connection, parts, by)
        seq = events.append(
            connection, parts.moment, "escalation.confirmed", now.key, after={"revision": now.revision}, actor=signed
        )
        made = decisions.Made(DecisionKind.ESCALATION, now.key, DecisionState.GRANTED, signed, rung.fire_on)
        number = decisions.make(connection, parts.moment, seq, made)
        rungs.confirm_manager(connection, now.id, now.revision)
        who = named.called(connection, parts, [signed])[signed]
        return Recorded(number, (now.key,), who, rung.fire_on, tuple(_warnings(parts, now)))


def _may_be_confirmed(now: Owed, rung: Rung | None) -> None:
    if now.state in DELIVERED | CLOSED:
        what = say("er levert eller skyldes ikke lenger", "is delivered or no longer owed")
        raise BadInput([Problem(now.key, what, remedy=say("lederen trenger ikke beskjed", "no manager need hear"))])
    if rung is None:
        what = say("har ikke noe trinn til lederen", "has no step to the manager")
        remedy = say("datoen mangler eller er ikke bekreftet", "its date is missing or not confirmed")
        raise BadInput([Problem(now.key, what, remedy=remedy)])


def _warnings(parts: Parts, now: Owed) -> Iterator[str]:
    if parts.portfolio.holder_id(now.actor, "manager", parts.moment.today) is None:
        yield say(f"porteføljen nevner ingen leder hos {now.actor}", f"the portfolio names no manager at {now.actor}")


def _of_rung(
    parts: Parts, now: Owed, rung: Rung, steps: Sequence[Rung], heard: dict[tuple[int, str], list[Told]],
    dates: dict[int, news.Due], *, on_hold: bool,
) -> Iterator[Explained]:  # fmt: skip
    """A rung that was told: a row per person; one that was not: whom it would tell, or why it will not."""
    row = Explained(rung.revision, rung.step, rung.fire_on, Fate.PLANNED, "")
    if rung.state == "fired":
        yield from (_of_notice(one, rung.fire_on) for one in heard[rung.revision, rung.step])
    elif rung.state == "void" or rung.revision < now.revision:
        later = dates.get(rung.revision + 1)
        why = later.why if later and later.why else say("fristen er en annen", "the deadline is another")
        yield replace(row, state=Fate.VOID, why=why)
    elif rung.state == "spent":
        yield replace(row, state=Fate.PASSED_OVER, why=_overtaken(rung, steps, heard))
    elif now.state in DELIVERED | CLOSED and not rung.step.startswith(Step.GAPS):
        yield replace(row, state=Fate.VOID, why=_settled(now.state))
    else:
        state, why = _waits(rung, on_hold=on_hold)
        yield from _to_come(parts, now, replace(row, state=state, why=why))


def _to_come(parts: Parts, now: Owed, row: Explained) -> Iterator[Explained]:
    """Who would be told on that day, as far as is known now."""
    day = max(row.day, parts.moment.today)
    noon = dt.datetime.combine(day, dt.time(12), OSLO)
    numbers = {slug: number for number, slug in enumerate(parts.portfolio.people)}
    slugs = list(numbers)
    listeners = Listeners(parts.at(Moment(noon, parts.moment.recorded_at)), numbers)
    told = listeners.of(now.actor, now.kind, row.step)
    for number, channel in told:
        yield replace(row, person=parts.portfolio.people[slugs[number]].name, channel=channel)
    if not told:
        yield replace(row, why=say("ingen har rollen da", "nobody holds the role then"))


def _waits(rung: Rung, *, on_hold: bool) -> tuple[Fate, str]:
    """State and reason of a rung that has not fired."""
    if rung.state == "waiting":
        return Fate.WAITING, say("venter på ladder confirm", "waits for ladder confirm")
    if on_hold and rung.step in _CHASING:
        return Fate.HELD, say("en søknad om utsatt frist er ubesvart", "a request awaits its answer")
    return Fate.PLANNED, ""


def _overtaken(rung: Rung, steps: Sequence[Rung], heard: dict[tuple[int, str], list[Told]]) -> str:
    """Why a rung was passed over."""
    same = [one for one in steps if one.revision == rung.revision and one.state == "fired"]
    later = next((one for one in same if (one.fire_on, one.step_id) > (rung.fire_on, rung.step_id)), None)
    if later is not None:
        return say("et senere trinn ble sagt i stedet", "a later step was told instead")
    if any(of == rung.revision and Step(step.partition(".")[0]) not in _LADDER for of, step in heard):
        return say("sagt med nyheten om fristen", "told with the news of the deadline")
    return say("levert eller uaktuell da dagen kom", "delivered or not needed when its day came")


_LADDER = frozenset(
    {Step.INVITATION, Step.WEEK_BEFORE, Step.DAYS_BEFORE, Step.LAST_DAY, Step.OVERDUE, Step.MANAGER, Step.GAPS}
)


def _spaced(row: Explained, due: news.Due | None) -> str:
    """Why a rung stands on its day: how far from the deadline that is, in working days."""
    if row.step not in _LADDER or row.step == Step.GAPS or due is None or due.due is None or due.last_workday is None:
        return ""
    if row.step in _CHASING:
        last = due.latest if due.disputed and due.latest else due.due
        after = workdays_between(last, row.day)
        day = short_date(last, get_lang())
        return say(f"{_days(after)} etter fristen {day}", f"{_days(after)} after the deadline, {day}")
    before, day = workdays_between(row.day, due.last_workday), short_date(due.last_workday, get_lang())
    if not before:
        return say(f"siste arbeidsdag før fristen, {day}", f"the last working day before the deadline, {day}")
    return say(f"{_days(before)} før siste arbeidsdag {day}", f"{_days(before)} before the last working day, {day}")


def _days(count: int) -> str:
    one = count == 1
    return say(f"{count} {'arbeidsdag' if one else 'arbeidsdager'}", f"{count} working day{'' if one else 's'}")


def _settled(state: State) -> str:
    if state in DELIVERED:
        return say("levert", "delivered")
    return say("skyldes ikke lenger", "no longer owed")


def _of_notice(one: Told, day: dt.date) -> Explained:
    """What became of a notice, by its message."""
    row = Explained(one.revision, one.step, day, Fate.QUEUED, "", one.person, one.channel, message=one.message)
    if one.dropped:
        return replace(row, state=Fate.DROPPED, why=say("uaktuell før den gikk ut", "not needed when it was to go out"))
    if one.state == MessageState.SENT:
        return replace(row, state=Fate.SENT, at=one.sent_at)
    if one.state == MessageState.FAILED:
        return replace(row, state=Fate.FAILED, why=one.error or "")
    if one.state == MessageState.CANCELLED:
        return replace(row, state=Fate.DROPPED, why=one.error or say("uaktuell", "not needed"))
    return replace(row, why=one.error or say("går ved neste utsending", "goes out with the next dispatch"))
