"""The language of this run: bokmål unless the reader asked for English.

What lives here: one setting and `say`, so that both wordings stand side by side where they are used.
"""

from contextvars import ContextVar

from arshjul.models.codes import Lang

_current: ContextVar[Lang] = ContextVar("arshjul_lang", default=Lang.NB)


def set_lang(lang: Lang) -> None:
    """Choose the language for the rest of this run (context)."""
    _current.set(lang)


def get_lang() -> Lang:
    """The language chosen."""
    return _current.get()


def say(nb: str, en: str) -> str:
    """The wording in the reader's language."""
    return en if _current.get() is Lang.EN else nb
