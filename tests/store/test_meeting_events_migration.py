"""A database whose calendars held deadlines only: its events keep every byte, and meetings come beside them."""

from alembic import command
from office import Office

from arshjul.flows.publishing import refresh_events
from arshjul.models.codes import Lang
from arshjul.store.migrate import config

EVENTS = "SELECT uid, sequence, fingerprint, body FROM feed_event ORDER BY id"


def test_deadlines_keep_their_events_and_meetings_come_with_the_next_look(office: Office) -> None:
    office.load("2024-01-16")
    assert refresh_events(office.at("2024-01-16"), Lang.NB) == 18
    whole = office.rows(EVENTS)
    engine = office.parts.database.engine
    command.downgrade(config(engine), "0006")
    before = office.rows(EVENTS)
    assert before == [row for row in whole if not row[0].startswith("meeting_")]
    assert len(before) == 14
    command.upgrade(config(engine), "head")
    assert office.rows(EVENTS) == before
    assert refresh_events(office.at("2024-01-16"), Lang.NB) == 4
    assert sorted(office.rows(EVENTS)) == sorted(whole)
