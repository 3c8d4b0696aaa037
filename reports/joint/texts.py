"""Texts and amounts as the joint report shows them, whatever the file's form.

What lives here: making what others have written fit to stand in a document, and numbers in the reader's way of writing.
Escaping is for whoever writes the file (`pages.py`, `docx_file.py`).
"""

import unicodedata
from decimal import Decimal

from arshjul.models.lang import say
from arshjul.reports.schema import Nothing

_GAP = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"


def clean(text: str) -> str:
    """The text without characters that a document cannot hold or that steer how it is read; line ends and tabs stay."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in _STEERING)


_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def paragraphs(text: str) -> list[str]:
    """One entry per line that says something."""
    return [flat for line in clean(text).split("\n") if (flat := " ".join(line.split()))]


def flat(text: str) -> str:
    """The text as one line."""
    return " ".join(clean(text).split())


def told(value: str | Nothing | None, *, demanded: bool) -> list[str]:
    """What a section says, as paragraphs; nothing where it neither says anything nor has to."""
    if isinstance(value, Nothing):
        reason = flat(value.reason)
        nothing = say("Ingenting å melde", "Nothing to report")
        return [f"{nothing}: {reason}" if reason else f"{nothing}."]
    if value is not None and (found := paragraphs(value)):
        return found
    return [say("Ikke besvart.", "Not answered.")] if demanded else []


def money(amount: Decimal | None) -> str:
    """Kroner in the reader's way of writing: "67 200 000", "67,200,000.50"; a dash where there is no figure."""
    if amount is None:
        return "–"
    whole, part = divmod(abs(amount), 1)
    digits = f"{int(whole):,}"
    digits = say(digits.replace(",", _GAP), digits)
    if part:
        digits += say(",", ".") + f"{int(part * 100):02d}"
    return f"{_MINUS if amount < 0 else ''}{digits}"


def difference(amount: Decimal | None) -> str:
    """As `money`, with a plus before what is above nought."""
    return f"+{money(amount)}" if amount is not None and amount > 0 else money(amount)


def in_words(names: list[str]) -> str:
    """A list as it stands in a sentence: "a, b og c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {say('og', 'and')} {names[-1]}"
