"""What is stored of what people are told: rungs of the ladder, people, messages, notices and calendar events.

What lives here: one class per table; see `tables.py` for what holds for all of them.
"""

import datetime as dt
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from arshjul.models.codes import Lang
from arshjul.models.tables import one_of


class MessageState(StrEnum):
    """A message's way; `uncertain` is for a send whose answer was lost, until it is known what became of it."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


_UNDER_WAY = "state IN ('pending', 'claimed', 'uncertain')"


class LadderStep(SQLModel, table=True):
    """A rung of the reminder ladder with the day from which it may fire; void once its revision was replaced.

    A rung that is neither void nor among the open ones has had its day: it fired if there are notices of it, and was
    passed over if there are none.
    """

    __tablename__ = "ladder_step"
    __table_args__ = (UniqueConstraint("deliverable_id", "revision", "step"),)
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id")
    revision: int
    step: str
    fire_on: dt.date
    void: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class OpenRung(SQLModel, table=True):
    """A rung that is still to be decided on, in the order of days: a tick reads the front of the table and cuts it off.

    A manager's rung comes here when an officer confirms it.
    """

    __tablename__ = "open_rung"
    __table_args__ = ({"sqlite_with_rowid": False},)
    fire_on: dt.date = Field(primary_key=True)
    step_id: int = Field(primary_key=True, foreign_key="ladder_step.id", sa_column_kwargs={"autoincrement": False})
    deliverable_id: int
    revision: int
    step: str


class Person(SQLModel, table=True):
    """Somebody who is told things; everything else refers to people by id, so that a name can be erased."""

    __tablename__ = "person"
    __table_args__ = (one_of("lang", Lang),)
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    email: str = Field(unique=True)
    slack_id: str | None = None
    lang: str = Lang.NB


class Message(SQLModel, table=True):
    """What goes out: one per person, channel and day (and number, should one day need a second).

    `lease_until`: until when nobody else may touch it, by the database's clock. `not_before`: when it is tried again, by
    the clock of runs. `tried_at`: since when a try of it may have gone out, to which `tried_to` and in which `thread`;
    empty when it is certain that none has.
    """

    __tablename__ = "message"
    __table_args__ = (
        one_of("state", MessageState),
        Index("message_waiting", "day", sqlite_where=text(_UNDER_WAY), postgresql_where=text(_UNDER_WAY)),
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
    not_before: dt.datetime | None = None
    tried_at: dt.datetime | None = None
    tried_to: str | None = None


class Notice(SQLModel, table=True):
    """One rung of one deliverable's ladder to one person."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("deliverable_id", "revision", "step", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id")
    revision: int
    step: str
    person_id: int = Field(foreign_key="person.id")
    message_id: int = Field(foreign_key="message.id", index=True)
    dropped: bool = False


class OfficeNote(SQLModel, table=True):
    """What the office itself is told by the program, once per kind and subject; `body` is JSON and names people by id."""

    __tablename__ = "office_note"
    __table_args__ = (UniqueConstraint("kind", "subject"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str
    body: str = Field(default="", sa_type=Text)
    at: dt.datetime
    message_id: int = Field(foreign_key="message.id", index=True)


class AddressOff(SQLModel, table=True):
    """An address that takes no messages, by a digest of it: another address of the same person is not meant."""

    __tablename__ = "address_off"
    __table_args__ = (UniqueConstraint("person_id", "channel", "address"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    channel: str
    address: str
    since: dt.datetime
    reason: str


class ChannelPause(SQLModel, table=True):
    """A way that is left alone until a time, by the database's clock."""

    __tablename__ = "channel_pause"
    channel: str = Field(primary_key=True)
    until: dt.datetime
    reason: str


class FeedEvent(SQLModel, table=True):
    """The calendar event of a deadline or of a meeting, rendered once per revision and language, kept as bytes.

    `initiatives` (ids with spaces between) tells in whose calendars it stands once its deliverable has left the wheel.
    A meeting's also tells its `actors`, and the `kinds` of what is handed in before it.
    """

    __tablename__ = "feed_event"
    __table_args__ = (UniqueConstraint("uid", "lang"),)
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int | None = Field(default=None, foreign_key="deliverable.id", index=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    uid: str
    lang: str
    fingerprint: str
    sequence: int
    changed_at: dt.datetime
    cancelled: bool = False
    initiatives: str = Field(default="", sa_column_kwargs={"server_default": ""})
    actors: str = Field(default="", sa_column_kwargs={"server_default": ""})
    kinds: str = Field(default="", sa_column_kwargs={"server_default": ""})
    body: bytes = Field(sa_type=LargeBinary)
