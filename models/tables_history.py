"""What is stored so that any day can be told again: versions of wheels, states, decisions, formal sendings, handovers.

What lives here: one class per table; rows are written once and never changed, each with the event that wrote it. See
`tables.py` for what holds for all of them. People stand here by id only; what somebody is called is kept in `signatory`
and `person`, where it can be erased.
"""

import datetime as dt
from enum import StrEnum

from sqlalchemy import LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from arshjul.models.codes import State
from arshjul.models.tables import one_of


class DecisionKind(StrEnum):
    """What a decision is about. `reallocation`: money moved between initiatives."""

    CONFLICT = "conflict"
    EXTENSION = "extension"
    WAIVER = "waiver"
    ACCEPTANCE = "acceptance"
    REALLOCATION = "reallocation"
    ESCALATION = "escalation"


class DecisionState(StrEnum):
    """`asked`: somebody has asked and awaits an answer; `returned`: a report sent back to its owner."""

    ASKED = "asked"
    GRANTED = "granted"
    DENIED = "denied"
    RETURNED = "returned"


class SendingChannel(StrEnum):
    """How a document formally reached the ministry."""

    EFORMIDLING = "eformidling"
    EPOST = "epost"
    BREV = "brev"


class WheelVersion(SQLModel, table=True):
    """A wheel file (or one that amends another) as it was loaded."""

    __tablename__ = "wheel_version"
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(index=True)
    digest: str
    amends: str | None = None
    body: str = Field(sa_type=Text)
    event_seq: int = Field(foreign_key="event.seq", index=True)


class Roles(SQLModel, table=True):
    """Who holds which role by the portfolio file, by ids: one row for each time that this changed."""

    __tablename__ = "roles"
    id: int | None = Field(default=None, primary_key=True)
    body: str = Field(sa_type=Text)
    event_seq: int = Field(foreign_key="event.seq", index=True)


class StateChange(SQLModel, table=True):
    """A state that a deliverable came into."""

    __tablename__ = "state_change"
    __table_args__ = (one_of("state", State),)
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id", index=True)
    state: str
    event_seq: int = Field(foreign_key="event.seq", index=True)


class Decision(SQLModel, table=True):
    """What somebody decided, or asked for; an answer is a row of its own.

    `subject`: a conflict's id or a deliverable's key. `day`: the date put in force, or the date until which. `by`: an
    actor's id, `person:SLUG` or `signatory:ID`. `answers`: the row of the question. `body`: JSON where a kind needs more.
    """

    __tablename__ = "decision"
    __table_args__ = (one_of("kind", DecisionKind), one_of("state", DecisionState))
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str = Field(index=True)
    state: str
    day: dt.date | None = None
    by: str
    reference: str = ""
    reason: str = Field(default="", sa_type=Text)
    body: str = Field(default="", sa_type=Text)
    answers: int | None = Field(default=None, foreign_key="decision.id", unique=True)
    at: dt.datetime
    event_seq: int = Field(foreign_key="event.seq", index=True)


class Attachment(SQLModel, table=True):
    """A file kept by its digest (SHA-256, hex), never run and never rendered."""

    __tablename__ = "attachment"
    digest: str = Field(primary_key=True)
    name: str
    media_type: str
    size: int
    body: bytes = Field(sa_type=LargeBinary)


class Sending(SQLModel, table=True):
    """A formal sending to the ministry, as the office registered it; the newest of a deliverable holds."""

    __tablename__ = "sending"
    __table_args__ = (UniqueConstraint("deliverable_id", "no"), one_of("channel", SendingChannel))
    id: int | None = Field(default=None, primary_key=True)
    deliverable_id: int = Field(foreign_key="deliverable.id")
    no: int
    sent_on: dt.date
    channel: str
    reference: str
    attachment: str | None = Field(default=None, foreign_key="attachment.digest")
    by: str
    at: dt.datetime
    event_seq: int = Field(foreign_key="event.seq", index=True)


class Handover(SQLModel, table=True):
    """From a day on one person answers for what another answered for; both by their ids in the portfolio."""

    __tablename__ = "handover"
    id: int | None = Field(default=None, primary_key=True)
    old: str
    new: str
    from_day: dt.date
    event_seq: int = Field(foreign_key="event.seq", index=True)


class Signatory(SQLModel, table=True):
    """Somebody outside the portfolio who decided something, by what people call them; the text can be erased."""

    __tablename__ = "signatory"
    id: int | None = Field(default=None, primary_key=True)
    name: str
