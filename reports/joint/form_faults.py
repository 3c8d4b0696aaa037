"""What is wrong with a Word form, in the reader's language.

What lives here: the library's common messages in Norwegian words. Others stand in «» as the library said them; English keeps
the library's own words.
"""

import re

from arshjul.models.lang import say

# The library's message (Jinja 3.1), and the Norwegian sentence with its groups.
_KNOWN = (
    (r"(?s)Unexpected end of template.*innermost block that needs to be closed is '(\w+)'.*",
     "instruksjonen «{0}» mangler sin slutt, «end{0}»"),
    (r"(?s)Unexpected end of template.*|unexpected 'end of template'", "den slutter midt i en instruksjon"),
    (r"(?s)Encountered unknown tag 'end(\w+)'.*", "instruksjonen «end{0}» mangler sin begynnelse, «{0}»"),
    (r"(?s)Encountered unknown tag '(tr|tc)'.*", "instruksjonen «{0}» står ikke i en tabell"),
    (r"(?s)Encountered unknown tag '(\w+)'.*", "det finnes ingen instruksjon «{0}»"),
    (r"'(\w+)' is undefined", "feltet «{0}» finnes ikke"),
    (r".* has no element (\d+)", "listen har intet nr. {0} der det er brukt"),
    (r".* has no attribute '(\w+)'", "feltet «{0}» finnes ikke der det er brukt"),
    (r"No (?:filter|test) named '(\w+)'.*", "filteret eller prøven «{0}» finnes ikke"),
    (r"expected token '.*', got '(.*)'", "et felt eller en instruksjon er skrevet feil ved «{0}»"),
    (r"unexpected '[/<]'", "et felt eller en instruksjon er ikke lukket"),
    (r"Missing end of comment tag", "en kommentar er ikke lukket"),
    (r"Expected an expression, got .*", "en instruksjon mangler det den gjelder"),
    (r"unexpected (?:char )?['\"](.*)['\"](?: at \d+)?", "tegnet «{0}» kan ikke stå der det står i et felt eller en instruksjon"),
)  # fmt: skip


def form_fault(message: str) -> str:
    """The library's message about a form, as the reader may understand it."""
    for pattern, nb in _KNOWN:
        if (found := re.fullmatch(pattern, message)) is not None:
            return say(nb.format(*found.groups()), message)
    return say(f"et felt eller en instruksjon i den er skrevet feil («{message}»)", message)
