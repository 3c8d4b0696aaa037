"""What every transport keeps to, and what is each one's own."""

import asyncio
import io
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from rich.console import Console
from slack_server import TOKEN, SlackServer
from smtp_server import MailServer

from arshjul.models.codes import Lang
from arshjul.models.moment import OSLO
from arshjul.models.portfolio_channels import Security
from arshjul.notifications.email import Extras, build_email, plain_words
from arshjul.notifications.facts import Recipient
from arshjul.notifications.keys import message_key
from arshjul.notifications.slack_blocks import build_slack
from arshjul.notifications.transports.base import (
    Channel,
    EmailOut,
    Fault,
    Outgoing,
    Receipt,
    SlackOut,
    Transport,
    TransportError,
    UncertainSend,
)
from arshjul.notifications.transports.console import ConsoleTransport
from arshjul.notifications.transports.files import FilesTransport
from arshjul.notifications.transports.memory import MemoryTransport
from arshjul.notifications.transports.settings import SlackSettings, SmtpSettings
from arshjul.notifications.transports.slack import SlackTransport
from arshjul.notifications.transports.smtp import SmtpTransport
from arshjul.notifications.wording import Rendered

DAY = date(2024, 8, 27)
WORDS = Rendered(
    "Frist i dag: årlig melding", "Hei, Kari.\n\nFristen er i dag, tirsdag 27. august.\n\nVennlig hilsen\nÅrshjul"
)
KARI = Recipient("Kari Nordmann", "kari@example.no", "U012AB3CD", Lang.NB)


def email(number: int = 1, words: Rendered = WORDS, person: Recipient = KARI, key: str | None = None) -> EmailOut:
    key = key or message_key("digital-samhandling", 17, "email", DAY, number)
    now = datetime(2024, 8, 27, 12, tzinfo=OSLO)
    payload = build_email(words, "kontor@example.no", person, key, now, sender_name="Porteføljekontoret")
    return EmailOut(key=key, to=person.email, day=DAY, payload=payload)


def slack(number: int = 1, words: Rendered = WORDS, person: Recipient = KARI, key: str | None = None) -> SlackOut:
    key = key or message_key("digital-samhandling", 17, "slack", DAY, number)
    payload = build_slack(words, [], person, key=key, today=DAY)
    return SlackOut(key=key, to="U012AB3CD", day=DAY, payload=payload)


def sent(transport: Transport, outgoing: Outgoing) -> Receipt:
    return asyncio.run(transport.send(outgoing))


def written(payload: object) -> object:
    return payload.as_bytes() if isinstance(payload, EmailMessage) else payload


class TransportContract:
    """Inherited by every transport: `transport` makes one, `left` counts the messages that stand after sending.

    `carries` makes what the transport is for.
    """

    carries: tuple[Callable[..., Outgoing], ...] = (email, slack)

    def test_what_it_is_for_is_accepted_and_acknowledged(self, transport, left):
        for make in self.carries:
            assert sent(transport, make()).external_id
        assert left() == len(self.carries)

    def test_the_same_key_twice_leaves_one_message_and_gives_the_same_receipt(self, transport, left):
        for make in self.carries:
            assert sent(transport, make()) == sent(transport, make())
        assert left() == len(self.carries)

    def test_different_keys_have_different_receipts(self, transport, left):
        receipts = {sent(transport, make(number)) for make in self.carries for number in (1, 2)}
        assert len(receipts) == left() == 2 * len(self.carries)

    def test_what_is_sent_is_not_changed(self, transport, left):
        for make in self.carries:
            outgoing = make()
            before = deepcopy(outgoing.payload)
            sent(transport, outgoing)
            assert written(outgoing.payload) == written(before)

    def test_hostile_words_do_no_harm(self, transport, left):
        words = Rendered("<!channel>\r\nBcc: x", "[red]\x1b[31m\x07 <!here> [/red][/x] " + "A" * 10_000)
        person = KARI._replace(name="../../etc/passwd\r\n[bold]\u202e")
        for make in self.carries:
            sent(transport, make(words=words, person=person))
        assert left() == len(self.carries)

    def test_a_strange_key_is_no_way_out(self, transport, left):
        make = self.carries[0]
        for key in ("../../../tmp/x", "/etc/passwd", "a\x00b", "C:\\con", "k" * 5000, "", "."):
            assert sent(transport, make(key=key)) == sent(transport, make(key=key))


class TestMemory(TransportContract):
    @pytest.fixture
    def transport(self):
        return MemoryTransport()

    @pytest.fixture
    def left(self, transport):
        return lambda: len(transport.sent)

    def test_an_address_may_be_refused_for_good_or_for_now(self):
        for transport, permanent in (
            (MemoryTransport(refused=frozenset({"kari@example.no"})), True),
            (MemoryTransport(down=frozenset({"kari@example.no"})), False),
        ):
            with pytest.raises(TransportError) as caught:
                sent(transport, email())
            assert caught.value.permanent is permanent
            assert caught.value.reason
            assert transport.sent == {}
            sent(transport, slack())


class TestConsole(TransportContract):
    @pytest.fixture
    def printed(self):
        return io.StringIO()

    @pytest.fixture
    def transport(self, printed):
        return ConsoleTransport(Console(file=printed, width=100))

    @pytest.fixture
    def left(self, printed):
        return lambda: printed.getvalue().count("╭")

    def test_a_person_can_read_it(self, transport, printed):
        sent(transport, email())
        text = printed.getvalue()
        assert "kari@example.no" in text
        assert "Frist i dag: årlig melding" in text
        assert "Fristen er i dag, tirsdag 27. august." in text

    def test_of_a_message_with_a_web_page_the_plain_text_is_shown(self, transport, printed):
        outgoing = email()
        page = Extras(html="<p>side</p>", calendar=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        now = datetime(2024, 8, 27, 12, tzinfo=OSLO)
        whole = build_email(WORDS, "kontor@example.no", KARI, outgoing.key, now, extras=page)
        sent(transport, EmailOut(outgoing.key, outgoing.to, DAY, whole))
        assert "Fristen er i dag, tirsdag 27. august." in printed.getvalue()
        assert "side" not in printed.getvalue() and plain_words(whole).strip() == WORDS.text

    def test_markup_and_control_characters_are_shown_as_they_are_or_not_at_all(self, transport, printed):
        sent(transport, email(words=Rendered("Emne", "[red]rødt[/red] \x1b[31m\x07")))
        text = printed.getvalue()
        assert "[red]rødt[/red]" in text
        assert "\x1b" not in text and "\x07" not in text

    def test_a_terminal_that_is_gone_is_a_passing_failure(self):
        class Gone(io.StringIO):
            def write(self, text: str) -> int:
                raise OSError(5, "Input/output error")

        with pytest.raises(TransportError) as caught:
            sent(ConsoleTransport(Console(file=Gone())), email())
        assert not caught.value.permanent


class TestFiles(TransportContract):
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "deep" / "out"

    @pytest.fixture
    def transport(self, folder):
        return FilesTransport(folder)

    @pytest.fixture
    def left(self, folder):
        return lambda: len(list(folder.iterdir()))

    def test_an_eml_file_parses_back_to_the_same_words(self, transport, folder):
        name = sent(transport, email()).external_id
        assert name.startswith("2024-08-27-digital-samhandling-17-email-1-") and name.endswith(".eml")
        back = message_from_bytes((folder / name).read_bytes(), policy=default)
        assert back["Subject"] == WORDS.subject
        assert back.get_content().replace("\r\n", "\n").strip() == WORDS.text
        assert back["To"].addresses[0].display_name == "Kari Nordmann"

    def test_a_slack_file_is_json_that_a_person_can_read(self, transport, folder):
        outgoing = slack()
        name = sent(transport, outgoing).external_id
        assert name.endswith(".slack.json")
        text = (folder / name).read_text(encoding="utf-8")
        assert "årlig melding" in text and '\n  "blocks": [' in text
        assert json.loads(text) == outgoing.payload

    def test_sending_again_replaces_the_file_whole(self, transport, folder):
        sent(transport, email())
        name = sent(transport, email(words=Rendered("Annet emne", "Kort."))).external_id
        assert [path.name for path in folder.iterdir()] == [name]
        assert message_from_bytes((folder / name).read_bytes(), policy=default)["Subject"] == "Annet emne"

    def test_no_strange_key_writes_outside_the_folder(self, transport, folder, tmp_path):
        keys = ("../../../x", "/etc/x", "a\x00b", "..", "å" * 500)
        for key in keys:
            sent(transport, email(key=key))
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert len(files) == len(keys)
        assert all(path.parent == folder for path in files)

    def test_half_a_file_is_never_left(self, transport, folder):
        """JSON cannot hold a lone surrogate as UTF-8: encoding fails before anything is written."""
        broken = SlackOut(key="message/p/1/slack/2024-08-27/1", to="U1", day=DAY, payload={"text": "\ud800"})
        with pytest.raises(UnicodeEncodeError):
            sent(transport, broken)
        assert list(folder.iterdir()) == []

    def test_a_folder_that_cannot_be_made_is_a_passing_failure_that_names_the_file(self, tmp_path):
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(TransportError) as caught:
            sent(FilesTransport(tmp_path / "file"), email())
        assert not caught.value.permanent
        assert "2024-08-27" in caught.value.reason


def test_an_outgoing_message_knows_its_channel():
    assert (email().channel, slack().channel) == (Channel.EMAIL, Channel.SLACK)


class OneWay(TransportContract):
    """What a transport for one channel keeps to besides."""

    def test_what_it_is_not_for_is_refused_and_no_address_is_blamed(self, transport, left):
        for make in {email, slack} - set(self.carries):
            with pytest.raises(TransportError) as caught:
                sent(transport, make())
            assert caught.value.fault is Fault.SETTINGS and not caught.value.permanent
        assert left() == 0


class TestSmtp(OneWay):
    carries = (email,)

    @pytest.fixture
    def server(self) -> Iterator[MailServer]:
        with MailServer() as server:
            yield server

    @pytest.fixture
    def transport(self, server):
        return SmtpTransport(SmtpSettings("127.0.0.1", server.port, Security.NONE, "kontor@example.no"))

    @pytest.fixture
    def left(self, server):
        return lambda: len(server.kept)


class TestSlack(OneWay):
    carries = (slack,)

    @pytest.fixture
    def server(self) -> Iterator[SlackServer]:
        with SlackServer() as server:
            yield server

    @pytest.fixture
    def transport(self, server):
        return SlackTransport(SlackSettings(TOKEN, server.url))

    @pytest.fixture
    def left(self, server):
        return lambda: len(server.posted)


@pytest.mark.parametrize(
    ("error", "permanent", "fault"),
    [
        (TransportError("x"), False, Fault.PASSING),
        (TransportError("x", permanent=True), True, Fault.ADDRESS),
        (TransportError("x", fault=Fault.SETTINGS), False, Fault.SETTINGS),
        (TransportError("x", fault=Fault.MESSAGE), True, Fault.MESSAGE),
        (UncertainSend("x", repeatable=True), False, Fault.PASSING),
        (UncertainSend("x", repeatable=False), True, Fault.PASSING),
    ],
)
def test_who_knows_no_better_does_no_harm_with_an_error(error, permanent, fault):
    """An uncertain send that must not be repeated counts as final, and yet blames no address."""
    assert (error.permanent, error.fault) == (permanent, fault)
