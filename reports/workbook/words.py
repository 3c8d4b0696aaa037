"""The words that stand in the workbook's cells, as they are written and as people write them.

What lives here: lights, "nothing to report", names of initiatives and of the report as a whole, and the escape that a
workbook's text needs. Numbers and dates are `values.py`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from arshjul.models.codes import GENERAL
from arshjul.models.lang import say
from arshjul.models.wheelfile import Text

LIGHTS = {"green": ("Grønn", "Green"), "yellow": ("Gul", "Yellow"), "red": ("Rød", "Red")}
_LIGHT_WORDS = {
    "green": ("green", "grønn", "grønt", "grøn", "grønn (i rute)"),
    "yellow": ("yellow", "gul", "gult", "amber"),
    "red": ("red", "rød", "rødt", "raud", "raudt"),
}
_LIGHT = {word: light for light, words in _LIGHT_WORDS.items() for word in words}
RISK_STATES = {"open": ("Åpen", "Open"), "closed": ("Lukket", "Closed")}
ACTION_STATES = {"open": ("Åpen", "Open"), "done": ("Gjennomført", "Done"), "dropped": ("Bortfalt", "Dropped")}
_OTHER_STATES = {
    "open": ("åpent", "aktiv"),
    "closed": ("avsluttet",),
    "done": ("ferdig", "utført"),
    "dropped": ("droppet",),
}
_NOTHING = re.compile(
    r"(?:ingenting å melde|intet å melde|nothing to report)(?:\s*(?::|–|—|\s-\s)\s*(.*)|\s*\.?)",
    re.DOTALL | re.IGNORECASE,
)
_NOT_ASKED = ("(kreves ikke)", "(not demanded)")
_WHOLE = frozenset({"hele rapporten", "the whole report", "whole report", "alle tiltak", "all initiatives"})
_SUMS = frozenset({"sum", "sum totalt", "total", "totalt", "totals", "i alt", "til sammen"})
_IN_BRACKETS = re.compile(r"\(([^()]{1,80})\)\s*$")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,19}").fullmatch
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
GENERAL_NAME = Text(nb="Generelt", en="General")


def light_of(text: str) -> str | None:
    """The light a word stands for; None when it stands for none."""
    return _LIGHT.get(text.strip().casefold())


def light_words() -> list[str]:
    """The three lights as the drop-down shows them."""
    return [say(*words) for words in LIGHTS.values()]


def state_of(text: str, states: Mapping[str, tuple[str, str]]) -> str | None:
    """The state a word stands for; None when it stands for none of these."""
    word = text.strip().casefold()
    known = {code: (code, *map(str.casefold, names), *_OTHER_STATES[code]) for code, names in states.items()}
    return next((code for code, words in known.items() if word in words), None)


def nothing(reason: str) -> str:
    """The statement that there is nothing to report, as one cell holds it."""
    said = say("Ingenting å melde", "Nothing to report")
    return f"{said}: {reason}" if reason else said


def nothing_reason(text: str) -> str | None:
    """The reason in such a statement ("" when it has none); None when the text is no such statement."""
    match = _NOTHING.fullmatch(text)
    return None if match is None else (match.group(1) or "").strip()


def not_asked() -> str:
    """Stands in a cell that is not demanded of its initiative."""
    return say(*_NOT_ASKED)


def is_not_asked(text: str) -> bool:
    """Whether a cell holds only that."""
    return text.strip().casefold() in _NOT_ASKED


def whole() -> str:
    """Stands where a row speaks of the report as a whole."""
    return say("Hele rapporten", "The whole report")


def is_whole(text: str) -> bool:
    """Whether a cell says so."""
    return _plain(text) in _WHOLE


def is_sum(text: str) -> bool:
    """Whether a row is only a sum that somebody added."""
    return _plain(text) in _SUMS


@dataclass(frozen=True, slots=True)
class Initiatives:
    """Initiatives by id with their names; `general` stands for what belongs to none.

    Unless `closed`, others may exist that are not known here, and an id in brackets is taken as it stands.
    """

    names: Mapping[str, Text]
    closed: bool = True

    def label(self, slug: str) -> str:
        """As a cell shows it: the name, with the id in capitals where it is not the name itself."""
        if slug == GENERAL:
            return say(GENERAL_NAME.nb, GENERAL_NAME.en)
        return f"{say(self.names[slug].nb, self.names[slug].en)} ({slug.upper()})" if slug in self.names else slug

    def id_of(self, text: str) -> str | None:
        """The id behind a label, a name in either language, or an id; None when there is none."""
        inner = _IN_BRACKETS.search(text)
        for word in (_plain(inner.group(1)) if inner else "", _plain(text)):
            for slug in self._ids():
                if word and word in self._words(slug):
                    return slug
            if word and not self.closed and _ID(word):
                return word
        return None

    def known(self) -> list[str]:
        """Every label, for advice."""
        return [self.label(slug) for slug in self.names]

    def _ids(self) -> Iterable[str]:
        return [*self.names, *([] if GENERAL in self.names else [GENERAL])]

    def _words(self, slug: str) -> tuple[str, ...]:
        name = GENERAL_NAME if slug == GENERAL else self.names[slug]
        return (slug.casefold(), _plain(name.nb), _plain(name.en))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def written(text: str) -> str:
    """A text as a workbook can hold it: no signs XML lacks, and what looks like a workbook's own escape escaped.

    ISO/IEC 29500-1 22.9.2.19 (ST_Xstring): `_x000D_` in a cell is read as a carriage return.
    """
    return _ESCAPE.sub("_x005F_", _UNWRITABLE.sub("", text))
