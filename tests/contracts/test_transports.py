"""What every transport keeps to, and what is each one's own."""

import asyncio
import io
import json
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from rich.console import Console

from arshjul.models.codes import Lang
from arshjul.models.moment import OSLO
from arshjul.notifications.email import build_email
from arshjul.notifications.facts import Recipient
from arshjul.notifications.keys import message_key
from arshjul.notifications.slack_blocks import build_slack
from arshjul.notifications.transports.base import (
    Channel,
    EmailOut,
    Outgoing,
    Receipt,
    SlackOut,
    Transport,
    TransportError,
)
from arshjul.notifications.transports.console import ConsoleTransport
from arshjul.notifications.transports.files import FilesTransport
from arshjul.notifications.transports.memory import MemoryTransport
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


def slack(number: int = 1, words: Rendered = WORDS, key: str | None = None) -> SlackOut:
    key = key or message_key("digital-samhandling", 17, "slack", DAY, number)
    payload = build_slack(words, [], KARI, key=key, today=DAY)
    return SlackOut(key=key, to="U012AB3CD", day=DAY, payload=payload)


def sent(transport: Transport, outgoing: Outgoing) -> Receipt:
    return asyncio.run(transport.send(outgoing))


class TransportContract:
    """Inherited by every transport: `transport` makes one, `left` counts the messages that stand after sending."""

    def test_both_channels_are_accepted_and_acknowledged(self, transport, left):
        for outgoing in (email(), slack()):
            assert sent(transport, outgoing).external_id
        assert left() == 2

    def test_the_same_key_twice_leaves_one_message_and_gives_the_same_receipt(self, transport, left):
        for outgoing in (email(), slack()):
            assert sent(transport, outgoing) == sent(transport, outgoing)
        assert left() == 2

    def test_different_keys_have_different_receipts(self, transport, left):
        receipts = {sent(transport, outgoing) for outgoing in (email(1), email(2), slack(1), slack(2))}
        assert len(receipts) == 4
        assert left() == 4

    def test_what_is_sent_is_not_changed(self, transport, left):
        outgoing = email()
        before = outgoing.payload.as_bytes()
        sent(transport, outgoing)
        assert outgoing.payload.as_bytes() == before

    def test_hostile_words_do_no_harm(self, transport, left):
        words = Rendered("<!channel>\r\nBcc: x", "[red]\x1b[31m\x07 <!here> [/red][/x] " + "A" * 10_000)
        person = KARI._replace(name="../../etc/passwd\r\n[bold]\u202e")
        sent(transport, email(words=words, person=person))
        sent(transport, slack(words=words))
        assert left() == 2

    def test_a_strange_key_is_no_way_out(self, transport, left):
        for key in ("../../../tmp/x", "/etc/passwd", "a\x00b", "C:\\con", "k" * 5000, "", "."):
            assert sent(transport, email(key=key)) == sent(transport, email(key=key))


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
