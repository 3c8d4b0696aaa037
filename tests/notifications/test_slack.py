"""Slack by its Web API, against a server on loopback that keeps Slack's rules: posted once, and proved afterwards."""

import asyncio
import socket
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from posts import BRIEF, PATIENT
from slack_sdk.web.async_client import AsyncWebClient
from slack_server import POST, TOKEN, Fault, SlackServer

from arshjul.models.codes import Lang
from arshjul.notifications.facts import Recipient
from arshjul.notifications.keys import message_key
from arshjul.notifications.links import Link
from arshjul.notifications.slack_blocks import build_slack
from arshjul.notifications.transports import base
from arshjul.notifications.transports.base import Provable, Receipt, SlackOut, TransportError, UncertainSend
from arshjul.notifications.transports.settings import SlackSettings
from arshjul.notifications.transports.slack import SlackTransport
from arshjul.notifications.wording import Rendered

DAY = date(2024, 8, 27)
PERSON = "U012AB3CD"
WORDS = Rendered("Frist i dag: årlig melding", "Hei, Kari.\n\nFristen er i dag.\n\nVennlig hilsen\nKontoret")
ACCEPTED = [fault for fault in Fault if fault.name.startswith("ACCEPT")]
LOST = [Fault.DROP, Fault.SILENT, Fault.BROKEN, Fault.PAGE, "internal_error", "fatal_error"]


def key(number: int = 1) -> str:
    return message_key("digital-samhandling", 17, "slack", DAY, number)


def message(number: int = 1, to: str = PERSON, thread: str | None = None, words: Rendered = WORDS) -> SlackOut:
    recipient = Recipient("Kari Nordmann", "kari@example.no", to, Lang.NB)
    links = [Link("Åpne kalenderen", "https://arshjul.example.org/k?a=1&b=2")]
    payload = build_slack(words, [], recipient, key=key(number), today=DAY, links=links)
    return SlackOut(key(number), to, DAY, payload, thread)


@pytest.fixture
def server() -> Iterator[SlackServer]:
    with SlackServer() as server:
        yield server


@pytest.fixture
def transport(server: SlackServer) -> SlackTransport:
    return another(server)


def another(server: SlackServer, token: str = TOKEN, fault: Fault | str | None = None) -> SlackTransport:
    """A transport that remembers nothing, as after a restart; it waits briefly where the fault it meets is silence."""
    silent = fault in (Fault.SILENT, Fault.ACCEPT_THEN_SILENT)
    return SlackTransport(SlackSettings(token, server.url), answer_seconds=BRIEF if silent else PATIENT)


def sent(transport: SlackTransport, outgoing: SlackOut | None = None) -> Receipt:
    return asyncio.run(transport.send(outgoing or message()))


def failed(transport: SlackTransport, outgoing: SlackOut | None = None) -> TransportError:
    with pytest.raises(TransportError) as caught:
        sent(transport, outgoing)
    return caught.value


def found(transport: SlackTransport, number: int = 1, to: str = PERSON, **more: object) -> Receipt | None:
    return asyncio.run(transport.find(key(number), to, **more))


def test_a_person_is_written_to_directly_with_words_links_and_our_key(server, transport):
    receipt = sent(transport)
    [posted] = server.posted
    assert posted.channel == server.direct[PERSON]
    assert receipt.external_id == f"{posted.channel}/{posted.ts}"
    assert posted.key == key()
    assert posted.body["text"].startswith("Frist i dag: årlig melding")
    assert "https://arshjul.example.org/k?a=1&amp;b=2" in posted.body["text"]
    [link] = posted.body["blocks"][-1]["elements"][0]["elements"]
    assert (link["type"], link["url"]) == ("link", "https://arshjul.example.org/k?a=1&b=2")


def test_the_offices_channel_is_written_to_as_it_is(server, transport):
    assert sent(transport, message(to="C0OFFICE")).external_id.startswith("C0OFFICE/")
    assert server.calls == {POST: 1}


def test_an_address_is_looked_up_once(server, transport):
    for number in (1, 2, 3):
        sent(transport, message(number, to="kari@example.no"))
    assert {posted.channel for posted in server.posted} == {server.direct[PERSON]}
    assert server.calls == {"users.lookupByEmail": 1, "conversations.open": 1, POST: 3}


def test_nothing_in_a_text_calls_people_or_makes_links(server, transport):
    sent(transport, message(words=Rendered("<!channel> & <@U0CHEF>", "<!here>\n\n<https://x.example|klikk>")))
    [posted] = server.posted
    told = [posted.body["text"], *(block["text"]["text"] for block in posted.body["blocks"] if "text" in block)]
    assert all("<" not in text and ">" not in text for text in told)
    assert posted.body["link_names"] is False and posted.body["parse"] == "none"


def test_later_messages_stand_under_the_first(server, transport):
    first = sent(transport, message(1))
    second = sent(transport, message(2, thread=first.external_id))
    assert server.posted[1].thread == server.posted[0].ts
    assert second != first


def test_a_thread_of_another_conversation_or_none_at_all_is_left_aside(server, transport):
    """Somebody else has taken over, or the first one went by e-mail: then a new thread begins."""
    for number, thread in enumerate(("C0OTHER/1724745600.000100", "<abc@example.no>", "", "D/x"), 1):
        sent(transport, message(number, thread=thread))
    assert [posted.thread for posted in server.posted] == [None] * 4


def test_a_thread_whose_first_message_is_gone_is_begun_anew(server, transport):
    sent(transport, message(1))
    sent(transport, message(2, thread=f"{server.direct[PERSON]}/1.000001"))
    assert [posted.thread for posted in server.posted] == [None, None]
    assert server.keys() == {key(1): 1, key(2): 1}


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        ("channel_not_found", base.Fault.ADDRESS),
        ("is_archived", base.Fault.ADDRESS),
        ("user_not_found", base.Fault.ADDRESS),
        ("not_in_channel", base.Fault.ADDRESS),
        ("invalid_auth", base.Fault.SETTINGS),
        ("token_revoked", base.Fault.SETTINGS),
        ("missing_scope", base.Fault.SETTINGS),
        ("invalid_blocks", base.Fault.MESSAGE),
        ("msg_too_long", base.Fault.MESSAGE),
        ("service_unavailable", base.Fault.PASSING),
        ("something_new", base.Fault.PASSING),
    ],
)
def test_whose_fault_a_clear_no_is(server, transport, error, fault):
    server.fail(POST, error)
    raised = failed(transport)
    assert raised.fault is fault and not isinstance(raised, UncertainSend)
    assert error in raised.reason
    assert server.posted == []


def test_the_rules_of_a_workspace(server, transport):
    server.archived.add("C0OFFICE")
    assert failed(transport, message(to="C0OFFICE")).fault is base.Fault.ADDRESS
    assert failed(transport, message(to="C0UNKNOWN")).fault is base.Fault.ADDRESS
    assert failed(transport, message(to="U0STRANGER")).fault is base.Fault.ADDRESS
    assert failed(transport, message(to="ukjent@example.no")).fault is base.Fault.ADDRESS
    assert failed(another(server, token="xoxb-withdrawn")).fault is base.Fault.SETTINGS
    assert server.posted == []


@pytest.mark.parametrize("to", ["", "kari", "u012ab3cd", "U012AB3CD\n", "<!channel>", "#general"])
def test_what_is_no_address_is_not_asked_about(server, transport, to):
    assert failed(transport, SlackOut(key(), to, DAY, {"text": "x"})).fault is base.Fault.ADDRESS
    assert server.calls == {}


def test_no_reason_shows_the_token_or_the_address(server):
    for to in (PERSON, "kari@example.no"):
        server.fail("conversations.open", Fault.PAGE)
        error = failed(another(server, token="xoxb-secret"), message(to=to))
        assert "xoxb" not in error.reason and "@" not in error.reason
    assert "xoxb" not in repr(SlackSettings("xoxb-secret"))


def test_what_was_kept_of_a_person_is_asked_again_after_a_no(server, transport):
    sent(transport, message(1, to="kari@example.no"))
    server.fail(POST, "channel_not_found")
    assert failed(transport, message(2, to="kari@example.no")).fault is base.Fault.ADDRESS
    sent(transport, message(3, to="kari@example.no"))
    assert server.calls["users.lookupByEmail"] == server.calls["conversations.open"] == 2


def test_when_slack_wants_us_to_wait_it_is_not_asked_before(server, transport):
    server.fail(POST, Fault.RATE_LIMITED)
    error = failed(transport)
    assert (error.retry_after, error.permanent) == (1.0, False)
    asked = server.calls[POST]
    again = failed(transport)
    assert 0 < again.retry_after <= 1.0 and server.calls[POST] == asked
    time.sleep(again.retry_after + 0.05)
    sent(transport)
    assert server.keys() == {key(): 1}


@pytest.mark.parametrize(
    ("told", "understood"), [("30", 30.0), ("0", 1.0), ("999999", 3600.0), ("soon", 30.0), ("", 30.0)]
)
def test_how_long_slack_wants_us_to_wait(server, transport, told, understood):
    server.retry_after = told
    server.fail(POST, Fault.RATE_LIMITED)
    assert failed(transport).retry_after == understood


@pytest.mark.parametrize("fault", ACCEPTED, ids=str)
def test_a_message_that_was_taken_before_its_answer_was_lost_is_found_and_never_posted_twice(server, fault):
    server.fail(POST, fault)
    began = datetime.now(UTC)
    error = failed(another(server, fault=fault))
    assert isinstance(error, UncertainSend) and error.permanent and not error.repeatable
    assert server.calls[POST] == 1 and server.keys() == {key(): 1}  # the library has not tried again by itself
    [posted] = server.posted
    assert found(another(server), since=began) == Receipt(f"{posted.channel}/{posted.ts}")
    assert server.keys() == {key(): 1}


def test_the_librarys_own_second_try_would_post_twice(server):
    """Why our client has no retry handlers: after a dropped answer the default ones send the same request again."""
    server.fail(POST, Fault.ACCEPT_THEN_DROP)
    client = AsyncWebClient(token=TOKEN, base_url=server.url)
    client.proxy = None
    asyncio.run(client.chat_postMessage(**message(to="C0OFFICE").payload))
    assert server.keys() == {key(): 2}


@pytest.mark.parametrize("fault", LOST, ids=str)
def test_a_message_that_never_arrived_is_not_found_and_then_it_may_go(server, fault):
    server.fail(POST, fault)
    began = datetime.now(UTC)
    assert isinstance(failed(another(server, fault=fault)), UncertainSend)
    after = another(server)
    assert found(after, since=began) is None
    sent(after)
    assert server.keys() == {key(): 1}


def test_an_answer_without_the_messages_name_leaves_the_outcome_open(server, transport, monkeypatch):
    monkeypatch.setattr(SlackServer, "_post", lambda self, arguments: {"channel": "D0000000"})
    assert isinstance(failed(transport), UncertainSend)


@pytest.mark.parametrize("fault", [*LOST, Fault.ACCEPT_THEN_DROP], ids=str)
def test_what_goes_wrong_before_the_message_was_certainly_not_sent(server, fault):
    server.fail("conversations.open", fault)
    error = failed(another(server, fault=fault))
    assert error.fault is base.Fault.PASSING and not isinstance(error, UncertainSend)
    assert server.posted == []


def test_a_server_that_is_not_there_is_a_passing_failure():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers there
        settings = SlackSettings(TOKEN, f"http://127.0.0.1:{taken.getsockname()[1]}/api/")
        error = failed(SlackTransport(settings), message(to="C0OFFICE"))
    assert error.fault is base.Fault.PASSING and not isinstance(error, UncertainSend)


def test_a_lost_reply_is_found_in_its_thread_and_not_elsewhere(server, transport):
    """Slack shows replies under their thread only."""
    first = sent(transport, message(1))
    server.fail(POST, Fault.ACCEPT_THEN_DROP)
    failed(transport, message(2, thread=first.external_id))
    assert found(transport, 2) is None
    assert found(transport, 2, thread=first.external_id) == Receipt(f"{server.posted[1].channel}/{server.posted[1].ts}")


def test_a_message_that_began_a_thread_anew_is_found_all_the_same(server, transport):
    sent(transport, message(1))
    gone = f"{server.direct[PERSON]}/1.000001"
    server.fail(POST, "thread_not_found", Fault.ACCEPT_THEN_DROP)
    assert isinstance(failed(transport, message(2, thread=gone)), UncertainSend)
    assert found(transport, 2, thread=gone) is not None


def test_a_message_is_found_among_many_pages(server, transport):
    server.page_size = 7
    for number in range(1, 41):
        sent(transport, message(number))
    assert found(another(server), 1) == Receipt(f"{server.posted[0].channel}/{server.posted[0].ts}")
    assert found(another(server), 41) is None


def test_when_there_is_more_than_can_be_read_nothing_is_proved(server, transport):
    server.page_size = 1
    for number in range(1, 23):
        sent(transport, message(number))
    with pytest.raises(TransportError):
        found(another(server), 1)
    assert found(another(server), 22) is not None


def test_only_what_came_since_is_looked_at_with_room_for_clocks_that_differ(server, transport):
    sent(transport)
    now = datetime.now(UTC)
    assert found(transport, since=now + timedelta(minutes=14)) is not None
    assert found(transport, since=now + timedelta(minutes=16)) is None


@pytest.mark.parametrize(
    "fault", [Fault.DROP, Fault.BROKEN, Fault.PAGE, Fault.RATE_LIMITED, "missing_scope", "ratelimited"]
)
def test_when_slack_cannot_be_asked_nothing_is_proved(server, transport, fault):
    sent(transport)
    server.fail("conversations.history", *[fault] * 3)  # a question may be asked again by the library, a post never
    with pytest.raises(TransportError) as caught:
        found(transport)
    assert not isinstance(caught.value, UncertainSend)


def test_the_same_words_from_somebody_else_are_not_ours(server, transport):
    forged = message().payload | {"metadata": {"event_type": "another_app", "event_payload": {"key": key()}}}
    sent(transport, SlackOut("message/another", PERSON, DAY, forged))
    assert found(transport) is None


def test_slack_can_be_asked_afterwards_and_says_so(transport):
    assert isinstance(transport, Provable)


def test_what_goes_to_this_machine_goes_through_no_proxy(server, transport, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    sent(transport)
    assert server.keys() == {key(): 1}


def test_many_at_once_all_arrive_once(server):
    transport = SlackTransport(SlackSettings(TOKEN, server.url), answer_seconds=20)

    async def all_of_them() -> None:
        await asyncio.gather(*(transport.send(message(number)) for number in range(1, 21)))

    asyncio.run(all_of_them())
    assert sorted(server.keys().values()) == [1] * 20
