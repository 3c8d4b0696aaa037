"""Sending: what was decided goes out once, whatever crashes, fails or runs beside it, and only while it is wanted."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from office import Office, moment
from processes import start, together
from sqlalchemy import insert, select, update

from arshjul.flows import loading, reminding, sending
from arshjul.flows.parts import Parts
from arshjul.models.moment import Moment
from arshjul.notifications.email import plain_words
from arshjul.notifications.manners import may_send
from arshjul.notifications.transports.base import Outgoing, Receipt, TransportError
from arshjul.notifications.transports.files import FilesTransport
from arshjul.notifications.transports.memory import MemoryTransport
from arshjul.store import outbox
from arshjul.store.engine import wall_clock
from arshjul.store.schema import DELIVERABLE, MESSAGE, NOTICE, PERSON

FIRST = "report.followup-2024-1"

DISPATCH = """
import asyncio, os, signal
from pathlib import Path
from office import moment
from arshjul.flows.parts import build_parts
from arshjul.flows.sending import dispatch
from arshjul.notifications.transports.base import Channel
from arshjul.notifications.transports.files import FilesTransport

folder, url, when, mode = Path(sys.argv[1]), *sys.argv[2:]

class Logged(FilesTransport):
    async def send(self, outgoing):
        if mode == "dies before":
            os.kill(os.getpid(), signal.SIGKILL)
        receipt = await super().send(outgoing)
        with (folder / "sent.log").open("a") as log:
            log.write(outgoing.key + chr(10))
        if mode == "dies after":
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(0.002)
        return receipt

out = Logged(folder / "messages")
parts = build_parts(database_url=url, portfolio=folder / "portfolio.yaml", wheels=[folder / "wheel.yaml"],
                    moment=moment(when), transports={Channel.EMAIL: out, Channel.SLACK: out})
print(asyncio.run(dispatch(parts)).sent)
parts.database.close()
"""


def decide(office: Office, when: str) -> reminding.Decided:
    """Load, open and decide, without sending."""
    parts = office.at(when)
    loading.load_wheels(parts)
    loading.open_what_is_due(parts)
    return reminding.decide_reminders(parts)


def send(office: Office, when: str) -> sending.Sent:
    """Only send."""
    return asyncio.run(sending.dispatch(office.at(when)))


def decent(at: dt.datetime) -> dt.datetime:
    """The first full quarter from then on at which something may be sent."""
    while not may_send(at, (dt.time(17), dt.time(7))):
        at += dt.timedelta(minutes=15)
    return at


def states(office: Office) -> list[str]:
    """The messages' states in order."""
    return [state for (state,) in office.rows("SELECT state FROM message ORDER BY id")]


def told(office: Office) -> list[tuple[str, str, str]]:
    """Deliverable, rung and person of every notice that stands in a message that was sent."""
    rows = office.rows(
        "SELECT deliverable.key, notice.step, person.slug FROM notice JOIN message ON message.id = message_id "
        "JOIN person ON person.id = notice.person_id JOIN deliverable ON deliverable.id = deliverable_id "
        "WHERE message.state = 'sent' AND NOT dropped ORDER BY notice.id"
    )
    return [(key.removeprefix("prove-2024."), step, person) for key, step, person in rows]


def end_leases(office: Office) -> None:
    """As if five minutes had passed."""
    with office.parts.database.write() as connection:
        past = wall_clock(connection) - dt.timedelta(seconds=1)
        connection.execute(update(MESSAGE).where(MESSAGE.c.state == "claimed").values(lease_until=past))


def test_one_message_per_person_holds_all_that_is_due_that_day(office: Office) -> None:
    office.day("2024-01-16")
    assert told(office) == [
        ("plan.2024.nhn", "invitation", "kari"),
        (f"{FIRST}.hdir", "invitation", "anne"),
        (f"{FIRST}.nhn", "invitation", "kari"),
    ]
    assert sorted(out.to for out in office.memory.sent.values()) == ["anne@example.org", "kari@example.org"]


def test_what_is_delivered_between_decision_and_sending_is_not_reminded_of(office: Office) -> None:
    assert decide(office, "2024-01-16").messages == 2
    office.send_in("hdir", "r.json", f"{FIRST}.hdir", "2024-01-16T12:30")
    office.send_in("nhn", "p.json", "plan.2024.nhn", "2024-01-16T12:30")
    from arshjul.flows import collecting

    for actor in ("hdir", "nhn"):
        collecting.pull(office.at("2024-01-16T13:00"), actor)
    done = send(office, "2024-01-16T13:00")
    assert (done.sent, done.cancelled) == (1, 1)
    assert told(office) == [(f"{FIRST}.nhn", "invitation", "kari")]
    assert sorted(states(office)) == ["cancelled", "sent"]
    assert [out.to for out in office.memory.sent.values()] == ["kari@example.org"]


def test_what_has_moved_between_decision_and_sending_is_told_with_its_new_date_alone(office: Office) -> None:
    decide(office, "2024-08-01")
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(date="2024-09-12"))
    loading.load_wheels(office.at("2024-08-01T13:00"))
    send(office, "2024-08-01T13:00")
    office.day("2024-08-01T14:00")
    assert [(step, person) for key, step, person in told(office) if key == "report.followup-2024-4.hdir"] == [
        ("moved", "anne")
    ]
    texts = [plain_words(out.payload) for out in office.memory.sent.values() if out.to == "anne@example.org"]
    assert ["29 August" in text for text in texts] == [True]


def test_a_second_message_the_same_day_only_for_what_has_come_since(office: Office) -> None:
    office.day("2024-02-01T08:00")
    first = told(office)
    office.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-01T10:00", lacks="pps.status")
    office.day("2024-02-01T11:00")
    assert told(office)[len(first) :] == [(f"{FIRST}.nhn", "gaps.1", "kari")]
    rows = office.rows(
        "SELECT dedup_key FROM message JOIN person ON person.id = person_id WHERE slug = 'kari' ORDER BY 1"
    )
    assert [key.rsplit("/", 2)[1:] for (key,) in rows] == [["2024-02-01", "1"], ["2024-02-01", "2"]]


def test_running_the_day_again_sends_nothing(office: Office) -> None:
    office.day("2024-01-16")
    before = office.rows("SELECT * FROM message ORDER BY id")
    for _ in range(2):
        again = office.day("2024-01-16T15:00")
        assert (again.decided.notices, again.sent.sent) == (0, 0)
    assert office.rows("SELECT * FROM message ORDER BY id") == before


QUIET = ["2024-01-16T06:59", "2024-01-16T17:00", "2024-01-20", "2024-03-28", "2024-05-17T10:00", "2024-12-25"]


@pytest.mark.parametrize("when", QUIET)
def test_nothing_is_decided_or_sent_at_night_on_weekends_and_holidays(file_office: Office, when: str) -> None:
    """28 March 2024 is Maundy Thursday, 17 May Constitution Day."""
    done = file_office.day(when)
    assert done.decided.quiet
    assert (states(file_office), len(file_office.memory.sent)) == ([], 0)


@pytest.mark.parametrize("when", QUIET)
def test_what_was_decided_by_day_is_not_sent_then_either(file_office: Office, when: str) -> None:
    file_office.load("2024-01-15")
    assert decide(file_office, "2024-01-15").notices > 0
    assert send(file_office, when).sent == 0


def test_a_mail_server_that_is_down_for_a_week_leaves_one_message_and_not_five(office: Office) -> None:
    """Week 5 of 2024: with the plan due on 1 February a rung fires nearly every day."""
    office.memory.down = frozenset({"kari@example.org"})
    for day in ("2024-01-23", "2024-01-24", "2024-01-29", "2024-01-30", "2024-02-01", "2024-02-02"):
        assert office.day(day).sent.failed == 1, day
    office.memory.down = frozenset()
    done = office.day("2024-02-05T09:00")
    assert done.sent.sent == 3  # Kari, her deputy Nina now that both are overdue, and Anne
    assert [step for _, step, person in told(office) if person == "kari"] == ["overdue", "overdue"]
    [mail] = [out for out in office.memory.sent.values() if out.to == "kari@example.org"]
    assert mail.key.endswith("/2024-02-05/1")


def test_what_was_decided_before_closing_time_goes_out_the_next_morning_in_that_days_message(office: Office) -> None:
    decide(office, "2024-01-31T16:59")
    assert send(office, "2024-01-31T17:01").sent == 0
    office.day("2024-02-01T08:00")
    assert [(key, step) for key, step, person in told(office) if person == "kari"] == [
        (f"{FIRST}.nhn", "before_3"),
        ("plan.2024.nhn", "last_day"),
    ]
    assert len([out for out in office.memory.sent.values() if out.to == "kari@example.org"]) == 1


def test_an_address_that_refuses_and_a_fault_of_our_own_stop_nobody_else(office: Office) -> None:
    class Broken(MemoryTransport):
        async def send(self, outgoing: Outgoing) -> Receipt:
            if outgoing.to == "anne@example.org":
                raise RuntimeError("uventet\nfeil")
            return await super().send(outgoing)

    broken = Broken(refused=frozenset({"kari@example.org"}))
    office.parts.transports = dict.fromkeys(office.parts.transports, broken)
    office.day("2024-09-23")  # everybody has something
    assert "synne@example.org" in {out.to for out in broken.sent.values()}
    rows = dict(office.rows("SELECT slug, message.state FROM message JOIN person ON person.id = person_id"))
    assert (rows["kari"], rows["anne"], rows["synne"]) == ("failed", "uncertain", "sent")
    errors = [error for (error,) in office.rows("SELECT error FROM message WHERE error IS NOT NULL")]
    assert all(error.isprintable() for error in errors)


def test_a_message_is_given_up_after_many_tries(file_office: Office) -> None:
    file_office.memory.down = frozenset({"kari@example.org", "anne@example.org"})
    decide(file_office, "2024-01-16")
    at = moment("2024-01-16T13:00")
    for _ in range(outbox.MAX_ATTEMPTS):
        assert "failed" not in states(file_office)
        asyncio.run(sending.dispatch(file_office.parts.at(at)))
        waits = [
            dt.datetime.fromisoformat(str(until)) for (until,) in file_office.rows("SELECT not_before FROM message")
        ]
        at = Moment(decent(max(waits).replace(tzinfo=dt.UTC)), at.recorded_at)
    assert set(states(file_office)) == {"failed"}


@pytest.mark.parametrize("mode", ["dies before", "dies after"])
def test_a_dispatcher_killed_around_the_sending_neither_loses_nor_doubles(
    office: Office, tmp_path: Path, mode: str
) -> None:
    """Between "sent" and "marked as sent" nobody can know; the same key sent again leaves one file."""
    decide(office, "2024-01-16")
    arguments = [str(tmp_path), office.url, "2024-01-16"]
    process = start(DISPATCH, *arguments, mode)
    process.communicate(timeout=60)
    assert process.returncode == -9
    assert sorted(states(office)) == ["claimed", "pending"]
    [alive] = together(DISPATCH, [[*arguments, "lives"]])
    assert int(alive) == 1  # the other one is still held by whoever died
    end_leases(office)
    [later] = together(DISPATCH, [[*arguments, "lives"]])
    assert int(later) == 1
    log = (tmp_path / "sent.log").read_text(encoding="utf-8").split()
    assert len(log) == (3 if mode == "dies after" else 2)
    assert len(set(log)) == len(list((tmp_path / "messages").iterdir())) == 2
    assert states(office) == ["sent", "sent"]


def many_messages(office: Office, count: int) -> None:
    """One waiting message each for many people."""
    office.load("2024-01-16")
    office.at("2024-01-16")
    with office.parts.database.write() as connection:
        one = connection.execute(
            select(DELIVERABLE.c.id).where(DELIVERABLE.c.key == f"prove-2024.{FIRST}.nhn")
        ).scalar()
        for number in range(count):
            person = {"slug": f"p{number}", "name": "N", "email": f"p{number}@example.org", "lang": "nb"}
            [id_] = connection.execute(insert(PERSON).values(**person)).inserted_primary_key or ()
            key = f"message/prove/{id_}/email/2024-01-16/1"
            message = {"dedup_key": key, "person_id": id_, "channel": "email", "day": moment("2024-01-16").today}
            message |= {"number": 1, "state": "pending", "attempts": 0, "decided_at": moment("2024-01-16").at}
            [made] = connection.execute(insert(MESSAGE).values(**message)).inserted_primary_key or ()
            notice = {"deliverable_id": one, "revision": 1, "step": "invitation", "person_id": id_, "dropped": False}
            connection.execute(insert(NOTICE).values(message_id=made, **notice))


def test_three_dispatchers_side_by_side_send_each_message_once(office: Office, tmp_path: Path) -> None:
    many_messages(office, 40)
    sent = together(DISPATCH, [[str(tmp_path), office.url, "2024-01-16", "lives"]] * 3)
    assert sum(map(int, sent)) == 40
    log = (tmp_path / "sent.log").read_text(encoding="utf-8").split()
    assert len(log) == len(set(log)) == 40
    assert len(list((tmp_path / "messages").iterdir())) == 40
    assert office.rows("SELECT state, attempts, count(*) FROM message GROUP BY 1, 2") == [("sent", 1, 40)]


def test_three_ticks_side_by_side_decide_each_rung_once(office: Office) -> None:
    from concurrent.futures import ThreadPoolExecutor

    office.load("2024-01-16")
    opened = [office.open() for _ in range(3)]

    def tick(parts: Parts) -> reminding.Decided:
        return reminding.decide_reminders(parts.at(moment("2024-01-31")))

    with ThreadPoolExecutor(3) as pool:
        decided = list(pool.map(tick, opened))
    for parts in opened:
        parts.database.close()
    assert sorted(one.notices for one in decided) == [0, 0, 3]
    assert office.rows("SELECT count(*), count(DISTINCT person_id) FROM message") == [(2, 2)]
    assert office.rows("SELECT count(*) FROM notice") == [(3,)]


def test_a_lease_holds_others_off_until_it_runs_out(office: Office) -> None:
    decide(office, "2024-01-16")
    database = office.parts.database
    with database.write() as connection:
        first, *_ = outbox.waiting(connection, moment("2024-01-16").today)
        assert outbox.claim(connection, first, "en") is not None
        assert outbox.claim(connection, first, "to") is None
        assert first not in outbox.waiting(connection, moment("2024-01-16").today)
    end_leases(office)
    with database.write() as connection:
        taken = outbox.claim(connection, first, "to")
        assert taken is not None
    with database.write() as connection:  # the first comes back late with bad news: it is not its message any more
        outbox.mark_failed(connection, moment("2024-01-16"), taken, "en", "for sent", permanent=True)
    assert office.rows(f"SELECT state, lease_owner, attempts FROM message WHERE id = {first}") == [("claimed", "to", 2)]


def test_a_lease_runs_by_the_databases_clock_however_old_the_run_is(office: Office) -> None:
    """A run that began an hour ago (its clock says so) still holds what it claims now."""
    decide(office, "2024-01-16")
    old = office.at("2024-01-16")
    with old.database.write() as connection:
        ids = outbox.waiting(connection, old.moment.today)
        for id_ in ids:
            assert outbox.claim(connection, id_, old.worker) is not None
    assert send(office, "2024-01-16T16:00").sent == 0


def test_a_deadline_is_known_to_its_owner_from_the_first_message_on(office: Office) -> None:
    office.load("2024-01-16")
    known = "SELECT count(*) FROM due_revision WHERE notified_at IS NOT NULL"
    assert office.rows(known) == [(0,)]
    office.day("2024-01-17")
    office.day("2024-01-29")
    rows = office.rows(
        "SELECT key, notified_at FROM due_revision JOIN deliverable ON deliverable.id = deliverable_id "
        "WHERE notified_at IS NOT NULL ORDER BY key"
    )
    assert [(key, str(at)[:10]) for key, at in rows] == [
        ("prove-2024.plan.2024.nhn", "2024-01-17"),
        (f"prove-2024.{FIRST}.hdir", "2024-01-17"),
        (f"prove-2024.{FIRST}.nhn", "2024-01-17"),
    ]


def test_a_full_disk_is_tried_again_later(file_office: Office, tmp_path: Path) -> None:
    blocked = tmp_path / "messages"
    blocked.write_text("en fil der mappen skulle vært", encoding="utf-8")
    transport = FilesTransport(blocked)
    file_office.parts.transports = dict.fromkeys(file_office.parts.transports, transport)
    assert file_office.day("2024-01-16").sent.failed == 2
    blocked.unlink()
    assert file_office.day("2024-01-16T13:00").sent.sent == 2
    assert issubclass(TransportError, Exception)


def test_somebody_whose_id_changes_in_the_portfolio_is_not_told_everything_again(office: Office) -> None:
    office.day("2024-01-16")
    text = office.portfolio_path.read_text(encoding="utf-8")
    text = text.replace("kari:", "kari-ny:").replace("owner: kari", "owner: kari-ny")
    office.portfolio_path.write_text(text, encoding="utf-8")
    office.parts.database.close()
    office.parts = office.open()
    assert office.day("2024-01-17").decided.notices == 0
    assert [slug for (slug,) in office.rows("SELECT slug FROM person WHERE email = 'kari@example.org'")] == ["kari-ny"]


def test_addresses_can_be_exchanged_and_handed_on(office: Office) -> None:
    office.day("2024-01-16")
    text = office.portfolio_path.read_text(encoding="utf-8")
    swapped = text.replace("kari@", "x@").replace("nina@", "kari@").replace("x@", "nina@")
    handed_on = swapped.replace("anne: {name: Anne", "ny: {name: Ny").replace("owner: anne", "owner: ny")
    office.portfolio_path.write_text(handed_on.replace("synne@", "anne2@").replace("anne@", "synne@"), encoding="utf-8")
    office.parts.database.close()
    office.parts = office.open()
    office.day("2024-01-17")
    rows = dict(office.rows("SELECT slug, email FROM person"))
    assert (rows["kari"], rows["nina"]) == ("nina@example.org", "kari@example.org")
    assert (rows["ny"], rows["synne"]) == ("synne@example.org", "anne2@example.org")


def test_a_person_without_a_role_any_more_is_kept_for_the_old_messages(file_office: Office) -> None:
    file_office.day("2024-01-16")
    text = file_office.portfolio_path.read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if "anne:" not in line).replace("owner: anne", "owner: synne")
    file_office.portfolio_path.write_text(text, encoding="utf-8")
    file_office.parts.database.close()
    file_office.parts = file_office.open()
    file_office.day("2024-01-23")
    assert ("anne",) in file_office.rows("SELECT slug FROM person")
    assert (f"{FIRST}.hdir", "before_7", "synne") in told(file_office) or file_office.day("2024-01-24").sent.sent


def test_nobody_to_tell_leaves_the_rung_open_and_stands_on_the_board(file_office: Office) -> None:
    text = file_office.portfolio_path.read_text(encoding="utf-8")
    period = "hdir: {owner: [{person: anne, from: 2024-02-01}]"
    file_office.portfolio_path.write_text(text.replace("hdir: {owner: anne", period), encoding="utf-8")
    file_office.parts.database.close()
    file_office.parts = file_office.open()
    file_office.day("2024-01-16")
    from arshjul.flows.board import board

    faults = {row.key: row.faults for row in board(file_office.at("2024-01-16"))}
    assert faults[f"prove-2024.{FIRST}.hdir"] == ["ingen ansvarlig står i porteføljen"]
    file_office.day("2024-02-01")
    assert (f"{FIRST}.hdir", "before_3", "anne") in told(file_office) or (f"{FIRST}.hdir", "before_7", "anne") in told(
        file_office
    )
