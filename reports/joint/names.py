"""What initiatives and actors are called in the joint report.

What lives here: one look-up that every part of the report shares.
"""

from collections.abc import Mapping
from typing import Any

from arshjul.models.codes import GENERAL
from arshjul.models.lang import get_lang, say
from arshjul.reports.joint.texts import flat


class Names:
    """What initiatives and actors are called in the reader's language; one that is not known goes by its id."""

    def __init__(self, actors: Mapping[str, Any], initiatives: Mapping[str, Any]) -> None:
        lang = get_lang()
        self.actors = {slug: flat(spec[lang]) for slug, spec in actors.items()}
        self.initiatives = {slug: flat(spec[lang]) for slug, spec in initiatives.items()}
        self.initiatives |= {GENERAL: say("Generelt", "General"), "": say("Hele rapporten", "The whole report")}

    def actor(self, slug: str) -> str:
        """An actor's name."""
        return self.actors.get(slug, slug)

    def initiative(self, slug: str) -> str:
        """An initiative's name."""
        return self.initiatives.get(slug, slug)
