"""What is stored of what the actors sent: pulls, faults, submissions, judgements and findings.

What lives here: one class per table; see `tables.py` for what holds for all of them.
"""

import datetime as dt

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from arshjul.models.codes import Completeness
from arshjul.models.tables import one_of


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


class SourceMemory(SQLModel, table=True):
    """What the last look into an actor's source keeps for the next one; losing it costs one look at everything."""

    __tablename__ = "source_memory"
    actor: str = Field(primary_key=True)
    body: str = Field(sa_type=Text)


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
    event_seq: int = Field(foreign_key="event.seq", index=True)


class JudgementRow(SQLModel, table=True):
    """What one set of rules said of one version."""

    __tablename__ = "judgement"
    __table_args__ = (UniqueConstraint("submission_id", "rules_version"), one_of("completeness", Completeness))
    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    rules_version: str
    completeness: str
    at: dt.datetime
    event_seq: int = Field(foreign_key="event.seq", index=True)


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
