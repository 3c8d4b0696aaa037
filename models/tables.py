"""What is stored of who owes what: wheels, meetings, deliverables and their deadlines, and the log of events.

What lives here: one class per table, append-only where history matters. `table=True` classes do not validate on
construction, so values are checked by the plain models before they come here. Instants are aware UTC datetimes, dates
are civil dates in Oslo, words from `codes.py` are strings held by a CHECK. What actors sent is `tables_reports.py`, what
people are told `tables_messages.py`. Queries live in `store/`.
"""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from arshjul.models.codes import Access, Basis, Kind, Maker, State


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """A CHECK that holds a column to the words of a closed list."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Setting(SQLModel, table=True):
    """Facts about the database itself, such as the portfolio's id."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: str


class WheelRow(SQLModel, table=True):
    """A loaded wheel file, whole (`body` is its JSON), so that listings need no file; `amends` names the one it adds to."""

    __tablename__ = "wheel"
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    year: int
    digest: str
    amends: str | None = None
    body: str = Field(sa_type=Text)
    loaded_at: dt.datetime


class ObligationRow(SQLModel, table=True):
    """One demand of a loaded wheel."""

    __tablename__ = "obligation"
    __table_args__ = (UniqueConstraint("wheel_id", "slug"), one_of("access", Access))
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
        one_of("basis", Basis),
        one_of("maker", Maker),
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
    why: str = Field(default="", sa_column_kwargs={"server_default": ""})
    event_seq: int = Field(foreign_key="event.seq", index=True)


class DeliverableRow(SQLModel, table=True):
    """One dated occurrence of a document type, owed by one actor."""

    __tablename__ = "deliverable"
    __table_args__ = (
        UniqueConstraint("wheel_id", "document_type", "occurrence", "actor"),
        one_of("state", State),
        one_of("kind", Kind),
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
    __table_args__ = (UniqueConstraint("deliverable_id", "no"), one_of("basis", Basis))
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id")
    no: int
    due: dt.date | None = None
    last_workday: dt.date | None = None
    latest: dt.date | None = None
    basis: str
    disputed: bool = False
    cause: str
    why: str = Field(default="", sa_column_kwargs={"server_default": ""})
    event_seq: int = Field(foreign_key="event.seq", index=True)
    notified_at: dt.datetime | None = None


class Event(SQLModel, table=True):
    """One per transaction: what happened by the run's clock and by the wall's, chained by hash.

    `rows`: digest of the rows of history that the transaction wrote. An event is sealed when its transaction ends; from
    then on the database refuses to change it.
    """

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
    rows: str = Field(default="", sa_column_kwargs={"server_default": ""})
    hash: str = Field(unique=True)
