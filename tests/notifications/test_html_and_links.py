"""The web page of a message, its links, its place in a thread and what is attached: richer, and the same words."""

import re
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arshjul.models.codes import Lang, Step
from arshjul.models.moment import OSLO
from arshjul.notifications.email import Extras, build_email, plain_words
from arshjul.notifications.facts import Recipient
from arshjul.notifications.html import render_html
from arshjul.notifications.keys import message_id, message_key
from arshjul.notifications.links import Link, with_links
from arshjul.notifications.slack_blocks import build_slack
from arshjul.notifications.wording import Rendered

TODAY = date(2024, 8, 27)
NOW = datetime(2024, 8, 27, 12, tzinfo=OSLO)
KEY = message_key("digital-samhandling", 17, "email", TODAY, 1)
KARI = Recipient("Kari Nordmann", "kari@example.no", "U012AB3CD", Lang.NB)
GAPS = Rendered(
    "Statusrapport: mottatt – to punkter mangler",
    "Hei, Kari.\n\nTakk. Dette mangler:\n\n1. Prøvesvar: risiko\n2. Måledata: økonomi\n\nSvar gjerne.\n\nVennlig hilsen\nKontoret",
)
LINKS = [
    Link("Last opp her", "https://arshjul.example.org/x?a=1&b=2"),
    Link("Kalenderen", "https://arshjul.example.org/k"),
]
CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Årlig melding\r\nEND:VCALENDAR\r\n".encode()
PLAIN_TEXT = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \n<>&\"'"), max_size=300)


class Page(HTMLParser):
    """What a reader's program sees: tags in order, words, links, and every attribute that could fetch something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.links: list[str] = []
        self.attributes: dict[str, set[str]] = {}
        self._skips = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")
            if name == "href":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())


def email(rendered: Rendered = GAPS, lang: Lang = Lang.NB, **extras: object):
    return build_email(rendered, "kontor@example.no", KARI._replace(lang=lang), KEY, NOW, extras=Extras(**extras))


def parsed(message):
    return message_from_bytes(message.as_bytes(), policy=default)


def test_the_page_says_the_same_words_in_the_same_order():
    page = Page(render_html(GAPS, Lang.NB))
    told = [line.removeprefix("1. ").removeprefix("2. ") for line in GAPS.text.split("\n") if line]
    assert page.words == [GAPS.subject, GAPS.subject, *told]  # the title, and the heading


def test_a_screen_reader_finds_its_way():
    page = Page(render_html(GAPS, Lang.EN, LINKS))
    assert page.attributes["lang"] == {"en"}
    assert page.tags.count("h1") == page.tags.count("title") == 1
    assert page.tags.count("ol") == 1 and page.tags.count("li") == 4
    assert page.links == [link.url for link in LINKS]
    assert all(link.words in page.words for link in LINKS)
    assert page.words[-2:] == ["Vennlig hilsen", "Kontoret"]  # the signature stands last


def test_the_page_fetches_nothing_and_tells_nobody():
    page = Page(render_html(GAPS, Lang.NB, LINKS))
    assert not {"script", "img", "link", "iframe", "object", "form"} & set(page.tags)
    assert not {"src", "srcset", "background", "onclick", "onload"} & set(page.attributes)
    assert all("url(" not in style for style in page.attributes["style"])


@given(PLAIN_TEXT, PLAIN_TEXT)
def test_no_words_become_markup(subject, text):
    plain = Page(render_html(Rendered("x", "y"), Lang.NB))
    page = Page(render_html(Rendered(subject, text), Lang.NB))
    assert set(page.tags) <= set(plain.tags) | {"ol", "li", "br"}
    assert page.attributes.keys() <= plain.attributes.keys() | {"start"}
    assert "".join("".join(page.words).split()).endswith("".join(_unnumbered(text).split()))


def _unnumbered(text: str) -> str:
    """The text as the page shows it: a numbered line is an item, and the reader's program numbers it."""
    return "\n".join(re.sub(r"^[1-9][0-9]{0,2}\. ", "", line) if line.strip() else "" for line in text.split("\n"))


def test_a_list_that_begins_elsewhere_keeps_its_numbers():
    assert '<ol start="3">' in render_html(Rendered("s", "3. c\n4. d"), Lang.NB)


@pytest.mark.parametrize("lang", Lang)
def test_every_message_there_is_becomes_a_page(sample, lang):
    view = sample.status_report(Step.GAPS, lang)
    rendered = sample.say(view, None, lang)
    assert rendered.subject in Page(render_html(rendered, lang)).words


def test_links_stand_before_the_signature():
    told = with_links(GAPS, LINKS).text
    assert told.endswith(
        "Last opp her: https://arshjul.example.org/x?a=1&b=2\nKalenderen: https://arshjul.example.org/k\n\nVennlig hilsen\nKontoret"
    )
    assert with_links(GAPS, []) == GAPS
    assert with_links(Rendered("s", "Kort."), LINKS[1:]).text == "Kort.\n\nKalenderen: https://arshjul.example.org/k"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://example.org/", "https://", "https://a b", 'https://a.no/"x', "https://a.no/<x>", "https://a.no/\n",
     "//a.no/", "https://å.no/", "https://a.no/" + "x" * 2000, "https://user@a.no/"],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_no_link(url):
    with pytest.raises(ValueError, match="https"):
        Link("Klikk", url)


def test_a_mail_has_the_text_first_and_the_page_as_its_richer_form():
    back = parsed(email(html=render_html(GAPS, Lang.NB)))
    assert back.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in back.iter_parts()] == ["text/plain", "text/html"]
    assert plain_words(back).replace("\r\n", "\n").strip() == GAPS.text
    assert not back.defects


@pytest.mark.parametrize(("lang", "file"), [(Lang.NB, "frist.ics"), (Lang.EN, "deadline.ics")])
def test_one_deadline_comes_as_a_calendar_file(lang, file):
    back = parsed(email(lang=lang, html="<p>x</p>", calendar=CALENDAR))
    [attached] = back.iter_attachments()
    assert attached.get_filename() == file
    assert attached.get_content_type() == "text/calendar"
    assert (attached.get_param("method"), attached.get_param("charset")) == ("PUBLISH", "utf-8")
    assert attached.get_payload(decode=True) == CALENDAR
    assert back.get_body(("html",)) is not None and back["Content-Language"] == lang


def test_a_message_stands_under_the_first_about_the_same_deliverable():
    first = message_id("message/p/17/email/2024-08-01/1", "example.no")
    back = parsed(email(thread=first))
    assert back["In-Reply-To"] == back["References"] == first


@pytest.mark.parametrize(
    "thread", [None, "", "D0000001/1724745600.000100", "<a@b>\r\nBcc: x@example.com", "abc", "<a b@c>"]
)
def test_what_is_no_message_id_begins_no_thread(thread):
    back = parsed(email(thread=thread))
    assert "In-Reply-To" not in back and "References" not in back and "Bcc" not in back


def test_the_first_message_does_not_answer_itself():
    assert "In-Reply-To" not in parsed(email(thread=message_id(KEY, "example.no")))


def test_answers_go_to_the_office_when_another_address_sends():
    assert parsed(email(reply_to="svar@example.no"))["Reply-To"].addresses[0].addr_spec == "svar@example.no"
    assert "Reply-To" not in parsed(email(reply_to="kontor@example.no"))


def test_the_same_message_has_the_same_bytes_and_another_has_other_boundaries():
    page = {"html": "<p>x</p>", "calendar": CALENDAR}
    assert email(**page).as_bytes() == email(**page).as_bytes()
    assert email(**page).get_boundary() != email(Rendered("s", "annet"), **page).get_boundary()


def test_no_boundary_stands_in_the_text():
    message = email(html=render_html(GAPS, Lang.NB), calendar=CALENDAR)
    boundaries = [part.get_boundary() for part in message.walk() if part.is_multipart()]
    assert len(set(boundaries)) == 2
    assert not any(boundary in plain_words(message) for boundary in boundaries)


def test_links_on_slack_are_elements_and_stand_in_the_fallback_too():
    payload = build_slack(GAPS, [], KARI, key=KEY, today=TODAY, links=LINKS)
    assert payload["blocks"][-1]["type"] == "rich_text"
    parts = payload["blocks"][-1]["elements"][0]["elements"]
    assert [part["url"] for part in parts if part["type"] == "link"] == [link.url for link in LINKS]
    assert "https://arshjul.example.org/x?a=1&amp;b=2" in payload["text"]


def test_a_flood_of_text_leaves_room_for_facts_and_links(sample):
    text = "\n".join("<" * 2900 for _ in range(400))
    notices = [sample.status_report(Step.OVERDUE)]
    payload = build_slack(Rendered("Emne", text), notices, KARI, key=KEY, today=TODAY, links=LINKS)
    assert len(payload["blocks"]) == 50
    assert [block["type"] for block in payload["blocks"][-2:]] == ["context", "rich_text"]
