"""The shelf of calendars: what each holds, that it is the same everywhere, and what stays when something fails."""

import datetime as dt
import gzip
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from calendar_service import PUBLIC, open_to_the_public, subscribed
from office import Office, moment
from shelves import days, feed, shelf, uids
from sqlalchemy import update

from arshjul.flows import feed_making, subscribing
from arshjul.flows.feed_making import MOST_BYTES, MOST_EVENTS, Feed
from arshjul.flows.feeds import Emptied, pack, read_shelf
from arshjul.models.codes import Lang
from arshjul.models.problems import BadInput
from arshjul.models.tables_feeds import FeedScope
from arshjul.store.engine import sqlite_url
from arshjul.store.schema import FEED_EVENT
from arshjul.store.subscriptions import Wish


@pytest.fixture
def loaded(office: Office) -> Iterator[Office]:
    """An office on either kind of database, its wheel loaded on 16 January."""
    open_to_the_public(office)
    office.load("2024-01-16")
    yield office


def owed(one: Feed) -> list[str]:
    """The UIDs of deadlines."""
    return [uid for uid in uids(one) if not uid.startswith("meeting_")]


def test_each_scope_holds_its_own(loaded: Office) -> None:
    nhn, nord = subscribed(loaded), subscribed(loaded, scope="helse-nord")
    pll, all_of_it = subscribed(loaded, "initiative", "pll"), subscribed(loaded, "office", "")
    anne = subscribed(loaded, "owner", "Anne@Example.org")
    found = shelf(loaded)
    assert all(".nhn" in uid or uid.startswith("meeting_") for uid in uids(feed(found, nhn)))
    assert uids(feed(found, nord)) == ["prove-2024.joint.2024.rhf@arshjul"]
    assert {uid.split(".")[1] for uid in owed(feed(found, pll))} == {"joint", "plan", "report"}
    assert all(".hdir" in uid for uid in owed(feed(found, anne)))
    assert set(uids(feed(found, all_of_it))) >= {*uids(feed(found, nhn)), *uids(feed(found, anne))}
    assert (feed(found, nhn).name, feed(found, anne).name) == ("Frister: Norsk helsenett", "Frister: Anne Prøve")


def test_subscriptions_with_the_same_wishes_share_one_calendar_whatever_their_label(loaded: Office) -> None:
    one, two = subscribed(loaded, label="Kari"), subscribed(loaded, label="Nina", gzip=False)
    other = subscribed(loaded, alarms=True)
    found = shelf(loaded)
    assert feed(found, one) is feed(found, two)
    assert feed(found, other).plain.count(b"BEGIN:VALARM") == feed(found, one).plain.count(b"BEGIN:VEVENT")
    assert len(found.feeds) == 2


def test_an_unchanged_database_gives_the_same_bytes_and_tags_all_month_and_on_any_machine(
    file_office: Office, tmp_path: Path
) -> None:
    office = open_to_the_public(file_office)
    office.load("2024-01-16")
    secret = subscribed(office, when="2024-02-01")
    first = feed(shelf(office, "2024-03-01"), secret)
    office.parts.database.close()
    copy = tmp_path / "copy.db"
    shutil.copy(office.url.removeprefix("sqlite:///"), copy)
    (tmp_path / "other").mkdir()
    other = Office(tmp_path / "other", sqlite_url(copy))
    again = feed(shelf(other, "2024-03-31T23:59"), secret)
    assert (again.plain, again.tag, again.mark, again.modified) == (first.plain, first.tag, first.mark, first.modified)
    april = feed(shelf(other, "2024-04-01T00:00"), secret)
    assert april.tag != first.tag and april.modified > first.modified and april.mark == first.mark
    other.close()


def test_the_window_is_what_was_wished(loaded: Office) -> None:
    narrow = subscribed(loaded, past_days=0, future_months=1)
    assert days(feed(shelf(loaded), narrow)) == [dt.date(2024, 3, 25), dt.date(2024, 4, 8)]


def test_a_calendar_without_deadlines_says_so_and_is_never_empty(loaded: Office) -> None:
    nord = subscribed(loaded, scope="helse-nord", past_days=0, future_months=1)
    one = feed(shelf(loaded), nord)
    assert uids(one) == ["nothing_actor_helse-nord@arshjul"]
    assert b"Ingen frister i denne kalenderen" in one.plain


def test_what_is_cancelled_stays_for_thirty_days_and_to_the_end_of_that_month(loaded: Office) -> None:
    secret = subscribed(loaded)

    def without_budget(values: dict[str, Any]) -> None:
        del values["obligations"]["budget"], values["document_types"]["budget"]

    shelf(loaded)
    loaded.rewheel(without_budget)
    loaded.load("2024-03-01")
    budget = "prove-2024.budget.2024.nhn@arshjul"
    for when, there in (("2024-03-02", True), ("2024-03-31T23:59", True), ("2024-04-01T00:00", False)):
        assert (budget in uids(feed(shelf(loaded, when), secret))) is there, when


def test_only_what_has_changed_is_made_anew_and_the_date_always_moves_on(loaded: Office) -> None:
    nhn, nord = subscribed(loaded), subscribed(loaded, scope="helse-nord")
    first = shelf(loaded)
    loaded.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(date="2024-09-17"))
    loaded.load("2024-03-01")
    second = shelf(loaded, before=first)
    assert feed(second, nord) is feed(first, nord)
    assert feed(second, nhn).tag != feed(first, nhn).tag
    assert feed(second, nhn).mark != feed(first, nhn).mark
    assert feed(second, nhn).modified > feed(first, nhn).modified
    assert shelf(loaded, before=second).feeds == second.feeds


def test_what_shows_nothing_new_changes_no_mark_whether_it_is_read_anew_or_not(loaded: Office) -> None:
    """The name of an initiative that the plan does not concern."""
    secret = subscribed(loaded)
    first = shelf(loaded)
    loaded.rewheel(lambda values: values["initiatives"]["pps"]["name"].update(nb="Andre prøvesvar"))
    loaded.load("2024-03-01")
    followed, fresh = shelf(loaded, before=first), shelf(loaded)
    assert feed(followed, secret).tag == feed(fresh, secret).tag
    assert feed(followed, secret).mark == feed(fresh, secret).mark
    editions = {row.uid: row.edition for row in first.rows.values()}
    same = {row.uid for row in fresh.rows.values() if editions[row.uid] == row.edition}
    assert "prove-2024.plan.2024.nhn@arshjul" in same and "prove-2024.report.followup-2024-4.nhn@arshjul" not in same


def test_a_replaced_address_keeps_its_calendar_to_the_last_second_of_its_grace(loaded: Office) -> None:
    old = subscribed(loaded)
    new = subscribing.rotate(loaded.at("2024-03-01"), 1, 30).secret
    found = shelf(loaded, "2024-03-31T11:59")
    assert uids(feed(found, old)) == sorted([*uids(feed(found, new)), "notice_1@arshjul"])
    assert found.turns_at == dt.datetime(2024, 3, 31, 10, tzinfo=dt.UTC)
    assert subscribing.secret_hash(old) in shelf(loaded, "2024-03-31T12:00").held
    assert len(shelf(loaded, "2024-03-31T12:00").feeds) == 1


@pytest.mark.parametrize(("events", "size"), [(6, MOST_BYTES), (MOST_EVENTS, 3_500)])
def test_a_calendar_that_is_too_large_for_clients_holds_what_is_nearest(
    file_office: Office, monkeypatch: pytest.MonkeyPatch, events: int, size: int
) -> None:
    office = open_to_the_public(file_office)
    office.load("2024-01-16")
    secret = subscribed(office, "office", "", past_days=365)
    whole = days(feed(shelf(office, "2024-06-01"), secret))
    monkeypatch.setattr(feed_making, "MOST_EVENTS", events)
    monkeypatch.setattr(feed_making, "MOST_BYTES", size)
    one = feed(shelf(office, "2024-06-01"), secret)
    kept = days(one)
    assert len(kept) <= events and len(one.plain) < size + 400
    assert 4 <= len(kept) < len(whole)
    assert min(kept) >= dt.date(2024, 6, 1), "what lies ahead goes first"
    assert kept == [day for day in whole if day >= dt.date(2024, 6, 1)][: len(kept)]


def test_bytes_that_are_no_event_are_left_out(loaded: Office) -> None:
    secret = subscribed(loaded)
    whole = uids(feed(shelf(loaded), secret))
    with loaded.parts.database.write() as connection:
        connection.execute(update(FEED_EVENT).where(FEED_EVENT.c.uid == whole[0]).values(body=b"tull"))
    with loaded.parts.database.read() as connection:
        found = read_shelf(connection, loaded.parts.portfolio, moment("2024-03-01"))
    assert uids(feed(found, secret)) == whole[1:]


def test_a_database_that_has_forgotten_everybody_is_not_believed(loaded: Office) -> None:
    subscribed(loaded)
    before = shelf(loaded)
    with loaded.parts.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM subscription")
    with pytest.raises(Emptied):
        shelf(loaded, before=before)


def test_packed_bytes_are_the_same_calendar_and_the_same_each_time(loaded: Office) -> None:
    secret = subscribed(loaded)
    packed = []
    for _ in range(2):
        found = shelf(loaded)
        pack(found)
        packed.append(feed(found, secret).packed)
    assert packed[0] == packed[1] and packed[0] is not None
    assert gzip.decompress(packed[0]) == feed(found, secret).plain


Change = Callable[[Office], object]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda office: subscribed(office, scope="nhm"), "ukjent aktør: nhm .*nhn"),
        (lambda office: subscribed(office, "initiative", "ppl"), "ukjent tiltak: ppl .*(pll|pps)"),
        (lambda office: subscribed(office, "owner", "kari@example.com"), "ukjent person: .*kari@example.org"),
        (lambda office: subscribing.revoke(office.at("2024-03-01"), 12), "abonnement 12: finnes ikke"),
        (lambda office: subscribing.rotate(office.at("2024-03-01"), 12, 30), "abonnement 12: finnes ikke"),
    ],
)
def test_what_does_not_exist_is_told_with_the_nearest_and_leaves_nothing_behind(
    file_office: Office, ask: Change, said: str
) -> None:
    office = open_to_the_public(file_office)
    office.load("2024-01-16")
    before = office.rows("SELECT count(*) FROM event")
    with pytest.raises(BadInput, match=said):
        ask(office)
    assert office.rows("SELECT count(*) FROM event") == before


def test_an_address_is_replaced_once_and_not_after_it_was_revoked(file_office: Office) -> None:
    office = open_to_the_public(file_office)
    office.load("2024-01-16")
    subscribed(office)
    subscribing.rotate(office.at("2024-03-01"), 1, 30)
    with pytest.raises(BadInput, match="er alt erstattet av 2"):
        subscribing.rotate(office.at("2024-03-02"), 1, 30)
    subscribing.revoke(office.at("2024-03-02"), 2)
    with pytest.raises(BadInput, match="abonnement 2: er trukket tilbake"):
        subscribing.rotate(office.at("2024-03-02"), 2, 30)


def test_without_a_public_address_nothing_is_given_out(file_office: Office) -> None:
    file_office.load("2024-01-16")
    with pytest.raises(BadInput, match=r"office\.public_address: mangler"):
        subscribing.create(file_office.at("2024-03-01"), Wish(FeedScope.ACTOR, "nhn", "nb"))
    open_to_the_public(file_office)
    given = subscribing.create(file_office.at("2024-03-01"), Wish(FeedScope.ACTOR, "nhn", "nb"))
    assert given.https == f"{PUBLIC}/feeds/{given.secret}.ics"
    assert given.webcal == given.https.replace("https", "webcal")
    assert len(given.secret) == 32


def test_the_events_of_both_languages_are_kept(loaded: Office) -> None:
    nb, en = subscribed(loaded), subscribed(loaded, lang=Lang.EN.value)
    found = shelf(loaded)
    assert feed(found, en).name == "Deadlines: Norsk helsenett"
    assert uids(feed(found, en)) == uids(feed(found, nb))
