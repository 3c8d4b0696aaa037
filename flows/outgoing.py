"""A claimed message as it goes out: worded, with its links, its place in a thread and, with an invitation, its deadline.

What lives here: putting together what the notification room makes for one person and one channel. Whether it is sent at all is
`sending.py`; what a notice says is looked up in `notice_views.py`.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from arshjul.calendar.event_views import event_view, fingerprint, letter_stamp
from arshjul.calendar.ical_event import render_events
from arshjul.calendar.ical_feed import FeedHeader, assemble
from arshjul.flows.notice_views import recipient_of, still_wanted, views_for
from arshjul.flows.parts import Catalogue, Parts
from arshjul.flows.unread import still_unread
from arshjul.flows.unread_files import still_unreadable
from arshjul.models.codes import Lang, Step
from arshjul.models.portfolio import Channel
from arshjul.notifications.email import Extras, build_email
from arshjul.notifications.facts import facts
from arshjul.notifications.html import render_html
from arshjul.notifications.keys import message_id
from arshjul.notifications.links import Link, links_for, with_links
from arshjul.notifications.office_words import Note, NoteView, note_text, render_notes
from arshjul.notifications.slack_blocks import build_slack
from arshjul.notifications.transports.base import EmailOut, Outgoing, SlackOut
from arshjul.notifications.wording import NoticeView, Recipient, Rendered, render
from arshjul.store import calendars, office_notes, outbox


@dataclass(frozen=True, slots=True)
class Contents:
    """What a message holds now: notices still wanted, and notes to the office."""

    notices: Sequence[outbox.NoticeRow] = ()
    notes: Sequence[NoteView] = ()

    def __bool__(self) -> bool:
        return bool(self.notices or self.notes)


@dataclass(frozen=True, slots=True)
class Worded:
    """A message in words, as everyone may look at it before it is sent."""

    rendered: Rendered
    views: Sequence[NoticeView]
    recipient: Recipient
    links: Sequence[Link] = field(default=())


def notes_of(connection: Connection, parts: Parts, message: int) -> list[NoteView]:
    """The notes of a message, with the names of those they are about; without what has been mended meanwhile."""
    found = []
    for row in office_notes.of(connection, message):
        body = row.body
        if row.kind == Note.CALENDAR_UNREAD and not still_unread(connection, parts, body):
            continue
        person = body.get("person")
        name = office_notes.called(connection, person) if person else ""
        since, now = dt.datetime.fromisoformat(body["since"]), parts.moment.at
        words = {word: str(body.get(word, "")) for word in ("channel", "instead", "reason")}
        found.append(NoteView(note=Note(row.kind), since=since, now=now, person=name, **words))
    return found


def wanted_now(connection: Connection, rows: Iterable[outbox.NoticeRow]) -> list[outbox.NoticeRow]:
    """Those notices of a message that are still to be told, by all that has happened meanwhile."""
    return still_unreadable(connection, still_wanted(rows))


def worded(parts: Parts, catalogue: Catalogue, claimed: outbox.Claimed, held: Contents) -> Worded:
    """The message in its reader's language. ValueError for one that holds nothing."""
    recipient, office = recipient_of(claimed), parts.portfolio.office
    name = office.name[recipient.lang]
    if not held.notices:
        return Worded(render_notes(recipient, held.notes, name), (), recipient)
    views = views_for(parts, catalogue, claimed, held.notices)
    rendered = render(recipient, views, name, parts.moment.today)
    led = links_for(
        [view.step for view in views], recipient.lang, report=office.links.report, calendar=office.links.calendar
    )
    return Worded(_with_notes(rendered, held.notes, recipient.lang), views, recipient, led)


def outgoing(
    parts: Parts, catalogue: Catalogue, claimed: outbox.Claimed, told: Worded, to: str, thread: str | None
) -> Outgoing:
    """The message for its channel. ValueError where no message can hold such a text or address."""
    recipient, links = told.recipient, told.links
    if claimed.channel == Channel.SLACK:
        recipient = recipient._replace(slack_id=to)
        payload = build_slack(
            told.rendered, told.views, recipient, key=claimed.key, today=parts.moment.today, links=links
        )
        return SlackOut(claimed.key, to, claimed.day, payload, thread)
    office = parts.portfolio.office
    extras = Extras(
        html=render_html(told.rendered, recipient.lang, links),
        reply_to=office.email,
        thread=thread,
        calendar=_deadline(parts, catalogue, told.views, recipient.lang),
    )
    message = build_email(
        with_links(told.rendered, links), parts.mail_from, recipient, claimed.key, parts.moment.at,
        sender_name=office.name[recipient.lang], extras=extras,
    )  # fmt: skip
    return EmailOut(claimed.key, to, claimed.day, message)


def thread_of(connection: Connection, parts: Parts, claimed: outbox.Claimed, held: Contents) -> str | None:
    """The first message about the same deliverable, when this one is about nothing else."""
    if len(held.notices) != 1 or held.notes:
        return None
    first = outbox.first_about(connection, claimed, held.notices[0].id)
    if first is None:
        return None
    key, external_id = first
    if claimed.channel == Channel.SLACK or (external_id or "").startswith("<"):
        return external_id
    return message_id(key, parts.mail_from.rpartition("@")[2])


def _with_notes(rendered: Rendered, notes: Sequence[NoteView], lang: Lang) -> Rendered:
    """Notes to the office stand before the signature, where its address is somebody's own too."""
    if not notes:
        return rendered
    *paragraphs, signature = rendered.text.split("\n\n")
    return rendered._replace(text="\n\n".join([*paragraphs, *(note_text(note, lang) for note in notes), signature]))


def _deadline(parts: Parts, catalogue: Catalogue, views: Sequence[NoticeView], lang: Lang) -> bytes:
    """The one deadline that an invitation is about, as a calendar file; nothing with any other message."""
    item = catalogue.deliverables.get(views[0].key) if len(views) == 1 else None
    if item is None or views[0].step is not Step.INVITATION or item.due is None:
        return b""
    wheel, met = catalogue.wheel_of(item), catalogue.meeting_of(item)
    here = [met] if met else []
    plain = event_view(item, wheel, here, lang)
    with parts.database.read() as connection:
        kept = calendars.kept_of(connection, item.key, lang.value)
    if kept and kept.fingerprint == fingerprint(plain, lang):
        sequence, changed_at = kept.sequence, kept.changed_at
    elif kept:
        sequence, changed_at = kept.sequence + 1, parts.moment.at
    else:
        sequence, changed_at = 0, letter_stamp(item, wheel)
    view = event_view(item, wheel, here, lang, sequence=sequence, changed_at=changed_at)
    shown = facts(views[0], lang, parts.moment.today)  # what is restricted shows its title here as little as elsewhere
    return assemble(FeedHeader(shown.title), [body for _, body in render_events(view, lang)])
