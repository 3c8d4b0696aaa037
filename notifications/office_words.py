"""What the program tells by itself, in words: an address that takes no messages, a day that has not been run, a calendar
that has not been fetched.

What lives here: which template words what. The sentences are in `templates/<language>/office.txt.j2`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from arshjul.models.codes import Lang
from arshjul.models.moment import OSLO
from arshjul.notifications.clean import NAME_LIMIT, SUBJECT_LIMIT, one_line
from arshjul.notifications.phrases import day_words
from arshjul.notifications.wording import Recipient, Rendered, template, tidy

_REASON_LIMIT = 300


class Note(StrEnum):
    """What the office is told, or (`CALENDAR_UNREAD`) a person."""

    ADDRESS_OFF = "address_off"
    NO_DAY = "no_day"
    CALENDAR_UNREAD = "calendar_unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """One note. `channel` and `instead` are `email`, `slack` or empty; `since` is when it began, `person` whom it is about.

    Of a calendar `since` is the first change that it lacks.
    """

    note: Note
    since: datetime
    now: datetime
    person: str = ""
    channel: str = ""
    instead: str = ""
    reason: str = ""


def render_notes(recipient: Recipient, notes: Sequence[NoteView], office: str) -> Rendered:
    """A message of notes alone. ValueError when there is none."""
    if not notes:
        raise ValueError("a message needs at least one note")
    words = template(recipient.lang, "office")
    lines = [note_text(note, recipient.lang) for note in notes]
    subject = words.subject_of(notes[0].note.value, _told(notes[0], recipient.lang), len(notes))
    to_person = notes[0].note is Note.CALENDAR_UNREAD
    text = words.text(lines, recipient, one_line(office, NAME_LIMIT), to_person)
    return Rendered(one_line(str(subject), SUBJECT_LIMIT), tidy(str(text)))


def note_text(note: NoteView, lang: Lang) -> str:
    """One note as a paragraph."""
    return tidy(str(template(lang, "office").note(note.note.value, _told(note, lang))))


def _told(note: NoteView, lang: Lang) -> dict[str, str]:
    """Plain words, cleaned and capped."""
    since, now = note.since.astimezone(OSLO), note.now.astimezone(OSLO)
    return {
        "person": one_line(note.person, NAME_LIMIT),
        "channel": note.channel,
        "instead": note.instead,
        "reason": one_line(note.reason, _REASON_LIMIT).rstrip(" ."),
        "since": day_words(since.date(), lang, now.date()),
        "clock": since.strftime("%H:%M"),
    }
