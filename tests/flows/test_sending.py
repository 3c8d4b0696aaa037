"""What follows from what a mail server and Slack say: tried again, asked about, moved to the next channel, given up."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pytest
from office import Office, moment
from posts import BRIEF, QUICK, SENDER, decide, edit, outbox_of, send, time_passes, use_servers, with_slack
from slack_server import POST, Fault, SlackServer
from smtp_server import MailServer, Trick
from sqlalchemy import insert

from arshjul.flows.attempt import Pace
from arshjul.models.problems import BadInput
from arshjul.notifications.backoff import FIRST, LONGEST, backoff
from arshjul.notifications.email import plain_words
from arshjul.notifications.transports.base import Outgoing, Receipt
from arshjul.notifications.transports.memory import MemoryTransport
from arshjul.store import addresses, outbox
from arshjul.store.schema import OFFICE_NOTE

DAY = "2024-01-17"
ACCEPTED = [fault for fault in Fault if fault.name.startswith("ACCEPT")]
NOTHING_DONE = [Fault.BROKEN, Fault.DROP, Fault.SILENT, Fault.PAGE, "internal_error"]
PEOPLE = {"kari@example.org": "U0KARI", "anne@example.org": "U0ANNE", "nina@example.org": "U0NINA"}


@pytest.fixture
def slack() -> Iterator[SlackServer]:
    with SlackServer(people=dict(PEOPLE)) as server:
        yield server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def desk(file_office: Office, slack: SlackServer, mail: MailServer) -> Office:
    """An office on Slack first and e-mail next, where on this day Kari and Anne are invited."""
    with_slack(file_office)
    use_servers(file_office, mail, slack)
    assert decide(file_office, DAY).messages == 2
    return file_office


def test_messages_really_go_out_and_are_marked_with_what_the_other_side_calls_them(
    office: Office, slack: SlackServer, mail: MailServer
) -> None:
    with_slack(office)
    edit(office, lambda text: text.replace("anne@example.org, slack_id: U0ANNE", "anne@example.org"))
    use_servers(office, mail, slack)
    decide(office, DAY)
    assert send(office, DAY).sent == 2
    [posted], [kept] = slack.posted, mail.kept
    ids = dict(office.rows("SELECT channel, external_id FROM message"))
    assert ids == {"slack": f"{posted.channel}/{posted.ts}", "email": kept.message["Message-ID"]}
    assert kept.message["From"].addresses[0].addr_spec == SENDER
    assert kept.message["Reply-To"].addresses[0].addr_spec == "kontor@example.org"
    assert kept.message.get_body(("html",)) is not None


@pytest.mark.parametrize("fault", ACCEPTED)
def test_an_answer_that_is_lost_after_slack_took_the_message_never_posts_it_twice(
    desk: Office, slack: SlackServer, fault: Fault
) -> None:
    use_servers(desk, None, slack, BRIEF)
    slack.fail(POST, fault)
    assert send(desk, DAY).failed == 1
    assert sorted(state for _, state in outbox_of(desk, "kari") + outbox_of(desk, "anne")) == ["sent", "uncertain"]
    use_servers(desk, None, slack)
    send(desk, DAY)
    assert max(slack.keys().values()) == 1
    assert len(slack.posted) == 2
    assert {state for (state,) in desk.rows("SELECT state FROM message")} == {"sent"}
    assert desk.rows("SELECT count(*) FROM message WHERE external_id IS NULL") == [(0,)]


@pytest.mark.parametrize("fault", NOTHING_DONE)
def test_one_that_never_arrived_is_sent_once_that_is_proved(
    desk: Office, slack: SlackServer, fault: Fault | str
) -> None:
    use_servers(desk, None, slack, BRIEF)
    slack.fail(POST, fault)
    send(desk, DAY)
    assert slack.calls["conversations.history"] == 0
    send(desk, DAY)
    assert slack.calls["conversations.history"] == 1
    assert sorted(slack.keys().values()) == [1, 1]


def test_an_uncertain_message_is_left_alone_for_a_while_before_anybody_asks(desk: Office, slack: SlackServer) -> None:
    slack.fail(POST, Fault.ACCEPT_THEN_BROKEN)
    send(desk, DAY, Pace())
    send(desk, DAY, Pace())
    assert slack.calls["conversations.history"] == 0
    time_passes(desk)
    send(desk, DAY, Pace())
    assert slack.calls["conversations.history"] == 1
    assert len(slack.posted) == 2


def test_what_can_never_be_proved_ends_among_the_dead_letters_and_goes_out_no_second_time(
    desk: Office, slack: SlackServer
) -> None:
    slack.decide = lambda method: "missing_scope" if method == "conversations.history" else None
    slack.fail(POST, Fault.ACCEPT_THEN_BROKEN, Fault.ACCEPT_THEN_BROKEN)
    for _ in range(outbox.MAX_ATTEMPTS + 2):
        time_passes(desk)
        send(desk, DAY)
    assert {state for (state,) in desk.rows("SELECT state FROM message")} == {"failed"}
    assert sorted(slack.keys().values()) == [1, 1]
    assert desk.rows("SELECT count(*) FROM message WHERE tried_at IS NULL") == [(0,)], "it may have arrived"


def test_a_worker_that_vanished_while_it_sent_is_asked_after_before_the_message_goes_out(
    desk: Office, slack: SlackServer
) -> None:
    """The row says what the vanished one was about to do, whether or not it got to do it."""
    with desk.parts.database.write() as connection:
        for id_ in outbox.waiting(connection, desk.at(DAY).moment.today):
            claimed = outbox.claim(connection, id_, "gone")
            assert claimed is not None
            outbox.begin(connection, claimed, "gone", claimed.slack_id or "", None, outbox.LEASE)
    assert send(desk, DAY).sent == 0, "its lease still runs"
    time_passes(desk)
    assert send(desk, DAY).sent == 2
    assert slack.calls["conversations.history"] == 2
    assert sorted(slack.keys().values()) == [1, 1]


def test_one_who_wakes_up_after_the_lease_may_not_begin(desk: Office) -> None:
    with desk.parts.database.write() as connection:
        [first, _] = outbox.waiting(connection, desk.at(DAY).moment.today)
        slow = outbox.claim(connection, first, "slow")
        assert slow is not None
    time_passes(desk)
    with desk.parts.database.write() as connection:
        assert outbox.claim(connection, first, "quick") is not None
        assert not outbox.begin(connection, slow, "slow", "U0KARI", None, outbox.LEASE)
        outbox.mark_uncertain(connection, desk.at(DAY).moment, slow, "slow", "for sent", dt.timedelta())
        outbox.give_back(connection, slow, "slow", "for sent")
    assert desk.rows(f"SELECT state, lease_owner FROM message WHERE id = {first}") == [("claimed", "quick")]


def test_when_slack_asks_us_to_wait_a_moment_the_run_waits_and_no_try_is_lost(desk: Office, slack: SlackServer) -> None:
    slack.fail(POST, Fault.RATE_LIMITED)
    done = send(desk, DAY)
    assert (done.sent, done.failed) == (2, 0)
    assert desk.rows("SELECT DISTINCT attempts FROM message") == [(1,)]


def test_when_it_asks_for_longer_the_whole_channel_is_left_alone(desk: Office, slack: SlackServer) -> None:
    slack.retry_after = "600"
    slack.fail(POST, Fault.RATE_LIMITED)
    assert send(desk, DAY).sent == 0
    assert slack.calls[POST] == 1
    use_servers(desk, None, slack)
    assert send(desk, DAY).sent == 0, "another process heeds it too"
    assert slack.calls[POST] == 1
    assert desk.rows("SELECT DISTINCT state, attempts FROM message") == [("pending", 0)]
    time_passes(desk)
    assert send(desk, DAY).sent == 2


@pytest.mark.parametrize("code", ["invalid_auth", "missing_scope", "token_revoked"])
def test_a_fault_of_the_offices_own_stops_the_channel_and_costs_no_message_a_try(
    desk: Office, slack: SlackServer, code: str
) -> None:
    slack.decide = lambda method: code
    for _ in range(outbox.MAX_ATTEMPTS + 1):
        assert send(desk, DAY).sent == 0
        time_passes(desk)
    assert desk.rows("SELECT DISTINCT state, attempts FROM message") == [("pending", 0)]
    assert desk.rows("SELECT count(*) FROM address_off") == [(0,)]
    slack.decide = lambda method: None
    assert send(desk, DAY).sent == 2


def test_an_address_that_takes_nothing_is_switched_off_and_the_next_channel_is_used_at_once(
    office: Office, slack: SlackServer, mail: MailServer
) -> None:
    with_slack(office)
    use_servers(office, mail, slack)
    decide(office, DAY)
    del slack.people["kari@example.org"]
    done = send(office, DAY)
    assert (done.sent, done.moved) == (3, 1)  # Anne, Kari by e-mail, and the office that is told of it
    assert outbox_of(office, "kari") == [("slack", "cancelled"), ("email", "sent")]
    to = {kept.to[0]: kept.message for kept in mail.kept}
    assert set(to) == {"kari@example.org", "kontor@example.org"}
    assert to["kontor@example.org"]["Subject"] == "Kari Prøve nås ikke på Slack"
    assert "Meldingene går på e-post i stedet." in plain_words(to["kontor@example.org"])


def test_the_office_is_told_of_an_address_once_and_nothing_is_tried_there_again(
    desk: Office, slack: SlackServer, mail: MailServer
) -> None:
    del slack.people["kari@example.org"]
    send(desk, DAY)
    calls = slack.calls["conversations.open"]
    for day in ("2024-01-24", "2024-01-31"):
        decide(desk, day)
        send(desk, day)
    assert [state for channel, state in outbox_of(desk, "kari") if channel == "email"] == ["sent"] * 3
    assert sum(kept.to == ("kontor@example.org",) for kept in mail.kept) == 1
    assert slack.calls["conversations.open"] == calls, "Anne's is known"


def test_an_address_that_is_corrected_in_the_portfolio_is_used_again(desk: Office, slack: SlackServer) -> None:
    del slack.people["kari@example.org"]
    send(desk, DAY)
    slack.people["kari@example.org"] = "U0NEW"
    edit(desk, lambda text: text.replace("U0KARI", "U0NEW"))
    decide(desk, "2024-01-24")
    send(desk, "2024-01-24")
    assert outbox_of(desk, "kari")[-1] == ("slack", "sent")
    with desk.parts.database.read() as connection:
        assert addresses.switched_off(connection) == frozenset()


def test_without_another_channel_the_message_is_a_dead_letter_and_the_office_hears_why(
    desk: Office, slack: SlackServer, mail: MailServer
) -> None:
    edit(desk, lambda text: text.replace("slack_id: U0KARI", "slack_id: U0KARI, channels: [slack]"))
    del slack.people["kari@example.org"]
    send(desk, DAY)
    assert outbox_of(desk, "kari") == [("slack", "failed")]
    [told] = [plain_words(kept.message) for kept in mail.kept if kept.to == ("kontor@example.org",)]
    assert "ligger som feilet i utboksen" in told


def test_a_dead_letter_is_a_fault_on_the_board_until_somebody_deals_with_it(desk: Office, slack: SlackServer) -> None:
    from arshjul.flows.board import board
    from arshjul.store import outbox_list

    slack.decide = lambda method: "no_text" if method == POST else None
    send(desk, DAY)
    parts = desk.at(DAY)
    faults = {row.key: row.faults for row in board(parts) if row.faults}
    assert set(faults) >= {"prove-2024.report.followup-2024-1.hdir", "prove-2024.plan.2024.nhn"}
    assert faults["prove-2024.plan.2024.nhn"] == ["meldingen til Kari Prøve kom ikke fram: Slack sier nei: no_text"]
    with parts.database.write() as connection:
        for key in outbox_list.keys(connection):
            outbox_list.call_off(connection, parts.moment, key, "office")
    assert not [row for row in board(parts) if row.faults]


def test_an_office_that_cannot_be_reached_itself_ends_the_chain(
    desk: Office, slack: SlackServer, mail: MailServer
) -> None:
    del slack.people["kari@example.org"]
    mail.handler.on_recipient = "550 5.1.1 no such user"
    send(desk, DAY)
    assert outbox_of(desk, "@office") == [("email", "failed")]
    assert desk.rows("SELECT count(*) FROM office_note") == [(2,)], "Slack is off for Kari, and so is her e-mail"
    assert outbox_of(desk, "kari") == [("slack", "cancelled"), ("email", "failed")]


def test_a_channel_that_is_not_set_up_any_more_is_passed_over(desk: Office, mail: MailServer) -> None:
    use_servers(desk, mail, None)
    assert send(desk, DAY).sent == 2
    assert outbox_of(desk, "kari") == [("slack", "cancelled"), ("email", "sent")]
    assert desk.rows("SELECT count(*) FROM address_off") == [(0,)]


def test_what_may_have_gone_out_on_a_channel_that_is_gone_goes_out_on_no_other(
    desk: Office, slack: SlackServer, mail: MailServer
) -> None:
    """The token was taken away after an answer was lost: whoever has it again finds out what became of the message."""
    slack.fail(POST, Fault.ACCEPT_THEN_BROKEN, Fault.ACCEPT_THEN_BROKEN)
    send(desk, DAY)
    use_servers(desk, mail, None)
    time_passes(desk)
    assert send(desk, DAY).sent == 0
    assert (mail.kept, outbox_of(desk, "kari")) == ([], [("slack", "uncertain")])
    use_servers(desk, mail, slack)
    time_passes(desk)
    assert send(desk, DAY).sent == 2
    assert sorted(slack.keys().values()) == [1, 1]


def test_a_channel_that_is_not_set_up_is_not_chosen(file_office: Office, mail: MailServer) -> None:
    with_slack(file_office)
    use_servers(file_office, mail, None)
    decide(file_office, DAY)
    assert outbox_of(file_office, "kari") == [("email", "pending")]


def test_somebody_without_a_slack_id_is_looked_up_by_address(desk: Office, slack: SlackServer) -> None:
    edit(desk, lambda text: text.replace("slack_id: U0KARI", "slack_lookup: true"))
    decide(desk, "2024-01-24")
    send(desk, "2024-01-24")
    assert outbox_of(desk, "kari")[-1] == ("slack", "sent")
    assert slack.calls["users.lookupByEmail"] == 1


def test_a_persons_own_order_of_channels_goes_before_the_actors(desk: Office) -> None:
    send(desk, DAY)
    edit(desk, lambda text: text.replace("slack_id: U0KARI", "slack_id: U0KARI, channels: [email, slack]"))
    decide(desk, "2024-01-24")
    assert outbox_of(desk, "kari")[-1] == ("email", "pending")


def test_an_email_whose_answer_is_lost_goes_out_again_under_the_same_name(
    file_office: Office, mail: MailServer
) -> None:
    use_servers(file_office, mail, None)
    decide(file_office, DAY)
    mail.handler.tricks.append(Trick.DROP_AFTER)
    send(file_office, DAY)
    time_passes(file_office)
    use_servers(file_office, mail, None)
    send(file_office, DAY)
    assert sorted(mail.ids().values()) == [1, 2]
    assert file_office.rows("SELECT DISTINCT state FROM message") == [("sent",)]


def test_an_uncertain_email_keeps_its_name_over_the_night_and_takes_in_nothing_new(
    file_office: Office, mail: MailServer
) -> None:
    """A reader's program drops a repetition by its name; what were added to it would be lost."""
    use_servers(file_office, mail, None)
    decide(file_office, DAY)
    mail.handler.tricks.extend([Trick.DROP_AFTER, Trick.DROP_AFTER])
    send(file_office, DAY)
    time_passes(file_office)
    mail.handler.on_data = "451 4.3.0 later"
    send(file_office, DAY)
    mail.handler.on_data = ""
    decide(file_office, "2024-01-24")
    time_passes(file_office)
    send(file_office, "2024-01-24")
    assert [state for _, state in outbox_of(file_office, "kari")] == ["sent", "sent"]
    kept = [str(one.message["Message-ID"]) for one in mail.kept if one.to == ("kari@example.org",)]
    assert (len(kept), len(set(kept))) == (3, 2)


def test_a_passing_fault_is_tried_again_after_a_while_and_not_before(file_office: Office, mail: MailServer) -> None:
    use_servers(file_office, mail, None)
    decide(file_office, f"{DAY}T08:00")
    mail.handler.on_recipient = "451 4.2.1 later"
    assert send(file_office, f"{DAY}T08:00").failed == 2
    mail.handler.on_recipient = ""
    assert send(file_office, f"{DAY}T08:01").sent == 0
    assert send(file_office, f"{DAY}T08:07").sent == 2


def test_a_message_that_no_server_can_take_is_given_up_at_once_and_switches_nothing_off(
    file_office: Office, mail: MailServer
) -> None:
    use_servers(file_office, mail, None)
    decide(file_office, DAY)
    mail.handler.on_data = "554 5.6.0 content"
    send(file_office, DAY)
    assert file_office.rows("SELECT DISTINCT state FROM message") == [("failed",)]
    assert file_office.rows("SELECT count(*) FROM address_off") == [(0,)]


def test_what_is_kept_of_a_failure_names_nobodys_address(desk: Office, mail: MailServer) -> None:
    """The log is kept for good, and an address must stay erasable."""

    class Broken(MemoryTransport):
        async def send(self, outgoing: Outgoing) -> Receipt:
            raise (RuntimeError if "ANNE" in outgoing.to else ValueError)(f"{outgoing.to} <kari@example.org>: nei")

    desk.parts.transports = dict.fromkeys(desk.parts.transports, Broken())
    send(desk, DAY)
    kept = desk.rows("SELECT why FROM event WHERE kind = 'message.failed'") + desk.rows("SELECT error FROM message")
    assert len(kept) == 4
    assert not [words for (words,) in kept if "@" in words or "example.org" in words]
    assert all("nei" in words for (words,) in kept)


def test_a_message_that_this_edition_cannot_read_stops_no_other(desk: Office, slack: SlackServer) -> None:
    """Such as after going back to an older edition of the program."""
    with desk.parts.database.write() as connection:
        first, _ = outbox.waiting(connection, moment(DAY).today)
        note = {"kind": "of tomorrow", "subject": "x", "body": "{}", "at": moment(DAY).at, "message_id": first}
        connection.execute(insert(OFFICE_NOTE).values(**note))
    done = send(desk, DAY)
    assert (done.sent, done.failed, len(slack.posted)) == (1, 1, 1)
    assert desk.rows(f"SELECT state, attempts FROM message WHERE id = {first}") == [("pending", 1)]


def test_a_clock_set_by_hand_to_what_is_past_sends_nothing(file_office: Office) -> None:
    """What goes out must be noted down, and what is older than the log's end cannot be."""
    decide(file_office, f"{DAY}T12:00")
    with pytest.raises(BadInput, match="as-of"):
        send(file_office, f"{DAY}T08:00")
    assert file_office.memory.sent == {}
    assert file_office.rows("SELECT DISTINCT state FROM message") == [("pending",)]
    assert send(file_office, f"{DAY}T12:00").sent == 2


def test_the_waits_grow_are_not_the_same_for_all_and_end_somewhere() -> None:
    waits = [backoff(number, "message/a") for number in range(1, 40)]
    assert FIRST * 0.75 <= waits[0] <= FIRST * 1.25
    assert all(later > earlier for earlier, later in pairwise(waits[:6]))
    assert max(waits) <= LONGEST * 1.25
    assert len({backoff(3, f"message/{number}") for number in range(50)}) == 50
    assert backoff(3, "message/a") == backoff(3, "message/a")
    with pytest.raises(ValueError, match="count from 1"):
        backoff(0, "message/a")


def test_messages_about_one_deliverable_alone_are_one_thread(
    desk: Office, slack: SlackServer, mail: MailServer
) -> None:
    """Anne owes one report; Kari a plan and a report, of which her first message tells both."""
    edit(desk, lambda text: text.replace("anne@example.org, slack_id: U0ANNE", "anne@example.org"))
    for day in (DAY, "2024-01-24", "2024-01-30"):
        decide(desk, day)
        send(desk, day)
    to_anne = [kept.message for kept in mail.kept if kept.to == ("anne@example.org",)]
    on_slack = [posted for posted in slack.posted if posted.channel == slack.direct.get("U0ANNE")]
    assert len(on_slack) == 1, "her first, from before"
    [first, second] = to_anne
    assert (first["In-Reply-To"], second["In-Reply-To"]) == (None, first["Message-ID"])
    assert second["References"] == first["Message-ID"]
    alone = [posted for posted in slack.posted if posted.channel == slack.direct["U0KARI"]]
    assert alone[0].thread is None


def test_on_slack_the_second_stands_under_the_first(desk: Office, slack: SlackServer) -> None:
    for day in (DAY, "2024-01-24"):
        decide(desk, day)
        send(desk, day)
    first, second = [posted for posted in slack.posted if posted.channel == slack.direct["U0ANNE"]]
    assert (first.thread, second.thread) == (None, first.ts)


def test_an_invitation_brings_its_one_deadline_as_a_calendar_file(file_office: Office, mail: MailServer) -> None:
    """Anne is invited to one report, Kari to two things at once."""
    use_servers(file_office, mail, None)
    decide(file_office, DAY)
    send(file_office, DAY)
    files = {kept.to[0]: [part.get_content() for part in kept.message.iter_attachments()] for kept in mail.kept}
    assert files["kari@example.org"] == []
    [calendar] = files["anne@example.org"]
    assert "UID:prove-2024.report.followup-2024-1.hdir@arshjul" in calendar
    assert "DTSTART;VALUE=DATE:20240202" in calendar


def test_the_calendar_file_of_what_is_restricted_shows_its_title_nowhere(file_office: Office, mail: MailServer) -> None:
    """Neither as the event's summary nor as the name of the calendar that a reader's program may show."""
    use_servers(file_office, mail, None)
    file_office.rewheel(lambda values: values["obligations"]["budget"]["due"].update(day=24))
    file_office.load("2024-01-16")
    [(day,)] = file_office.rows(
        "SELECT fire_on FROM ladder_step JOIN deliverable ON deliverable.id = deliverable_id "
        "WHERE key LIKE '%budget%' AND step = 'invitation'"
    )
    for when in ("2024-04-15", str(day)):  # all else is told before, so that it comes alone
        decide(file_office, when)
        send(file_office, when)
    parts = [part for kept in mail.kept for part in kept.message.walk()]
    files = [part.get_content() for part in parts if part.get_content_type() == "text/calendar"]
    [invitation] = [file for file in map(str, files) if "budget.2024.nhn@arshjul" in file]
    assert "Innspill til budsjett" not in invitation
    assert "NAME:Leveranse med begrenset innsyn" in invitation


def test_a_long_dispatch_ends_when_the_quiet_hours_begin(
    desk: Office, slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of a run is read once; how long it has been going on is not forgotten for that."""
    import time

    begun, slow = time.monotonic(), iter([0.0, 30.0, 90.0, *[200.0] * 50])
    monkeypatch.setattr("arshjul.flows.sending.time.monotonic", lambda: begun + next(slow))
    done = send(desk, f"{DAY}T16:58", QUICK)
    assert done.sent < 2
    monkeypatch.undo()
    assert send(desk, f"{DAY}T16:58").sent == 2 - done.sent
