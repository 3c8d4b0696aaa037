"""What is stored of who subscribes to which calendar.

What lives here: one class; see `tables.py` for what holds for all of them. A subscription's secret stands nowhere: only
its hash does, so that nobody who reads the database can read a calendar with it.
"""

import datetime as dt
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from arshjul.models.codes import Lang
from arshjul.models.tables import one_of


class FeedScope(StrEnum):
    """Whose deadlines a subscription holds."""

    ACTOR = "actor"
    OWNER = "owner"
    INITIATIVE = "initiative"
    OFFICE = "office"


class SubscriptionRow(SQLModel, table=True):
    """One calendar address that somebody was given; never deleted, so that it can answer that it is gone.

    `scope`: an actor's or an initiative's id, a person's id in the portfolio, or "office". `grace_until`: until when an
    address that was replaced still works. `fetched_mark`: which edition of its scope the client fetched last. `client`:
    the family of the client, never more of what it says about itself.
    """

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("secret_hash"), one_of("scope_kind", FeedScope), one_of("lang", Lang))
    id: int | None = Field(default=None, primary_key=True)
    secret_hash: str
    scope_kind: str
    scope: str
    label: str = ""
    lang: str = Lang.NB
    alarms: bool = False
    past_days: int
    future_months: int
    gzip: bool = True
    created_at: dt.datetime
    event_seq: int = Field(foreign_key="event.seq")
    revoked_at: dt.datetime | None = None
    rotated_at: dt.datetime | None = None
    replaced_by: int | None = Field(default=None, foreign_key="subscription.id")
    grace_until: dt.datetime | None = None
    last_fetch_at: dt.datetime | None = None
    fetched_mark: str | None = None
    client: str | None = None
