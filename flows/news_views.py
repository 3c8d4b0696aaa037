"""From a notice of news to what has changed: read when it is sent, so that it says what holds then.

What lives here: looking up deadlines, meetings, decisions and handovers behind a notice, and the wheel that a deliverable
no longer owed stood in. Sentences are the notification room's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Connection

from arshjul.calendar.amend import in_force
from arshjul.calendar.in_force import WheelFacts, compiled
from arshjul.flows import unread_files
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import DELIVERED, NEW_DATE, Lang, Step
from arshjul.models.deliverable import Deliverable
from arshjul.models.wheelfile import WheelFile
from arshjul.notifications.news import NOTHING, Change
from arshjul.store import decisions, facts, news, signatories

LEFT = "left"
"""Stands after a handover's number in the step of the notice to the one who hands over."""
_LAPSES = {Lang.NB: "søknaden om utsatt frist faller dermed bort", Lang.EN: "the request for a later date so lapses"}
_BY_MINISTRY = frozenset({Step.EXTENDED, Step.DENIED, Step.NOT_MOVED, Step.DECIDED, Step.WAIVED})


class About(NamedTuple):
    """A deliverable with the wheel it stands, or stood, in."""

    item: Deliverable
    wheel: WheelFile


class Behind(NamedTuple):
    """What is behind a notice: the change, and the deadline that it tells, where that is not the deliverable's own."""

    change: Change = NOTHING
    due: news.Due | None = None
    meeting: news.MeetingMove | None = None


def abouts(connection: Connection, catalogue: Catalogue, keys: Iterable[str]) -> dict[str, About]:
    """The deliverables named, by key; one that no wheel holds any more as it was when it left."""
    wanted = set(keys)
    shown = wanted & catalogue.deliverables.keys()
    items = [catalogue.deliverables[key] for key in shown]
    found = {item.key: About(item, catalogue.wheel_of(item)) for item in items}
    for key, seq in news.left_at(connection, wanted - shown).items():
        gone = _before(connection, key, seq)
        if gone is not None:
            found[key] = gone
    return found


def _before(connection: Connection, key: str, seq: int) -> About | None:
    """The deliverable as it was until an event."""
    met = facts.meetings(connection, seq - 1)
    for wheel in in_force(*facts.files(connection, seq - 1)):
        if key.startswith(f"{wheel.id}."):
            was = compiled(WheelFacts(wheel, met.get(wheel.id, {})))
            return next((About(item, was.wheel) for item in was.owed if item.key == key), None)
    return None


def behind(connection: Connection, parts: Parts, about: About, told: news.Told, lang: Lang) -> Behind:
    """What is behind a notice; nothing behind a rung of the ladder."""
    step = Step(told.step.partition(".")[0])
    if step in NEW_DATE:
        return _new_date(connection, parts, about, told, step, lang)
    if step in (Step.CANCELLED, Step.WAIVED):
        return _ended(connection, parts, about, told, lang)
    if step in (Step.DENIED, Step.ACCEPTED, Step.RETURNED, Step.NOT_MOVED):
        decision = news.decision(connection, told.number)
        here = Change(here=told.state in DELIVERED)
        return Behind(_decided(connection, parts, about, decision, step, lang, here)) if decision else Behind()
    if step is Step.UNREAD:
        return Behind(unread_files.change(connection, told.step, lang))
    return Behind(_handed_over(connection, parts, told)) if step is Step.TAKEN_OVER else Behind()


def _new_date(
    connection: Connection, parts: Parts, about: About, told: news.Told, step: Step, lang: Lang
) -> Behind:  # fmt: skip
    """From the date that the person knows to the one that the notice tells."""
    dates = news.deadlines(connection, told.deliverable_id)
    now = dates[told.revision]
    known = news.last_known(connection, told.deliverable_id, told.person_id, told.revision, told.message_id)
    was, heard = dates[known], news.heard(connection, told.deliverable_id, told.person_id)
    met = _met(connection, about, told, was.event_seq, now.event_seq)
    moved = met if met and met.old != met.new else None  # there and back is no move
    decision = news.decision(connection, told.number)
    by = _put_in_force(dates, known, now) if step in news.RULED else now
    change = Change(
        was=was.due,
        met=moved.old if moved else None,
        meeting=_meeting_name(about, lang) if moved else "",
        ministry=by.cause.startswith(facts.RECORDED),
        reason=by.why or (moved.why if moved else ""),
        back=now.due != was.due and any(dates[no].due == now.due for no in heard if no < known),
    )
    if decision is not None:
        change = _decided(connection, parts, about, decision, step, lang, change)
    elif step is Step.DECIDED:
        change = _decided_in(about, lang, change)
    return Behind(change, now, met)


def _put_in_force(dates: Mapping[int, news.Due], known: int, now: news.Due) -> news.Due:
    """The deadline by which a date came into force that moves have left as it is; they are not why it holds."""
    return next((one for no, one in dates.items() if no > known and one.said == now.said), now)


def _met(connection: Connection, about: About, told: news.Told, after: int, upto: int) -> news.MeetingMove | None:
    """What became of the meeting that a deliverable hangs on, by the events after one and up to another."""
    slug = about.item.meeting
    return news.meeting_move(connection, told.wheel_id, slug, after, upto) if slug is not None else None


def _ended(connection: Connection, parts: Parts, about: About, told: news.Told, lang: Lang) -> Behind:
    """What is no longer owed, and with which deadline it was."""
    due = news.deadlines(connection, told.deliverable_id).get(told.revision)
    end = news.ending(connection, told.deliverable_id)
    if end is None:
        return Behind(due=due)
    met = _met(connection, about, told, end.seq - 1, end.seq)
    change = Change(
        met=met.old if met else None,
        meeting=_meeting_name(about, lang) if met else "",
        ministry=end.kind.startswith(facts.RECORDED),
        reason=end.why,
    )
    decision = news.decision(connection, told.number) or news.decided_by(connection, end.seq)
    if decision is not None:
        change = _decided(connection, parts, about, decision, Step.WAIVED, lang, change)
    if change.reason and decisions.lapsed_by(connection, about.item.key, end.seq):
        change = replace(change, reason=f"{change.reason.rstrip(' .;:,')}; {_LAPSES[lang]}")
    return Behind(change, due, met)


def _decided_in(about: About, lang: Lang, change: Change) -> Change:
    """The change with what a wheel file says of who decided it; in the passive where no file says so."""
    item, wheel = about
    made = [one for one in wheel.decisions if (one.document_type, one.actor) == (item.document_type, item.actor)]
    if not made:
        return change
    by = made[-1].by.casefold()
    issuers = {document.issuer for document in wheel.documents.values()}
    called = wheel.actors[by].name[lang] if by in wheel.actors else made[-1].by
    reason, reference = made[-1].reason or change.reason, made[-1].reference
    return replace(change, ministry=by in issuers, by=called, reason=reason, reference=reference)


def _decided(
    connection: Connection, parts: Parts, about: About, row: Any, step: Step, lang: Lang, change: Change = NOTHING
) -> Change:
    """The change with who decided it, and their words."""
    issuers = {document.issuer for document in about.wheel.documents.values()}
    actor = about.wheel.actors.get(row.by)
    ministry = row.by in issuers or (step in _BY_MINISTRY and actor is None)
    by = actor.name[lang] if actor else _called(connection, parts, row.by, lang)
    reason = row.reason or change.reason
    return replace(change, ministry=ministry, by=by, reason=reason, reference=row.reference or "")


def _called(connection: Connection, parts: Parts, by: str, lang: Lang) -> str:
    if by == signatories.OFFICE:
        return parts.portfolio.office.name[lang]
    return signatories.names(connection, [by])[by]


def _handed_over(connection: Connection, parts: Parts, told: news.Told) -> Change:
    row = news.handover(connection, told.number)
    if row is None:
        return NOTHING
    left = told.step.endswith(f".{LEFT}")
    other = parts.portfolio.people.get(row.new if left else row.old)
    return Change(
        since=row.from_day,
        other=other.name if other else "",
        left=left,
        count=news.how_many(connection, f"{Step.TAKEN_OVER.value}.{row.id}"),
    )


def _meeting_name(about: About, lang: Lang) -> str:
    """The meeting inside a sentence."""
    spec = about.wheel.meetings.get(about.item.meeting or "")
    if spec is None:
        return ""
    series = about.wheel.series[spec.series]
    return (series.definite or series.title)[lang]
