"""`remind preview` holds the database's lock for its trial, and no longer than that: servers are asked before."""

import datetime as dt

from office import Office, report

from arshjul.app.previewing import would_send
from arshjul.reports.sources.base import PullResult
from arshjul.reports.sources.memory import MemorySource

KEY = "prove-2024.report.followup-2024-1.nhn"


class Writing:
    """A source during whose look somebody else writes to the database; within the trial that would have to wait."""

    def __init__(self, office: Office, files: dict[str, bytes]) -> None:
        self.office, self.inner, self.looks = office, MemorySource(files), 0

    def __str__(self) -> str:
        return "writing"

    def pull(self, *, now: dt.datetime, known: frozenset[str]) -> PullResult:
        """Write something, then look."""
        self.looks += 1
        with self.office.parts.database.write() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 100")
            connection.exec_driver_sql("INSERT INTO source_memory (actor, body) VALUES ('nhn', 'x')")
        return self.inner.pull(now=now, known=known)


class Away:
    """A source that is out of reach."""

    def __str__(self) -> str:
        return "away"

    def pull(self, *, now: dt.datetime, known: frozenset[str]) -> PullResult:
        """Fail."""
        raise OSError("borte")


def test_sources_are_looked_into_before_the_trial_and_what_they_gave_counts_in_it(file_office: Office) -> None:
    """The report that the look found is judged on trial, so its owner would get a receipt; nothing of it stays."""
    file_office.day("2024-01-26T10:00")
    source = Writing(file_office, {"r.json": report(KEY, "2024-01-29")})
    parts = file_office.at("2024-01-30")
    parts.sources = {**file_office.sources, "nhn": source, "hdir": Away()}
    quiet, sent = would_send(parts)
    assert (quiet, source.looks) == (False, 1)
    assert [out.to for out in sent].count("kari@example.org") == 1
    assert file_office.rows("SELECT id FROM submission") == []
    assert file_office.rows("SELECT actor FROM source_memory") == [("nhn",)]
