"""Texts that fill a field and say nothing.

What lives here: the list of such texts, and the test. "Unchanged since June" says something; "unchanged" does not.
"""

import re

_NOISE = re.compile(r"[\W_]+")
_LONGEST = 30
_SAY_NOTHING = frozenset(
    text.strip()
    for text in """
    ok, okay, ja, nei, yes, no, bra, god, godt, fint, good, fine, grønt, grønn, green, gult, gul, yellow, rødt, rød, red,
    x, xx, xxx, na, n a, i a, null, test, tbd, tba, todo, ingen, ingenting, intet, none, nothing, nil,
    uendret, unchanged, som før, som sist, as before, samme, samme som sist, same, ditto,
    i rute, etter plan, on track, as planned, ingen endring, ingen endringer, no change, no changes,
    se over, se ovenfor, se under, se vedlegg, se vedlagt, see above, see below, see attachment, see attached,
    ikke relevant, ikke aktuelt, not relevant, not applicable, ingen kommentar, ingen kommentarer, no comment,
    ingenting å melde, ikke noe å melde, intet å melde, nothing to report, kommer, kommer senere, ettersendes, to come
    """.replace("\n", " ").split(",")
)


def says_nothing(text: str) -> bool:
    """Whether a text that is not empty has no content: signs only, or one of the usual stopgaps."""
    if len(text) > _LONGEST:
        return not any(map(str.isalnum, text))
    words = _NOISE.sub(" ", text).strip().casefold()
    return not words or words in _SAY_NOTHING
