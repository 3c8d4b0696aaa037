"""Subscriptions as rows: made, replaced, taken back, each with its event; and who fetched, at most once a minute."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import IntegrityError

from arshjul.models.moment import Moment
from arshjul.models.tables_feeds import FeedScope
from arshjul.store import events, subscriptions
from arshjul.store.engine import Database, open_database
from arshjul.store.leading import Lead
from arshjul.store.subscriptions import Fetched, Subscription, Wish

NOON = dt.datetime(2024, 3, 1, 11, tzinfo=dt.UTC)
KARI = Wish(FeedScope.OWNER, "kari", "nb", label="Karis telefon")


def moment(minutes: float = 0) -> Moment:
    at = NOON + dt.timedelta(minutes=minutes)
    return Moment(at, at)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()


def made(database: Database, wish: Wish = KARI, secret_hash: str = "a" * 64) -> int:
    with database.write() as connection:
        return subscriptions.subscribe(connection, moment(), wish, secret_hash)


def listed(database: Database) -> list[Subscription]:
    with database.read() as connection:
        return subscriptions.listing(connection)


def kinds(database: Database) -> list[str]:
    with database.read() as connection:
        assert events.broken(connection) is None
        return list(connection.exec_driver_sql("SELECT kind FROM event ORDER BY seq").scalars())


def test_what_was_wished_is_what_is_kept(database: Database) -> None:
    wish = Wish(FeedScope.ACTOR, "nhn", "en", "Møterommet", alarms=True, past_days=0, future_months=60, gzip=False)
    number = made(database, wish)
    (one,) = listed(database)
    assert (one.id, one.secret_hash, one.wish, one.created_at) == (number, "a" * 64, wish, NOON)
    assert one.answers(NOON)
    assert kinds(database) == ["feed.created"]


def test_the_log_does_not_hold_the_label_which_may_name_somebody(database: Database) -> None:
    made(database)
    with database.read() as connection:
        assert "Karis" not in str(connection.exec_driver_sql("SELECT * FROM event").all())


def test_two_subscriptions_cannot_share_a_secret(database: Database) -> None:
    made(database)
    with pytest.raises(IntegrityError):
        made(database)
    assert kinds(database) == ["feed.created"]


def test_revoking_holds_and_is_written_once(database: Database) -> None:
    number = made(database)
    with database.write() as connection:
        assert subscriptions.revoke(connection, moment(1), number)
        assert not subscriptions.revoke(connection, moment(2), number)
    assert not listed(database)[0].answers(NOON)
    assert kinds(database) == ["feed.created", "feed.revoked"]


def test_a_replaced_address_answers_until_its_grace_has_passed(database: Database) -> None:
    made(database)
    until = NOON + dt.timedelta(days=30)
    with database.write() as connection:
        new = subscriptions.rotate(connection, moment(1), listed(database)[0], "b" * 64, until)
    old, successor = listed(database)
    assert (old.replaced_by, old.rotated_at, old.grace_until) == (new, moment(1).at, until)
    assert old.answers(until - dt.timedelta(seconds=1)) and not old.answers(until)
    assert (successor.wish, successor.secret_hash, successor.grace_until) == (old.wish, "b" * 64, None)
    assert kinds(database) == ["feed.created", "feed.rotated"]


def test_what_is_a_persons_own_is_revoked_with_the_person_and_nothing_else(database: Database) -> None:
    own = made(database)
    other = made(database, KARI._replace(scope="nina"), "b" * 64)
    shared = made(database, Wish(FeedScope.ACTOR, "kari", "nb"), "c" * 64)  # an actor that happens to be called so
    with database.write() as connection:
        assert subscriptions.revoke_of_person(connection, moment(1), "kari", "Ny ansvarlig") == [own]
        assert subscriptions.revoke_of_person(connection, moment(1), "kari") == []
    assert [one.id for one in listed(database) if one.answers(NOON)] == [other, shared]


@pytest.mark.parametrize(
    ("seconds", "mark", "written"),
    [
        (59, "m1", False),
        (60, "m1", True),
        (59, "m2", True),
        (-1, "m2", False),
        (-3600, "m2", False),
        (-3601, "m1", True),
    ],
)
def test_a_fetch_is_written_again_after_a_minute_or_when_it_tells_something_new(
    database: Database, seconds: int, mark: str, written: bool
) -> None:
    number = made(database)
    later = NOON + dt.timedelta(seconds=seconds)
    with database.write() as connection:
        subscriptions.note_fetched(connection, [Fetched(number, NOON, "m1", "google")])
        subscriptions.note_fetched(connection, [Fetched(number, later, mark, "apple")])
    (one,) = listed(database)
    assert one.last_fetch_at == (later if written else NOON)
    assert one.client == ("apple" if written else "google")
    assert kinds(database) == ["feed.created"], "that somebody fetched is no event"


def test_only_one_opening_of_a_database_has_the_lead(database_url: str) -> None:
    databases = [open_database(database_url) for _ in range(3)]
    first, second, third = map(Lead, databases)
    assert first.held() and first.held()
    assert not second.held() and not third.held()
    first.release()
    assert second.held() and not first.held() and not third.held()
    second.release()
    for database in databases:
        database.close()


def test_only_languages_that_somebody_asks_for_are_rendered(database: Database) -> None:
    made(database)
    number = made(database, KARI._replace(lang="en"), "b" * 64)
    with database.write() as connection:
        assert subscriptions.langs(connection) == {"nb", "en"}
        subscriptions.revoke(connection, moment(1), number)
        assert subscriptions.langs(connection) == {"nb"}
