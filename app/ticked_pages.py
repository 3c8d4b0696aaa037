"""Whether the page that somebody names is there: a slip in its number would stand in the log for ever.

What lives here: looking into the document the program has. A PDF's pages can be counted; those of a Word document depend on who
shows it, so there a page beyond the last one that Word noted is said and no more.
"""

from arshjul.app.terminal import line
from arshjul.flows import named, ticking
from arshjul.flows.parts import Parts
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.reports import prose


def must_be_there(parts: Parts, key: str, page: int) -> None:
    """BadInput for a page after the last one of a PDF. Says nothing where the document is not here, or cannot be read to its end."""
    with parts.database.read() as connection:
        now, _ = named.deliverable(connection, parts, key)
        came = ticking.came(connection, now)
    document = came.document
    if document is None:
        return
    try:
        found = prose.read_prose(document.body, document.name)
    except BadInput:
        return
    if not (found.whole and found.printed and page > len(found.pages)):
        return
    count = len(found.pages)
    what = say(f"{document.name} slutter på side {count}", f"{document.name} ends on page {count}")
    same = came.envelope is None or came.envelope.digest == document.digest
    if same and prose.media_type(document.body) == prose.PDF:
        remedy = say("tell sidene fra dokumentets første", "count the pages from the document's first")
        raise BadInput([Problem("--page", what, remedy=remedy)])
    line(say(f"Obs: {what}. Er {page} rett side?", f"Note: {what}. Is {page} the right page?"), error=True)
