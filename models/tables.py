"""What is stored: one class per table, append-only where history matters.

What lives here: columns, keys and checks. `table=True` classes do not validate on construction, so values
are checked by the plain models before they come here. Instants are aware UTC datetimes, dates are civil
dates in Oslo, words from `codes.py` are strings held by a CHECK. Queries live in `store/`.
"""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from arshjul.models.codes import Access, Basis, Completeness, Kind, Lang, Maker, State


class StepState(StrEnum):
    """A rung is open until it fired, was passed over (spent) or its deadline's revision was replaced (void)."""

    OPEN = "open"
    FIRED = "fired"
    SPENT = "spent"
    VOID = "void"


class MessageState(StrEnum):
    """A message's way; `uncertain` is for a send whose answer was lost."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


def _one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Setting(SQLModel, table=True):
    """Facts about the database itself, such as the portfolio's id."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: str


class WheelRow(SQLModel, table=True):
    """A loaded wheel file, whole (`body` is its JSON), so that listings need no file."""

    __tablename__ = "wheel"
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    year: int
    digest: str
    body: str = Field(sa_type=Text)
    loaded_at: dt.datetime


class ObligationRow(SQLModel, table=True):
    """One demand of a loaded wheel."""

    __tablename__ = "obligation"
    __table_args__ = (UniqueConstraint("wheel_id", "slug"), _one_of("access", Access))
    id: int | None = Field(default=None, primary_key=True)
    wheel_id: int = Field(foreign_key="wheel.id")
    slug: str
    title_nb: str
    title_en: str
    addressee: str
    access: str


class StatementRow(SQLModel, table=True):
    """A place that states a demand."""

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("obligation_id", "document", "first_line", "last_line", "actors"),
        _one_of("basis", Basis),
        _one_of("maker", Maker),
    )
    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id")
    document: str
    section: str
    first_line: int
    last_line: int
    actors: str
    basis: str
    maker: str


class MeetingRow(SQLModel, table=True):
    """A meeting; its dates are its revisions."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("wheel_id", "slug"),)
    id: int | None = Field(default=None, primary_key=True)
    wheel_id: int = Field(foreign_key="wheel.id")
    slug: str
    series: str
    part_of: str | None = None
    revision: int = 1


class MeetingRevision(SQLModel, table=True):
    """A date a meeting has had, from which event on, and why."""

    __tablename__ = "meeting_revision"
    __table_args__ = (UniqueConstraint("meeting_id", "no"),)
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    no: int
    date: dt.date | None = None
    time: dt.time | None = None
    state: str
    cause: str
    event_seq: int = Field(foreign_key="event.seq")


class DeliverableRow(SQLModel, table=True):
    """One dated occurrence of a document type, owed by one actor."""

    __tablename__ = "deliverable"
    __table_args__ = (
        UniqueConstraint("wheel_id", "document_type", "occurrence", "actor"),
        _one_of("state", State),
        _one_of("kind", Kind),
        Index(
            "deliverable_to_open",
            "opens_on",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    wheel_id: int = Field(foreign_key="wheel.id")
    document_type: str
    occurrence: str
    actor: str = Field(index=True)
    kind: str
    state: str = State.PLANNED
    revision: int = 1
    opens_on: dt.date | None = None
    content_digest: str


class DueRevision(SQLModel, table=True):
    """A deadline that a deliverable has had. `notified_at`: when the owner was told of it."""

    __tablename__ = "due_revision"
    __table_args__ = (UniqueConstraint("deliverable_id", "no"), _one_of("basis", Basis))
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id")
    no: int
    due: dt.date | None = None
    last_workday: dt.date | None = None
    latest: dt.date | None = None
    basis: str
    disputed: bool = False
    cause: str
    event_seq: int = Field(foreign_key="event.seq")
    notified_at: dt.datetime | None = None


class LadderStep(SQLModel, table=True):
    """A rung of the reminder ladder with the day from which it may fire."""

    __tablename__ = "ladder_step"
    __table_args__ = (
        UniqueConstraint("deliverable_id", "revision", "step"),
        _one_of("state", StepState),
        Index(
            "ladder_step_open", "fire_on", sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'")
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id")
    revision: int
    step: str
    fire_on: dt.date
    state: str = StepState.OPEN
    confirmed: bool = False


class Person(SQLModel, table=True):
    """Somebody who is told things; everything else refers to people by id, so that a name can be erased."""

    __tablename__ = "person"
    __table_args__ = (_one_of("lang", Lang),)
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    email: str = Field(unique=True)
    slack_id: str | None = None
    lang: str = Lang.NB


class Pull(SQLModel, table=True):
    """One look into one actor's source."""

    __tablename__ = "pull"
    __table_args__ = (Index("pull_latest", "actor", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    actor: str
    source: str
    at: dt.datetime
    digest: str
    seen: int
    taken: int
    verdict: str


class FaultRow(SQLModel, table=True):
    """Something that stopped a report from being taken; open until a later look no longer finds it."""

    __tablename__ = "fault"
    __table_args__ = (UniqueConstraint("actor", "code", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    actor: str
    code: str
    name: str
    deliverable_key: str | None = None
    message_nb: str = Field(sa_type=Text)
    message_en: str = Field(sa_type=Text)
    first_at: dt.datetime
    last_at: dt.datetime
    open: bool = True


class Submission(SQLModel, table=True):
    """One version of what an actor sent. Timeliness follows `sent_at` once a formal sending is registered."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("deliverable_id", "no"), UniqueConstraint("deliverable_id", "digest"))
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id")
    no: int
    digest: str
    name: str
    submitted_by: str
    submitted_at: dt.datetime
    received_at: dt.datetime
    sent_at: dt.datetime | None = None
    channel: str | None = None
    reference: str | None = None
    body: bytes = Field(sa_type=LargeBinary)
    event_seq: int = Field(foreign_key="event.seq")


class JudgementRow(SQLModel, table=True):
    """What one set of rules said of one version."""

    __tablename__ = "judgement"
    __table_args__ = (UniqueConstraint("submission_id", "rules_version"), _one_of("completeness", Completeness))
    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    rules_version: str
    completeness: str
    at: dt.datetime
    event_seq: int = Field(foreign_key="event.seq")


class FindingRow(SQLModel, table=True):
    """One gap in a report, who demands what is missing, and where that stands."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("judgement_id", "code", "content", "initiative", "place"),)
    id: int | None = Field(default=None, primary_key=True)
    judgement_id: int = Field(foreign_key="judgement.id")
    code: str
    content: str
    initiative: str
    place: str
    severity: str
    maker: str
    obligation: str
    source: str
    message_nb: str = Field(sa_type=Text)
    message_en: str = Field(sa_type=Text)


class Message(SQLModel, table=True):
    """What goes out: one per person, channel and day (and number, should one day need a second)."""

    __tablename__ = "message"
    __table_args__ = (
        _one_of("state", MessageState),
        Index(
            "message_waiting",
            "day",
            sqlite_where=text("state IN ('pending', 'claimed')"),
            postgresql_where=text("state IN ('pending', 'claimed')"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    dedup_key: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id")
    channel: str
    day: dt.date
    number: int = 1
    state: str = MessageState.PENDING
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: dt.datetime | None = None
    decided_at: dt.datetime
    sent_at: dt.datetime | None = None
    external_id: str | None = None
    thread: str | None = None
    error: str | None = None


class Notice(SQLModel, table=True):
    """One rung of one deliverable's ladder to one person."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("deliverable_id", "revision", "step", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id", index=True)
    revision: int
    step: str
    person_id: int = Field(foreign_key="person.id")
    message_id: int = Field(foreign_key="message.id", index=True)
    dropped: bool = False


class FeedEvent(SQLModel, table=True):
    """The calendar event of a deadline, rendered once per revision and language, kept as bytes.

    `initiatives` (ids with spaces between) tells in whose calendars it stands once its deliverable has left the wheel.
    """

    __tablename__ = "feed_event"
    __table_args__ = (UniqueConstraint("uid", "lang"),)
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id", index=True)
    uid: str
    lang: str
    fingerprint: str
    sequence: int
    changed_at: dt.datetime
    cancelled: bool = False
    initiatives: str = Field(default="", sa_column_kwargs={"server_default": ""})
    body: bytes = Field(sa_type=LargeBinary)


class Event(SQLModel, table=True):
    """One per transaction: what happened by the run's clock and by the wall's, chained by hash."""

    __tablename__ = "event"
    seq: int | None = Field(default=None, primary_key=True)
    at: dt.datetime
    recorded_at: dt.datetime
    actor: str
    kind: str
    subject: str
    before: str = Field(sa_type=Text)
    after: str = Field(sa_type=Text)
    why: str = Field(sa_type=Text)
    hash: str = Field(unique=True)
