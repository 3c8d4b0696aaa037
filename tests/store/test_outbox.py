"""The outbox by itself: who may have a message, for how long, and what its row says meanwhile."""

import datetime as dt

import pytest
from office import Office, moment
from posts import decide
from processes import together
from sqlalchemy import text

from arshjul.flows.board import board
from arshjul.store import addresses, outbox, outbox_list
from arshjul.store.outbox import Claimed

DAY = "2024-01-17"
NOW = moment(DAY)

CLAIM = """
from office import moment
from arshjul.store import outbox
from arshjul.store.engine import open_database
database = open_database(sys.argv[1])
got = 0
with database.read() as connection:
    ids = outbox.waiting(connection, moment("2024-01-17").today)
for id_ in ids * 3:
    with database.write() as connection:
        got += outbox.claim(connection, id_, sys.argv[2]) is not None
print(got)
database.close()
"""


@pytest.fixture
def desk(office: Office) -> Office:
    """Two messages wait."""
    assert decide(office, DAY).messages == 2
    return office


def claimed(office: Office, worker: str = "a") -> Claimed:
    with office.parts.database.write() as connection:
        [first, *_] = outbox.waiting(connection, NOW.today)
        found = outbox.claim(connection, first, worker)
    assert found is not None
    return found


def row(office: Office, message: Claimed, columns: str) -> tuple:
    [found] = office.rows(f"SELECT {columns} FROM message WHERE id = {message.id}")
    return tuple(found)


def test_each_message_is_claimed_once_however_many_want_it(desk: Office) -> None:
    got = together(CLAIM, [[desk.url, f"w{number}"] for number in range(4)])
    assert sum(map(int, got)) == 2


def test_a_try_stands_in_the_row_before_anything_goes_out_and_goes_only_when_nothing_did(desk: Office) -> None:
    message = claimed(desk)
    assert row(desk, message, "tried_to, thread") == (None, None)
    with desk.parts.database.write() as connection:
        assert outbox.begin(connection, message, "a", "U0KARI", "D0/1.2", outbox.LEASE)
    assert row(desk, message, "tried_to, thread") == ("U0KARI", "D0/1.2")
    with desk.parts.database.write() as connection:
        outbox.mark_uncertain(connection, NOW, message, "a", "borte", dt.timedelta())
    assert row(desk, message, "state, tried_to, error") == ("uncertain", "U0KARI", "borte")
    again = claimed(desk, "b")
    assert (again.id, again.attempts, again.tried_to, again.thread) == (message.id, 2, "U0KARI", "D0/1.2")
    with desk.parts.database.write() as connection:
        outbox.mark_failed(connection, NOW, again, "b", "nede", permanent=False)
    assert row(desk, message, "state, tried_to") == ("uncertain", "U0KARI"), "the first try is still in doubt"
    settled = claimed(desk, "c")._replace(tried_at=None)
    with desk.parts.database.write() as connection:
        outbox.mark_failed(connection, NOW, settled, "c", "nede", permanent=False, wait=dt.timedelta(minutes=5))
    assert row(desk, message, "state, tried_at, tried_to") == ("pending", None, None)


def test_a_message_that_waits_is_not_in_the_queue_until_its_time(desk: Office) -> None:
    message = claimed(desk)
    with desk.parts.database.write() as connection:
        outbox.mark_failed(connection, NOW, message, "a", "nede", permanent=False, wait=dt.timedelta(minutes=5))
    with desk.parts.database.read() as connection:
        soon, later = NOW.at + dt.timedelta(minutes=4, seconds=59), NOW.at + dt.timedelta(minutes=5)
        assert message.id not in outbox.waiting(connection, NOW.today, soon)
        assert message.id in outbox.waiting(connection, NOW.today, later)


def test_the_last_try_is_the_last(desk: Office) -> None:
    message = claimed(desk)
    with desk.parts.database.write() as connection:
        connection.execute(text(f"UPDATE message SET attempts = {outbox.MAX_ATTEMPTS - 1} WHERE id = {message.id}"))
        early = message._replace(attempts=outbox.MAX_ATTEMPTS - 1)
        outbox.mark_failed(connection, NOW, early, "a", "nede", permanent=False)
    last = claimed(desk)
    assert last.attempts == outbox.MAX_ATTEMPTS
    with desk.parts.database.write() as connection:
        outbox.mark_failed(connection, NOW, last, "a", "nede", permanent=False)
    assert row(desk, message, "state") == ("failed",)


def test_what_is_given_back_has_lost_no_try(desk: Office) -> None:
    message = claimed(desk)
    with desk.parts.database.write() as connection:
        outbox.begin(connection, message, "a", "U0KARI", None, outbox.LEASE)
        outbox.give_back(connection, message, "a", "vent")
    assert row(desk, message, "state, attempts, tried_at, not_before") == ("pending", 0, None, None)


def test_dead_letters_are_told_by_deliverable_until_it_is_delivered(desk: Office) -> None:
    message = claimed(desk)
    with desk.parts.database.write() as connection:
        outbox.mark_failed(connection, NOW, message, "a", "ingen slik adresse", permanent=True)
    with desk.parts.database.read() as connection:
        found = outbox_list.dead_letters(connection)
    assert {(one.message, one.error) for one in found} == {(message.key, "ingen slik adresse")}
    about = {one.key for one in found}
    assert {row.key for row in board(desk.at(DAY)) if "ingen slik adresse" in str(row.faults)} == about
    with desk.parts.database.write() as connection:
        connection.execute(text("UPDATE deliverable SET state = 'received'"))
    assert not any("ingen slik adresse" in str(row.faults) for row in board(desk.at(DAY)))


def test_an_address_is_off_as_long_as_it_is_the_persons_own(desk: Office) -> None:
    message = claimed(desk)
    with desk.parts.database.write() as connection:
        off = (message.person_id, "email", message.email, "ukjent")
        assert addresses.switch_off(connection, NOW, *off)
        assert not addresses.switch_off(connection, NOW, *off)
        assert addresses.switched_off(connection) == {(message.person_id, "email")}
        connection.execute(text(f"UPDATE person SET email = 'ny@example.org' WHERE id = {message.person_id}"))
        assert addresses.switched_off(connection) == frozenset()
    [(kept,)] = desk.rows("SELECT address FROM address_off")
    assert message.email not in kept


def test_trying_again_uses_an_address_that_was_switched_off(desk: Office) -> None:
    """Nothing has changed in the portfolio; the fault was at the other end, and somebody says that it is mended."""
    message = claimed(desk)
    with desk.parts.database.write() as connection:
        addresses.switch_off(connection, NOW, message.person_id, message.channel, message.email, "ukjent")
        outbox.mark_failed(connection, NOW, message, "a", "ukjent", permanent=True)
    with desk.parts.database.write() as connection:
        assert outbox_list.try_again(connection, NOW, message.key, "kari")
        assert addresses.switched_off(connection) == frozenset()
        assert not outbox_list.try_again(connection, NOW, message.key, "kari"), "it waits already"
    kinds = [kind for (kind,) in desk.rows("SELECT kind FROM event ORDER BY seq DESC LIMIT 2")]
    assert kinds == ["message.address_on", "message.retried"]


def test_of_two_pauses_the_longer_holds_and_it_ends_by_itself(desk: Office) -> None:
    with desk.parts.database.write() as connection:
        addresses.pause(connection, "slack", 600, "vent")
        addresses.pause(connection, "slack", 1, "kort")
        assert addresses.paused(connection)["slack"][1] == "vent"
        addresses.pause(connection, "email", 0, "straks")
        assert set(addresses.paused(connection)) == {"slack"}


def test_messages_of_an_earlier_day_are_folded_into_todays_but_not_one_that_may_have_gone_out(desk: Office) -> None:
    message = claimed(desk)
    with desk.parts.database.write() as connection:
        outbox.begin(connection, message, "a", message.email, None, outbox.LEASE)
        outbox.mark_uncertain(connection, NOW, message, "a", "borte", dt.timedelta(hours=1))
    decide(desk, "2024-01-24")
    assert row(desk, message, "state") == ("uncertain",)
    days = desk.rows("SELECT day, state FROM message ORDER BY id")
    assert [state for _, state in days][:2] == ["uncertain", "cancelled"]
