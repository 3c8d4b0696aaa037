"""Who subscribes to which calendar: made, revoked, replaced, and when each was fetched last.

What lives here: rows by the hash of their secret. Making secrets is `flows/subscribing.py`, what a calendar holds
`flows/feeds.py`. Rows are never deleted. That a calendar was fetched is bookkeeping and has no event.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from arshjul.models.moment import OSLO, Moment
from arshjul.models.tables_feeds import FeedScope
from arshjul.store import events
from arshjul.store.schema import SUBSCRIPTION

MARK_EVERY = dt.timedelta(minutes=1)
"""A subscription's last fetch is written at most this often."""
_AHEAD = dt.timedelta(hours=1)


class Wish(NamedTuple):
    """What a subscription is to hold, and how."""

    scope_kind: FeedScope
    scope: str
    lang: str
    label: str = ""
    alarms: bool = False
    past_days: int = 90
    future_months: int = 18
    gzip: bool = True


class Fetched(NamedTuple):
    """That a subscription's client has this edition of its calendar."""

    subscription: int
    at: dt.datetime
    mark: str
    client: str


class Subscription(NamedTuple):
    """One subscription as it stands. `grace_until` without `replaced_by`: it ends then, because somebody leaves."""

    id: int
    secret_hash: str
    wish: Wish
    created_at: dt.datetime
    revoked_at: dt.datetime | None
    rotated_at: dt.datetime | None
    replaced_by: int | None
    grace_until: dt.datetime | None
    last_fetch_at: dt.datetime | None
    fetched_mark: str | None
    client: str | None

    def answers(self, now: dt.datetime) -> bool:
        """Whether its address still gives a calendar."""
        return self.revoked_at is None and (self.grace_until is None or now < self.grace_until)


def listing(connection: Connection) -> list[Subscription]:
    """Every subscription, also those that are gone, in the order they were made."""
    return [_read(row) for row in connection.execute(select(SUBSCRIPTION).order_by(SUBSCRIPTION.c.id))]


def langs(connection: Connection) -> frozenset[str]:
    """The languages in which calendars are asked for."""
    live = SUBSCRIPTION.c.revoked_at.is_(None)
    return frozenset(connection.execute(select(SUBSCRIPTION.c.lang).where(live).distinct()).scalars())


def subscribe(connection: Connection, moment: Moment, wish: Wish, secret_hash: str) -> int:
    """Make a subscription; returns its id."""
    number = _next(connection)
    seq = events.append(connection, moment, "feed.created", _subject(number), after=_told(wish))
    _insert(connection, moment, number, wish, secret_hash, seq)
    return number


def revoke(connection: Connection, moment: Moment, number: int, why: str = "") -> bool:
    """From now on its address answers that it is gone, whatever a clock says. False when it did so already."""
    changed = update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == number, SUBSCRIPTION.c.revoked_at.is_(None))
    if connection.execute(changed.values(revoked_at=moment.at)).rowcount != 1:
        return False
    events.append(connection, moment, "feed.revoked", _subject(number), why=why)
    return True


def revoke_from(connection: Connection, moment: Moment, number: int, from_at: dt.datetime, why: str = "") -> bool:
    """From an instant ahead its address answers that it is gone. False when it would do so already."""
    if from_at <= moment.at:
        return revoke(connection, moment, number, why)
    later = or_(SUBSCRIPTION.c.grace_until.is_(None), SUBSCRIPTION.c.grace_until > from_at)
    here = SUBSCRIPTION.c.revoked_at.is_(None) & later
    changed = update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == number, here).values(grace_until=from_at)
    if connection.execute(changed).rowcount != 1:
        return False
    events.append(connection, moment, "feed.revoked", _subject(number), after={"from": from_at}, why=why)
    return True


def revoke_of_person(
    connection: Connection, moment: Moment, person: str, why: str = "", from_day: dt.date | None = None
) -> list[int]:
    """Revoke what is a person's own, by the person's id in the portfolio, now or when a day begins; the ids of those revoked."""
    begins = dt.datetime.combine(from_day, dt.time(), OSLO).astimezone(dt.UTC) if from_day else moment.at
    numbers = connection.execute(select(SUBSCRIPTION.c.id).where(_own(person)).order_by(SUBSCRIPTION.c.id))
    return [number for number in numbers.scalars().all() if revoke_from(connection, moment, number, begins, why)]


def forget_person(connection: Connection, moment: Moment, person: str) -> list[int]:
    """Revoke what is a person's own and take away what the office has noted of it, which may name them."""
    revoked = revoke_of_person(connection, moment, person)
    connection.execute(update(SUBSCRIPTION).where(_own(person)).values(label=""))
    return revoked


def rotate(
    connection: Connection, moment: Moment, old: Subscription, secret_hash: str, grace_until: dt.datetime
) -> int:
    """Give a subscription a successor; its own address works until `grace_until`. Returns the successor's id."""
    number = _next(connection)
    after = {"replaced_by": number, "grace_until": grace_until}
    seq = events.append(connection, moment, "feed.rotated", _subject(old.id), after=after)
    _insert(connection, moment, number, old.wish, secret_hash, seq)
    changed = update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == old.id)
    connection.execute(changed.values(replaced_by=number, rotated_at=moment.at, grace_until=grace_until))
    return number


def note_fetched(connection: Connection, marks: Iterable[Fetched]) -> None:
    """Write down who has fetched what. Another process may have done so: the same is not written twice in a minute, and
    what it has seen later stays, unless it is so much later that a clock must have been set back."""
    last = SUBSCRIPTION.c.last_fetch_at
    news = and_(SUBSCRIPTION.c.fetched_mark != bindparam("b_mark"), last <= bindparam("b_at"))
    stale = or_(last.is_(None), news, last <= bindparam("b_before"), last > bindparam("b_far"))
    here = update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == bindparam("b_id"), stale)
    values = here.values(
        last_fetch_at=bindparam("b_at"), fetched_mark=bindparam("b_mark"), client=bindparam("b_client")
    )
    rows = [
        {
            "b_id": m.subscription,
            "b_at": m.at,
            "b_before": m.at - MARK_EVERY,
            "b_far": m.at + _AHEAD,
            "b_mark": m.mark,
            "b_client": m.client,
        }
        for m in marks
    ]
    if rows:
        connection.execute(values, rows)


def _own(person: str) -> Any:
    return (SUBSCRIPTION.c.scope_kind == FeedScope.OWNER.value) & (SUBSCRIPTION.c.scope == person)


def _insert(connection: Connection, moment: Moment, number: int, wish: Wish, secret_hash: str, seq: int) -> None:
    values = wish._asdict() | {"scope_kind": wish.scope_kind.value}
    row = {"id": number, "secret_hash": secret_hash, "created_at": moment.at, "event_seq": seq}
    connection.execute(insert(SUBSCRIPTION).values(**row, **values))


def _next(connection: Connection) -> int:
    """The next number; one transaction writes at a time, and rows are never deleted."""
    return int(connection.execute(select(func.coalesce(func.max(SUBSCRIPTION.c.id), 0))).scalar_one()) + 1


def _subject(number: int) -> str:
    return f"feed-{number}"


def _told(wish: Wish) -> dict[str, Any]:
    return {name: value for name, value in wish._asdict().items() if name != "label"}  # a label may name somebody


def _read(row: Any) -> Subscription:
    wish = Wish(*(getattr(row, name) for name in Wish._fields))._replace(scope_kind=FeedScope(row.scope_kind))
    rest = {name: getattr(row, name) for name in Subscription._fields if name != "wish"}
    return Subscription(wish=wish, **rest)
