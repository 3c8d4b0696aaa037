"""Text and addresses made safe for iCalendar, exactly as RFC 5545 3.3.11 and 3.3.13 want them.

What lives here: cleaning of untrusted text, the escaping of TEXT, and URI values. Folding is done by the icalendar
package when a component is written.
"""

import re
from urllib.parse import quote

from icalendar import vText

_LINE_END = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
_INERT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\u202a-\u202e\u2066-\u2069\ufeff"  # what turns the direction of the text around it, and byte order marks
    "\ud800-\udfff\ufdd0-\ufdef"  # halves of characters, which UTF-8 cannot carry; noncharacters
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_URI_SIGNS = ":/?#[]@!$&'()*+,;=%-._~"


class Text(vText):
    r"""A TEXT value. The package's own escaping turns a literal `\N` (`C:\Nytt`) into a line break; this one does not.

    Line breaks are LF only here: `one_line` has taken everything else out.
    """

    __slots__ = ()

    def to_ical(self) -> bytes:
        """The escaped value (RFC 5545 3.3.11)."""
        escaped = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def one_line(text: str, limit: int) -> str:
    """`text` on one line of at most `limit` characters, an ellipsis marking what was cut.

    Line ends, tabs and runs of blanks become one blank, blanks at both ends go, and so do control characters, lone
    surrogates, noncharacters and the marks that turn the direction of text. What is far beyond the limit is not looked at.
    """
    shown = _INERT.sub("", _LINE_END.sub(" ", text[: limit * 8 + 100]))
    line = " ".join(shown.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def clip(text: str, limit: int) -> str:
    """At most `limit` characters of a text whose lines are clean already."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def uri(address: str) -> str:
    """An http(s) address fit for a URI value (RFC 3986): whatever is no URI character is percent-encoded.

    ValueError for any other scheme, since clients offer the address as a link.
    """
    if not address.startswith(("https://", "http://")):
        raise ValueError("a calendar links to https and http addresses only")
    return quote(address, safe=_URI_SIGNS, errors="replace")
