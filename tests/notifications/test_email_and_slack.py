"""Messages as e-mail and as Slack payloads: what arrives is what was written, and nothing else."""

import json
import re
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arshjul.models.codes import Lang, Step
from arshjul.models.moment import OSLO
from arshjul.notifications.email import BadAddressError, build_email
from arshjul.notifications.facts import Recipient
from arshjul.notifications.keys import message_key
from arshjul.notifications.slack_blocks import EVENT_TYPE, build_slack
from arshjul.notifications.wording import Rendered

TODAY = date(2024, 8, 27)
NOW = datetime(2024, 8, 27, 12, 0, tzinfo=OSLO)
KEY = message_key("digital-samhandling", 17, "email", TODAY, 1)
KARI = Recipient("Kari Nordmann", "kari.nordmann@example.no", "U012AB3CD", Lang.NB)


def email(rendered, recipient=KARI, sender_name="Porteføljekontoret", key=KEY, now=NOW):
    return build_email(rendered, "portefolje@example.no", recipient, key, now, sender_name=sender_name)


def parsed(message):
    return message_from_bytes(message.as_bytes(), policy=default)


def slack(rendered, notices=(), lang=Lang.NB):
    return build_slack(rendered, notices, KARI._replace(lang=lang), key=KEY, today=TODAY)


@pytest.mark.parametrize("lang", Lang)
def test_an_email_parses_back_to_the_same_words(sample, lang):
    for view, day in sample.every_single_notice(lang):
        rendered = sample.say(view, day, lang)
        back = parsed(email(rendered))
        assert back["Subject"] == rendered.subject
        assert back.get_content().replace("\r\n", "\n").rstrip("\n") == rendered.text
        assert not back.defects


def test_an_email_can_be_read_as_it_lies_on_disk(sample):
    content = email(sample.say(sample.status_report(Step.OVERDUE))).as_bytes()
    assert "Når kommer den? Svar gjerne i dag.".encode() in content
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


def test_the_headers_of_a_message_from_a_program(sample):
    back = parsed(email(sample.say(sample.status_report(Step.INVITATION))))
    assert back["Auto-Submitted"] == "auto-generated"
    assert back["From"].addresses[0].display_name == "Porteføljekontoret"
    assert back["To"].addresses[0].addr_spec == "kari.nordmann@example.no"
    assert back["Date"].datetime == NOW
    assert back["Message-ID"].endswith("@example.no>")
    assert back["Content-Language"] == "nb"


def test_the_message_id_follows_the_key_and_nothing_else(sample):
    one, other = (sample.say(sample.status_report(step)) for step in (Step.INVITATION, Step.OVERDUE))
    later = datetime(2024, 8, 28, 7, 0, tzinfo=UTC)
    assert email(one)["Message-ID"] == email(other, now=later)["Message-ID"]
    assert email(one)["Message-ID"] != email(one, key=KEY[:-1] + "2")["Message-ID"]


def test_the_same_message_has_the_same_bytes(sample):
    rendered = sample.say(sample.status_report(Step.INVITATION))
    assert email(rendered).as_bytes() == email(rendered).as_bytes()


def test_a_naive_time_is_refused(sample):
    with pytest.raises(ValueError, match="time zone"):
        email(sample.say(sample.status_report(Step.GAPS)), now=NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "kari",
        "kari@",
        "@example.no",
        "kari@example.no\r\nBcc: alle@example.no",
        "kari@example.no, alle@example.no",
        "kari @example.no",
        "kåre@example.no",
        "<kari@example.no>",
        "a" * 300 + "@example.no",
    ],
)
def test_what_is_no_address_is_refused(sample, address):
    with pytest.raises(BadAddressError):
        email(sample.say(sample.status_report(Step.GAPS)), recipient=KARI._replace(email=address))


@given(subject=st.text(max_size=400), name=st.text(max_size=200), text=st.text(max_size=400))
def test_no_text_reaches_a_header_of_its_own(subject, name, text):
    message = email(Rendered(subject, "Hei."), recipient=KARI._replace(name=name), sender_name=name)
    back = parsed(message)
    assert set(back.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    assert [address.addr_spec for address in back["To"].addresses] == ["kari.nordmann@example.no"]
    assert back.get_content().strip() == "Hei."


WORDS = st.sampled_from(
    ["Åse", "tiltak", "–", "«x»", "(y)", "a,b", "a@b", '"q"', "oppfølgingsmøte", "漢字漢字", ";", "\\", "kap."]
)


@given(subject=st.lists(WORDS, min_size=1, max_size=14), name=st.lists(WORDS, min_size=1, max_size=5))
def test_subject_and_name_arrive_letter_by_letter_however_long_and_mixed(subject, name):
    """The library folds some non-ASCII headers with a space too many or in the wrong place."""
    written, person = " ".join(subject), " ".join(name).encode()[:42].decode(errors="ignore").strip()
    message = email(Rendered(written, "Hei."), recipient=KARI._replace(name=person))
    back = parsed(message)
    assert back["Subject"] == written
    assert [(to.display_name, to.addr_spec) for to in back["To"].addresses] == [(person, KARI.email)]
    assert max(len(line) for line in message.as_bytes().split(b"\r\n")) <= 100


def test_a_name_too_long_for_one_encoded_word_is_still_whole():
    """RFC 2047, section 6.2: white space between two encoded words is not shown."""
    name = "Åse Oppfølgingsansvarlig Bjørnstjerne-Sørbø i Østfold"
    message = email(Rendered("Emne", "Hei."), recipient=KARI._replace(name=name))
    raw = message.as_bytes().decode("ascii").replace("\r\n ", " ")
    line = next(line for line in raw.split("\r\n") if line.startswith("To: "))
    assert str(make_header(decode_header(line.removeprefix("To: ").rpartition(" <")[0]))) == name


def test_an_encoded_word_in_a_name_is_shown_and_not_decoded():
    trick = "=?utf-8?q?Kari=0D=0ABcc:_x?="
    back = parsed(email(Rendered(trick, "Hei."), recipient=KARI._replace(name=trick)))
    assert "Bcc" not in back
    assert back["Subject"] == trick.replace("=?", "= ?")


def test_a_very_long_line_is_encoded_rather_than_broken():
    text = "å" * 5000
    message = email(Rendered("Emne", text))
    assert max(len(line) for line in message.as_bytes().split(b"\r\n")) <= 998
    assert parsed(message).get_content().strip() == text


def strings(value) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("lang", Lang)
def test_a_slack_message_has_header_text_facts_and_fallback(sample, lang):
    for view, day in sample.every_single_notice(lang):
        rendered = sample.say(view, day, lang)
        payload = build_slack(rendered, [view], KARI._replace(lang=lang), key=KEY, today=day)
        assert [block["type"] for block in payload["blocks"]] == ["header", "section", "context"]
        assert payload["blocks"][0]["text"]["text"] == rendered.subject
        assert payload["blocks"][1]["text"]["text"] == rendered.text
        assert payload["text"].startswith(rendered.subject)
        assert payload["metadata"] == {"event_type": EVENT_TYPE, "event_payload": {"key": KEY}}
        assert payload["channel"] == "U012AB3CD"
        json.dumps(payload)


def test_every_text_is_plain_so_that_nothing_in_it_is_read_as_markup(sample):
    payload = slack(sample.say(sample.status_report(Step.GAPS)), [sample.status_report(Step.GAPS)])
    kinds = {block["text"]["type"] for block in payload["blocks"] if "text" in block}
    kinds |= {part["type"] for block in payload["blocks"] for part in block.get("elements", [])}
    assert kinds == {"plain_text"}
    assert payload["mrkdwn"] is False and payload["parse"] == "none" and payload["link_names"] is False


@given(st.text(alphabet=st.sampled_from("<>&!@#chanel|\n ;amp*_`åK"), max_size=9000), st.text(max_size=300))
def test_no_mention_or_link_gets_into_slack_and_its_limits_hold(text, subject):
    payload = slack(Rendered(subject, text))
    for part in [payload["text"], *strings(payload["blocks"])]:
        assert "<" not in part and ">" not in part
        assert re.sub("&(amp|lt|gt);", "", part).count("&") == 0
    assert 1 <= len(payload["blocks"]) <= 50
    for block in payload["blocks"]:
        assert len(block["text"]["text"]) <= (150 if block["type"] == "header" else 3000)
    assert len(payload["text"]) <= 3900


def test_somebody_without_a_slack_id_cannot_be_written_to_there():
    with pytest.raises(ValueError, match="Slack id"):
        build_slack(Rendered("Emne", "Tekst"), [], KARI._replace(slack_id=None), key=KEY, today=TODAY)


def test_a_flood_of_text_keeps_within_fifty_blocks():
    payload = slack(Rendered("Emne", "\n".join("<" * 2900 for _ in range(400))))
    assert len(payload["blocks"]) <= 50
    assert all(len(block["text"]["text"]) <= 3000 for block in payload["blocks"])


def test_long_texts_are_parted_between_lines_and_nothing_is_lost():
    lines = [f"{number}. {'ord ' * 50}".strip() for number in range(100)]
    payload = slack(Rendered("Emne", "\n".join(lines)))
    parts = [block["text"]["text"] for block in payload["blocks"] if block["type"] == "section"]
    assert len(parts) > 1
    assert "\n".join(parts).split("\n") == lines


def test_many_deliverables_show_the_ten_most_urgent_facts(sample):
    notices = [sample.joint_plan(Step.INVITATION)] * 12 + [sample.status_report(Step.OVERDUE)]
    facts = slack(Rendered("Emne", "Tekst"), notices)["blocks"][-1]["elements"]
    assert len(facts) == 10
    assert facts[0]["text"].startswith("Norsk helsenett")
