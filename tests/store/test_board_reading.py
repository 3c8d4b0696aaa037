"""Reading for boards and messages: a handful of statements, and only what is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

from office import Office, moment
from sqlalchemy import event

from arshjul.flows.notice_views import views_for
from arshjul.flows.sending import dispatch
from arshjul.store import judgements, outbox
from arshjul.store.board import standings
from arshjul.store.engine import Database

KEY = "prove-2024.report.followup-2024-1.nhn"


@contextmanager
def counted(database: Database) -> Iterator[list[tuple[str, int]]]:
    """Statements run meanwhile, each with how many rows came back (-1 where that is not known)."""
    found: list[tuple[str, int]] = []

    def note(*given: object) -> None:
        found.append((str(given[2]), given[1].rowcount))  # type: ignore[attr-defined]

    event.listen(database.engine, "after_cursor_execute", note)
    yield found
    event.remove(database.engine, "after_cursor_execute", note)


def test_what_is_read_of_one_deliverable_is_what_the_whole_board_says_of_it(office: Office) -> None:
    for number, lacks in ((1, "pps.status"), (2, "pll.deviation")):
        for actor in ("nhn", "hdir"):
            office.send_in(actor, f"{number}.json", f"report.followup-2024-{number}.{actor}", "2024-01-30", lacks=lacks)
    office.day("2024-01-29")
    office.day("2024-02-02")
    with office.parts.database.read() as connection:
        everything = {row.key: row for row in standings(connection)}
        gaps = judgements.findings_of(connection)
        for key, whole in everything.items():
            assert standings(connection, [key]) == [whole]
            assert judgements.findings_of(connection, [key]) == ({key: gaps[key]} if key in gaps else {})
        assert (standings(connection, []), judgements.findings_of(connection, [])) == ([], {})
    assert (everything[KEY].findings, everything[KEY].completeness, everything[KEY].submissions) == (1, "incomplete", 1)
    assert everything[KEY].last_reminder is not None


def test_the_board_is_read_in_six_statements_however_long_it_is(office: Office) -> None:
    office.day("2024-01-16")
    with counted(office.parts.database) as statements, office.parts.database.read() as connection:
        standings(connection)
    assert len([text for text, _ in statements if text.startswith("SELECT")]) == 6


def test_a_message_reads_only_what_its_notices_are_about(office: Office) -> None:
    """On PostgreSQL the number of rows that came back is known; nowhere near the whole board."""
    parts = office.at("2024-01-16")
    office.load("2024-01-16")
    from arshjul.flows.reminding import decide_reminders

    decide_reminders(parts)
    with parts.database.write() as connection:
        claimed = [outbox.claim(connection, id_, "w") for id_ in outbox.waiting(connection, parts.moment.today)]
    rows = {}
    with parts.database.read() as connection:
        rows = {one: outbox.notices_of(connection, one.id) for one in claimed if one is not None}
    catalogue = parts.catalogue()
    for one, notices in rows.items():
        with counted(office.parts.database) as statements:
            views_for(parts, catalogue, one, notices)
        selected = [(text, count) for text, count in statements if text.startswith("SELECT")]
        assert len(selected) <= 10
        assert all(count <= len(notices) for _, count in selected)


def test_the_catalogue_is_compiled_once_per_dispatch(office: Office) -> None:
    import asyncio

    from arshjul.flows.reminding import decide_reminders

    office.load("2024-01-16")
    decide_reminders(office.at("2024-01-16"))
    parts = office.open().at(moment("2024-01-16"))
    with counted(parts.database) as statements:
        assert asyncio.run(dispatch(parts)).sent == 2
    parts.database.close()
    assert len([text for text, _ in statements if "wheel.body" in text]) == 1
