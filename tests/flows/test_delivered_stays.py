"""What is delivered stays as it was in every calendar, whatever becomes of its meeting afterwards."""

import datetime as dt

from decided import HDIR, HOD, REPORT, deliver
from office import Office
from small_supplement import supplement

from arshjul.flows import accepting, moving
from arshjul.flows.changing import applied
from arshjul.flows.loading import load_wheels
from arshjul.flows.publishing import refresh_events
from arshjul.models.codes import Lang
from arshjul.store.facts import facts

NEW_DATE = """replace:
  meetings:
    followup-2024-4: {date: 2024-09-23, statements: [{document: supplement, section: Endring, lines: [3, 4]}]}
"""


def event(office: Office, key: str) -> tuple[int, bytes]:
    [(sequence, body)] = office.rows(f"SELECT sequence, body FROM feed_event WHERE uid = 'prove-2024.{key}@arshjul'")
    return sequence, bytes(body)


def published(office: Office, when: str) -> dict[str, tuple[int, bytes]]:
    refresh_events(office.at(when), Lang.NB)
    return {key: event(office, key) for key in (REPORT, HDIR)}


def move(office: Office, day: str, when: str) -> None:
    parts = office.at(when)
    applied(parts, moving.move("followup-2024-4", dt.date.fromisoformat(day), parts.moment.today, "Møtekollisjon"))


def test_a_moved_meeting_changes_no_byte_of_what_was_delivered_for_it(office: Office) -> None:
    office.load("2024-06-03")
    deliver(office)
    before = published(office, "2024-08-13")
    assert "mandag 9. september" in text(before[REPORT])
    move(office, "2024-09-17", "2024-08-14")
    after = published(office, "2024-08-14")
    assert after[REPORT] == before[REPORT]
    assert after[HDIR][0] == before[HDIR][0] + 1 and "tirsdag 17. september" in text(after[HDIR])
    move(office, "2024-09-24", "2024-08-15")
    assert published(office, "2024-08-15")[REPORT] == before[REPORT]


def test_nor_does_a_supplementary_letter_that_moves_it(office: Office) -> None:
    office.load("2024-06-03")
    deliver(office)
    before = published(office, "2024-08-13")
    path = office.folder / "tillegg.yaml"
    path.write_text(supplement(NEW_DATE, amends="prove-2024"), encoding="utf-8")
    parts = office.at("2024-08-14")
    parts.wheels = (path,)
    load_wheels(parts)
    after = published(office, "2024-08-14")
    assert after[REPORT] == before[REPORT]
    assert after[HDIR][0] == before[HDIR][0] + 1


def test_a_supplementary_letter_changes_no_event_that_it_does_not_touch(office: Office) -> None:
    """It brings a document with a title of its own, which no other event names."""
    office.load("2024-06-03")
    refresh_events(office.at("2024-06-03"), Lang.NB)
    before = dict(office.rows("SELECT uid, body FROM feed_event"))
    path = office.folder / "tillegg.yaml"
    path.write_text(supplement(NEW_DATE, amends="prove-2024"), encoding="utf-8")
    parts = office.at("2024-06-04")
    parts.wheels = (path,)
    load_wheels(parts)
    refresh_events(office.at("2024-06-04"), Lang.NB)
    after = dict(office.rows("SELECT uid, body FROM feed_event"))
    changed = {uid.partition("@")[0] for uid in before if after[uid] != before[uid]}
    assert {uid for uid in changed if "followup-2024-4" not in uid} == set()
    assert len(changed) == 3, "two reports and the meeting"
    assert refresh_events(office.at("2024-06-05"), Lang.NB) == 0


def test_accepted_after_the_move_it_still_names_the_meeting_as_it_was(office: Office) -> None:
    office.load("2024-06-03")
    deliver(office)
    before = published(office, "2024-08-13")
    move(office, "2024-09-17", "2024-08-14")
    accepting.accept(office.at("2024-08-15"), REPORT, HOD)
    sequence, body = published(office, "2024-08-15")[REPORT]
    assert sequence == before[REPORT][0] + 1, "it says that it is accepted"
    assert "mandag 9. september" in text((sequence, body)) and "17. september" not in text((sequence, body))


def test_what_comes_after_the_move_is_delivered_for_the_day_that_the_meeting_has_now(office: Office) -> None:
    office.load("2024-06-03")
    move(office, "2024-09-17", "2024-08-05")
    deliver(office)
    with office.parts.database.read() as connection:
        [known] = facts(connection)
    assert known.settled[f"prove-2024.{REPORT}"].met_on == dt.date(2024, 9, 17)
    assert "tirsdag 17. september" in text(published(office, "2024-08-13")[REPORT])


def test_a_past_day_knows_the_meeting_as_it_was_then(office: Office) -> None:
    office.load("2024-06-03")
    deliver(office)
    move(office, "2024-09-17", "2024-08-14")
    with office.parts.database.read() as connection:
        for when, there in (("2024-08-12T09:00", False), ("2024-08-13", True), ("2024-08-15", True)):
            [known] = facts(connection, office.at(when).moment.at)
            dated = known.settled.get(f"prove-2024.{REPORT}")
            assert (dated is not None) == there
            assert dated is None or dated.met_on == dt.date(2024, 9, 9)


def text(found: tuple[int, bytes]) -> str:
    """The event with its folded lines joined."""
    return found[1].replace(b"\r\n ", b"").decode()
