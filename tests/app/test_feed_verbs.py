"""feed create, list, revoke and rotate as the office gives them, and serve where it cannot begin."""

import datetime as dt
import re
import socket
from pathlib import Path

import pytest
from front_desk import Command
from office import PORTFOLIO, Office

from arshjul.flows.publishing import refresh_events
from arshjul.models.codes import Lang
from arshjul.models.moment import OSLO
from arshjul.store import subscriptions
from arshjul.store.subscriptions import Fetched

ADDRESS = re.compile(r"https://kalender\.example\.org/feeds/[a-z2-7]{32}\.ics")


@pytest.fixture
def desk(arshjul: Command, file_office: Office, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Commands in an office with a public address."""
    text = PORTFOLIO.replace("email: kontor", "public_address: https://kalender.example.org/, email: kontor", 1)
    file_office.portfolio_path.write_text(text, encoding="utf-8")
    file_office.load("2024-01-16")
    refresh_events(file_office.at("2024-01-16"), Lang.NB)
    monkeypatch.setenv("ARSHJUL_DATABASE_URL", file_office.url)
    monkeypatch.setenv("ARSHJUL_PORTFOLIO", str(file_office.portfolio_path))
    return arshjul


def test_the_addresses_stand_alone_on_standard_output(desk: Command) -> None:
    done = desk("feed", "create", "--actor", "nhn", "--as-of", "2024-03-01")
    https, webcal = done.out.splitlines()
    assert done.code == 0
    assert ADDRESS.fullmatch(https)
    assert webcal == https.replace("https:", "webcal:")
    assert https not in done.err and "abonnement 1" in done.err


@pytest.mark.parametrize(
    ("words", "kind", "scope"),
    [
        (("--owner", "kari@example.org"), "owner", "kari"),
        (("--owner", "KARI@example.org"), "owner", "kari"),
        (("--initiative", "pll"), "initiative", "pll"),
        (("--office",), "office", "office"),
    ],
)
def test_every_scope(desk: Command, words: tuple[str, ...], kind: str, scope: str) -> None:
    assert desk("feed", "create", *words, "--as-of", "2024-03-01").code == 0
    (row,) = desk("feed", "list", "--as-of", "2024-03-01", "--format", "json").rows
    assert (row["scope_kind"], row["scope"], row["lang"]) == (kind, scope, "nb")


def test_everything_that_can_be_chosen(desk: Command) -> None:
    words = ("--label", "Møterom", "--alarms", "--past", "0d", "--future", "3m", "--no-gzip", "--lang", "en")
    assert desk("feed", "create", "--office", *words, "--as-of", "2024-03-01").code == 0
    (row,) = desk("feed", "list", "--format", "json", "--as-of", "2024-03-01").rows
    chosen = {name: row[name] for name in ("label", "alarms", "past_days", "future_months", "gzip", "lang")}
    assert chosen == {
        "label": "Møterom", "alarms": True, "past_days": 0, "future_months": 3, "gzip": False, "lang": "en",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "nevn én kalender"),
        (("--office", "--actor", "nhn"), "nevn én kalender"),
        (("--actor", "nhm"), "--actor: ukjent aktør: nhm (mente du «nhn»?)"),
        (("--initiative", "ppl"), "--initiative: ukjent tiltak: ppl"),
        (("--owner", "karri@example.org"), "mente du «kari@example.org»?"),
        (("--office", "--past", "90"), "--past: «90» kan ikke brukes"),
        (("--office", "--past", "2000d"), "opp til 1830"),
        (("--office", "--future", "18d"), "--future: «18d»"),
        (("--office", "--future", "-1m"), "--future"),
        (("--office", "--label", "a\nb"), "--label"),
        (("--office", "--label", "x" * 121), "høyst 120 tegn"),
    ],
)
def test_what_cannot_be_created(desk: Command, words: tuple[str, ...], said: str) -> None:
    done = desk("feed", "create", *words, "--as-of", "2024-03-01")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert desk("feed", "list", "--format", "json", "--as-of", "2024-03-01").rows == []


def test_an_office_without_a_public_address_is_told_which_setting_is_missing(
    desk: Command, file_office: Office
) -> None:
    file_office.portfolio_path.write_text(PORTFOLIO, encoding="utf-8")
    done = desk("feed", "create", "--office")
    assert (done.code, done.out) == (2, "")
    assert "office.public_address: mangler" in done.err


def test_the_list_tells_who_has_fetched_since_the_last_change_in_its_scope(desk: Command, file_office: Office) -> None:
    from arshjul.flows.feed_making import scope_mark
    from arshjul.flows.feeds import scopes_of

    office = file_office
    for scope in (("--actor", "nhn"), ("--actor", "helse-nord")):
        assert desk("feed", "create", *scope, "--as-of", "2024-03-01").code == 0

    def answers() -> list[bool]:
        rows = desk("feed", "list", "--format", "json", "--as-of", "2024-06-01").rows
        return [row["fetched_since_change"] for row in rows]

    assert answers() == [False, False]
    parts = office.at("2024-03-01")
    with parts.database.write() as connection:
        scopes = scopes_of(connection, parts.portfolio, parts.moment, ["nb"])
        for one in subscriptions.listing(connection):
            mark = scope_mark(scopes.rows(one.wish))
            subscriptions.note_fetched(connection, [Fetched(one.id, parts.moment.at, mark, "google")])
    assert answers() == [True, True]
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(date="2024-09-17"))
    office.load("2024-05-02")
    refresh_events(office.at("2024-05-02"), Lang.NB)
    assert answers() == [False, True]
    row = desk("feed", "list", "--format", "json", "--as-of", "2024-06-01").rows[0]
    assert row["last_fetch_at"] == parts.moment.at.astimezone(OSLO).isoformat(timespec="seconds")
    assert row["client"] == "google"
    table = desk("feed", "list", "--as-of", "2024-06-01").out
    assert "aktør nhn" in table and "nei" in table and "ja" in table


def test_revoking_and_replacing(desk: Command) -> None:
    desk("feed", "create", "--office", "--as-of", "2024-03-01")
    done = desk("feed", "rotate", "1", "--grace", "10d", "--as-of", "2024-03-01")
    assert ADDRESS.fullmatch(done.out.splitlines()[0])
    assert "virker i 10 dager til" in done.err
    old, new = desk("feed", "list", "--format", "json", "--as-of", "2024-03-05").rows
    assert (old["state"], old["replaced_by"], old["grace_until"]) == ("replaced", 2, "2024-03-11T12:00:00+01:00")
    assert new["state"] == "active"
    assert desk("feed", "list", "--format", "json", "--as-of", "2024-03-11").rows[0]["state"] == "ended"
    assert "er alt erstattet av 2" in desk("feed", "rotate", "1", "--as-of", "2024-03-05").err
    assert desk("feed", "revoke", "2", "--as-of", "2024-03-05").out == "Abonnement 2 er trukket tilbake.\n"
    again = desk("feed", "revoke", "2", "--as-of", "2024-03-06")
    assert (again.code, again.out) == (0, "Abonnement 2 var alt trukket tilbake.\n")
    unknown = desk("feed", "revoke", "3")
    assert unknown.code == 2 and "abonnement 3: finnes ikke" in unknown.err


def test_serve_says_why_it_cannot_begin(desk: Command, tmp_path: Path) -> None:
    missing = desk("serve", "--database", str(tmp_path / "none.db"), "--port", "0")
    assert missing.code == 2 and "finnes ikke" in missing.err
    assert not (tmp_path / "none.db").exists()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        busy = desk("serve", "--port", port)
    assert busy.code == 2 and f"127.0.0.1:{port}: kan ikke brukes" in busy.err
    assert desk("serve", "--port", "99999").code == 2
    assert desk("serve", "--host", "ikke en vert").code == 2


def test_a_calendar_of_somebody_who_leaves_is_listed_with_its_last_day(desk: Command, file_office: Office) -> None:
    assert desk("feed", "create", "--owner", "kari@example.org", "--as-of", "2024-03-01").code == 0
    office = file_office
    with office.parts.database.write() as connection:
        at = office.at("2024-03-02").moment
        subscriptions.revoke_of_person(connection, at, "kari", "", dt.date(2024, 3, 10))
    for when, state, words in (
        ("2024-03-09", "ending", "i bruk til 2024-03-10"),
        ("2024-03-10", "revoked", "trukket tilbake"),
    ):
        (row,) = desk("feed", "list", "--format", "json", "--as-of", when).rows
        assert row["state"] == state
        assert words in " ".join(desk("feed", "list", "--as-of", when).out.split())
