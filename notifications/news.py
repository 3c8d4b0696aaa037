"""What has happened to a deliverable, for notices that tell news, and the same in words.

What lives here: the change as a value that callers fill in, cleaned, capped and turned into words of one language.
Sentences are in the templates. What is restricted shows neither its meeting nor a reason.
"""

from dataclasses import dataclass
from datetime import date

from arshjul.models.codes import Lang
from arshjul.notifications.clean import NAME_LIMIT, TITLE_LIMIT, one_line
from arshjul.notifications.numbers import in_words
from arshjul.notifications.phrases import day_words, named

REASON_LIMIT = 300
FILE_LIMIT = 120
_LONGEST_ENDING = 5
_ENDS = " .;:,"
_MINISTRY = {Lang.NB: "departementet", Lang.EN: "the ministry"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What has changed; what has not is left empty.

    `was`: the deadline before, `met`: the meeting's date before, `meeting`: its name inside a sentence. `ministry`: the
    ministry decided; else `by` is who did, as people call them. `reason`: somebody's own words, `reference`: where the
    decision stands. `back`: the date is one that the reader has known before. `here`: something has come for it. For
    what somebody takes over: `since` which day, from (or, `left`, to) which `other` person, and how many deliverables.
    `file`: one that cannot be read; `loose`: it does not tell which deliverable it is for.
    """

    was: date | None = None
    met: date | None = None
    meeting: str = ""
    ministry: bool = False
    by: str = ""
    reason: str = ""
    reference: str = ""
    back: bool = False
    here: bool = False
    since: date | None = None
    other: str = ""
    left: bool = False
    count: int = 0
    file: str = ""
    loose: bool = False


NOTHING = Change()


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A change in words; an empty string stands for what is not known or not shown."""

    was: str
    met: str
    meeting: str
    by: str
    ministry: bool
    reason: str
    reference: str
    back: bool
    here: bool
    same: bool
    since: str
    begun: bool
    other: str
    left: bool
    count: int
    count_words: str
    file: str
    loose: bool


def change_words(change: Change, due: date | None, lang: Lang, today: date, *, restricted: bool) -> ChangeWords:
    """The change in words of `lang`, as seen on `today`, beside the deadline that is in force."""
    reason = "" if restricted else one_line(change.reason, REASON_LIMIT).rstrip(_ENDS)
    return ChangeWords(
        was=day_words(change.was, lang, today),
        met="" if restricted else day_words(change.met, lang, today),
        meeting="" if restricted else one_line(change.meeting, TITLE_LIMIT),
        by=_MINISTRY[lang] if change.ministry else named(change.by, lang),
        ministry=change.ministry,
        reason=reason,
        reference=_reference(change.reference, restricted=restricted),
        back=change.back,
        here=change.here,
        same=change.was is not None and change.was == due,
        since=day_words(change.since, lang, today),
        begun=change.since is not None and change.since <= today,
        other=one_line(change.other, NAME_LIMIT),
        left=change.left,
        count=change.count,
        count_words=in_words(change.count, lang),
        file="" if restricted else _file(change.file),
        loose=change.loose,
    )


def _file(name: str) -> str:
    """A file's name, which is often a deliverable's key; cut in its middle, so that its ending tells the form."""
    shown, ending = one_line(name, FILE_LIMIT), one_line(name.rpartition(".")[2], FILE_LIMIT)
    if not shown.endswith("…") or len(ending) > _LONGEST_ENDING:
        return shown
    return one_line(name, FILE_LIMIT - len(ending)) + ending


def _reference(words: str, *, restricted: bool) -> str:
    """Where a decision stands; of what is restricted only a bare number, for words might tell what it is about."""
    shown = one_line(words, NAME_LIMIT).rstrip(_ENDS)
    return "" if restricted and any(char.isalpha() for char in shown) else shown
