"""Texts that fill a field and say nothing.

What lives here: the list of such texts, and the test. "Unchanged since June" says something; "unchanged" does not.
"""

import re

_NOISE = re.compile(r"[\W_]+")
_LONGEST = 40
_SAY_NOTHING = frozenset(
    text.strip()
    for text in """
    ok, okay, alt ok, ja, nei, yes, no, bra, god, godt, fint, good, fine, all good, grønt, grønn, green, gult, gul, yellow,
    rødt, rød, red, x, xx, xxx, na, n a, i a, null, test, tbd, tba, todo, ingen, ingenting, intet, none, nothing, nil,
    uendret, uforandret, unchanged, som før, som sist, as before, samme, samme som sist, same, same as last time, ditto,
    i rute, alt i rute, etter plan, etter planen, følger plan, følger planen, som planlagt, i henhold til plan, iht plan,
    on track, as planned, according to plan, ingen endring, ingen endringer, no change, no changes,
    se over, se ovenfor, se under, se nedenfor, jf over, jf ovenfor, se vedlegg, se vedlagt, jf vedlegg, se forrige rapport,
    se forrige, se tidligere rapport, see above, see below, see attachment, see attached, see last report,
    ikke relevant, ikke aktuelt, not relevant, not applicable, ingen kommentar, ingen kommentarer, no comment, no comments,
    ingenting å melde, ikke noe å melde, intet å melde, nothing to report, kommer, kommer senere, ettersendes, to come
    """.replace("\n", " ").split(",")
)
_ANSWERS_NO = frozenset(("ingen", "ingenting", "intet", "nei", "null", "none", "nothing", "nil", "no"))


def tells(text: str) -> bool:
    """Whether a text is there and has content. Nearly every text does, and is seen to by its length and its first sign."""
    if len(text) > _LONGEST and text[0].isalnum():
        return True
    return bool(text) and not text.isspace() and not says_nothing(text)


def says_nothing(text: str) -> bool:
    """Whether a text that is not empty has no content: signs only, or one of the usual stopgaps."""
    if len(text) > _LONGEST:
        return not any(map(str.isalnum, text))
    words = _words(text)
    return not words or words in _SAY_NOTHING


def answers_no(text: str) -> bool:
    """Whether a text says "none" and no more, which is an answer where a sum is asked for."""
    return len(text) <= _LONGEST and _words(text) in _ANSWERS_NO


def _words(text: str) -> str:
    return _NOISE.sub(" ", text).strip().casefold()
