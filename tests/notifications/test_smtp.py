"""E-mail through a real mail server on loopback: what it gets, and what each of its refusals means."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from posts import BRIEF, PATIENT
from smtp_server import Certificate, MailServer, Trick, make_certificate

from arshjul.models.codes import Lang
from arshjul.models.moment import OSLO
from arshjul.models.portfolio_channels import Security
from arshjul.notifications.email import Extras, build_email
from arshjul.notifications.facts import Recipient
from arshjul.notifications.html import render_html
from arshjul.notifications.keys import message_key
from arshjul.notifications.transports.base import EmailOut, Fault, Receipt, TransportError, UncertainSend
from arshjul.notifications.transports.settings import SmtpSettings
from arshjul.notifications.transports.smtp import SmtpTransport
from arshjul.notifications.wording import Rendered

DAY = date(2024, 8, 27)
NOW = datetime(2024, 8, 27, 12, tzinfo=OSLO)
WORDS = Rendered("Frist i dag: årlig melding", "Hei, Kari.\n\nFristen er i dag.\n.\nVennlig hilsen\nKontoret")
KARI = Recipient("Kari Nordmann", "kari@example.no", None, Lang.NB)
SENDER = "kontor@example.no"


def message(number: int = 1, to: str = KARI.email, extras: Extras = Extras()) -> EmailOut:
    key = message_key("digital-samhandling", 17, "email", DAY, number)
    payload = build_email(WORDS, SENDER, KARI, key, NOW, sender_name="Porteføljekontoret", extras=extras)
    return EmailOut(key, to, DAY, payload)


def to(server: MailServer, security: Security = Security.NONE, user: str | None = None, word: str = "hemmelig"):
    return SmtpSettings("127.0.0.1", server.port, security, SENDER, user, word if user else None)


def sent(transport: SmtpTransport, outgoing: EmailOut | None = None) -> Receipt:
    return asyncio.run(transport.send(outgoing or message()))


def failed(transport: SmtpTransport, outgoing: EmailOut | None = None) -> TransportError:
    with pytest.raises(TransportError) as caught:
        sent(transport, outgoing)
    return caught.value


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def transport(server: MailServer) -> SmtpTransport:
    return with_patience(server)


def with_patience(server: MailServer, trick: Trick | None = None) -> SmtpTransport:
    """Waits for a server that will answer, and briefly for one that will not."""
    silent = trick in (Trick.SILENT_BEFORE, Trick.SILENT_AFTER)
    return SmtpTransport(to(server), answer_seconds=BRIEF if silent else PATIENT)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def test_what_arrives_is_what_was_written(server, transport):
    page = render_html(WORDS, Lang.NB)
    outgoing = message(extras=Extras(html=page, calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", thread="<a@b.no>"))
    receipt = sent(transport, outgoing)
    [kept] = server.kept
    assert (kept.sender, kept.to) == (SENDER, (KARI.email,))
    assert kept.content == outgoing.payload.as_bytes()  # a line with a lone full stop has survived too
    back = kept.message
    assert back["Subject"] == WORDS.subject
    assert back["Message-ID"] == receipt.external_id
    assert (back["In-Reply-To"], back["Auto-Submitted"]) == ("<a@b.no>", "auto-generated")
    assert [part.get_content_type() for part in back.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    assert "BODY=8BITMIME" in kept.options and f"SIZE={len(kept.content)}" in kept.options


def test_a_server_that_takes_ascii_only_gets_ascii_with_the_same_words(server, transport):
    server.handler.seven_bits = True
    sent(transport, message(extras=Extras(html=render_html(WORDS, Lang.NB))))
    [kept] = server.kept
    assert kept.content.isascii()
    assert kept.message.get_body(("plain",)).get_content().replace("\r\n", "\n").strip() == WORDS.text
    assert "årlig melding" in kept.message.get_body(("html",)).get_content()


def test_the_machines_own_name_is_not_told(server, transport):
    sent(transport)
    assert server.handler.names == ["example.no"]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_the_way_is_protected_and_the_password_goes_no_other_way(certificate, security):
    context = certificate.server()
    way = {"starttls": context} if security is Security.STARTTLS else {"tls": context}
    with MailServer(**way, users={"kontor": "hemmelig"}) as server:
        sent(SmtpTransport(to(server, security, "kontor"), tls=certificate.client()))
    [kept] = server.kept
    assert kept.tls and kept.user == "kontor"


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(certificate, security, tmp_path):
    """Neither a stranger's certificate nor one for another name will do; the office has to mend it."""
    other = make_certificate(tmp_path, "mail.example.com")
    for shown, trusted in ((certificate, None), (other, other)):
        way = {"starttls": shown.server()} if security is Security.STARTTLS else {"tls": shown.server()}
        with MailServer(**way) as server:
            error = failed(SmtpTransport(to(server, security), tls=trusted.client() if trusted else None))
        assert error.fault is Fault.SETTINGS and "sikker forbindelse" in error.reason
        assert server.kept == []


def test_a_server_without_starttls_gets_nothing(server, certificate):
    error = failed(SmtpTransport(to(server, Security.STARTTLS), tls=certificate.client()))
    assert error.fault is Fault.SETTINGS and "STARTTLS" in error.reason
    assert server.kept == [] and server.handler.seen == 0


def test_a_wrong_password_is_the_offices_fault_and_stands_in_no_message(certificate):
    with MailServer(starttls=certificate.server(), users={"kontor": "annet"}) as server:
        transport = SmtpTransport(to(server, Security.STARTTLS, "kontor", "feil-passord"), tls=certificate.client())
        error = failed(transport)
    assert error.fault is Fault.SETTINGS and not error.permanent
    assert "535" in error.reason and "feil-passord" not in error.reason + repr(transport._settings)


def test_a_login_that_fails_for_now_is_tried_again(certificate):
    with MailServer(starttls=certificate.server(), users={"kontor": "hemmelig"}) as server:
        server.handler.on_login = "454 4.7.0 Temporary authentication failure"
        error = failed(SmtpTransport(to(server, Security.STARTTLS, "kontor"), tls=certificate.client()))
    assert error.fault is Fault.PASSING


def test_a_user_where_nobody_can_log_in_is_the_offices_fault(server):
    assert failed(SmtpTransport(to(server, user="kontor"))).fault is Fault.SETTINGS


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("450 4.2.1 greylisted, come back", Fault.PASSING),
        ("451 local error", Fault.PASSING),
        ("452 4.2.2 mailbox full for now", Fault.PASSING),
        ("550 5.1.1 user unknown", Fault.ADDRESS),
        ("550 no such user", Fault.ADDRESS),
        ("551 user not local", Fault.ADDRESS),
        ("552 5.2.2 mailbox full", Fault.ADDRESS),
        ("553 mailbox name not allowed", Fault.ADDRESS),
        ("554 5.7.1 relay access denied", Fault.SETTINGS),
        ("550 5.7.1 not permitted to relay", Fault.SETTINGS),
        ("530 5.7.0 authentication required", Fault.SETTINGS),
    ],
)
def test_a_refused_recipient_is_the_addresss_fault_unless_the_server_refuses_us(server, transport, answer, fault):
    server.handler.on_recipient = answer
    error = failed(transport)
    assert error.fault is fault
    assert error.permanent is (fault is Fault.ADDRESS)
    assert answer[:3] in error.reason
    assert server.handler.seen == 0 and server.kept == []


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("451 4.3.0 try later", Fault.PASSING),
        ("550 5.7.1 sender not allowed", Fault.SETTINGS),
        ("553 sender rejected", Fault.SETTINGS),
        ("552 5.3.4 message too large", Fault.MESSAGE),
    ],
)
def test_a_refused_sender_is_the_offices_fault(server, transport, answer, fault):
    server.handler.on_sender = answer
    assert failed(transport).fault is fault


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("451 4.3.0 disk trouble", Fault.PASSING),
        ("552 5.3.4 message too large", Fault.MESSAGE),
        ("554 5.6.0 content not accepted", Fault.MESSAGE),
        ("550 5.1.1 user unknown after all", Fault.ADDRESS),
        ("550 5.7.26 not authenticated by SPF", Fault.SETTINGS),
    ],
)
def test_a_message_refused_after_it_was_read_was_certainly_not_taken(server, transport, answer, fault):
    server.handler.on_data = answer
    error = failed(transport)
    assert error.fault is fault and not isinstance(error, UncertainSend)
    assert server.kept == []


def test_addresses_in_a_servers_words_are_not_kept(server, transport):
    server.handler.on_recipient = "550 5.1.1 <kari@example.no>: kari@example.no unknown"
    error = failed(transport)
    assert "@" not in error.reason and "5.1.1" in error.reason


def test_a_server_that_is_not_there_is_a_passing_failure():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers there
        settings = SmtpSettings("127.0.0.1", taken.getsockname()[1], Security.NONE, SENDER)
        error = failed(SmtpTransport(settings))
    assert error.fault is Fault.PASSING and not isinstance(error, UncertainSend)


def test_a_server_that_accepts_the_call_and_says_nothing_is_given_up(server):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings = SmtpSettings("127.0.0.1", mute.getsockname()[1], Security.NONE, SENDER)
        assert failed(SmtpTransport(settings, answer_seconds=BRIEF)).fault is Fault.PASSING


@pytest.mark.parametrize("trick", [Trick.DROP_BEFORE, Trick.SILENT_BEFORE])
def test_what_goes_wrong_before_the_message_was_certainly_not_sent(server, trick):
    server.handler.tricks.append(trick)
    error = failed(with_patience(server, trick))
    assert error.fault is Fault.PASSING and not isinstance(error, UncertainSend)
    assert server.kept == []


@pytest.mark.parametrize("trick", [Trick.DROP_AFTER, Trick.SILENT_AFTER])
def test_after_a_lost_answer_a_repetition_has_the_same_message_id(server, trick):
    """The one window in which a double cannot be ruled out (RFC 5321, section 4.5.3.2.6)."""
    server.handler.tricks.append(trick)
    error = failed(with_patience(server, trick))
    assert isinstance(error, UncertainSend) and error.repeatable and not error.permanent
    receipt = sent(with_patience(server))
    assert server.ids() == {receipt.external_id: 2}


def test_a_message_lost_on_the_way_is_uncertain_and_arrives_with_the_next_try(server, transport):
    server.handler.tricks.append(Trick.DROP_HALFWAY)
    assert isinstance(failed(transport), UncertainSend)
    assert server.kept == []
    receipt = sent(transport)
    assert server.ids() == {receipt.external_id: 1}


def test_how_the_server_says_goodbye_changes_nothing(server, transport):
    server.handler.rude = True
    assert sent(transport).external_id
    assert len(server.kept) == 1


@pytest.mark.parametrize("address", ["kari@example.no>\r\nRCPT TO:<x@example.com", "a b@example.no", "kåre@example.no"])
def test_an_address_that_is_none_is_refused_before_the_server_hears_it(server, transport, address):
    error = failed(transport, message(to=address))
    assert error.fault is Fault.ADDRESS
    assert server.kept == []


def test_many_at_once_all_arrive_once(server, transport):
    async def all_of_them() -> None:
        await asyncio.gather(*(transport.send(message(number)) for number in range(1, 31)))

    asyncio.run(all_of_them())
    assert sorted(server.ids().values()) == [1] * 30


def test_the_systems_own_certificates_are_used_unless_others_are_given(certificate, monkeypatch):
    """An office with its own authority names its file in SSL_CERT_FILE."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    assert Path(ssl.get_default_verify_paths().cafile or "") == certificate.file
    with MailServer(starttls=certificate.server()) as server:
        sent(SmtpTransport(to(server, Security.STARTTLS)))
    assert len(server.kept) == 1


def test_settings_show_no_password():
    assert "hemmelig" not in repr(replace(SmtpSettings("h", 1, Security.TLS, SENDER, "kontor"), password="hemmelig"))
