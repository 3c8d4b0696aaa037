"""What stands beside the wheel: the title, what is next, the legend of all marks, what awaits a date.

What lives here: one column of text lines, from the top down. Its words come from `drawing_words.py`.
"""

from collections.abc import Iterator, Mapping

from arshjul.calendar.date_words import long_date
from arshjul.calendar.drawing_shapes import Mark, clean, fit, label, number, sign, text_width
from arshjul.calendar.drawing_words import Scene, marks_counted

WIDTH = 336.0
_MOST_ROWS = 9
_MOST_NEXT = 2


class Panel:
    """A column `WIDTH` wide; `parts` is the SVG so far and `y` how far down it reaches (drawing units)."""

    def __init__(self, what: Scene, title: str) -> None:
        self.what, self.x, self.y = what, 8.0, 40.0
        self.parts: list[str] = []
        self._heading(title)
        self._next()
        self._legend()
        waiting = what.say("Venter på dato", "Awaiting a date")
        self._counts(waiting, what.undated)
        self._counts(what.say("Frist i andre år", "Due in other years"), what.elsewhere)

    def _line(self, text: str, size: float, classes: str, down: float, indent: float = 0, keep: float = 0) -> None:
        """Write one line `down` units below the last, leaving `keep` units free at its end."""
        self.y += down
        bold = "b" in classes.split()
        shown = fit(text, WIDTH - indent - keep, size, bold=bold)
        self.parts.append(label(self.x + indent, self.y, shown, size, classes))

    def _figure(self, value: int, size: float) -> None:
        self.parts.append(label(self.x + WIDTH, self.y, str(value), size, "ink b end"))

    def _rule(self) -> None:
        self.y += 24
        x, y = number(self.x), number(self.y)
        self.parts.append(f'<path class="line" d="M{x} {y}h{number(WIDTH)}"/>')

    def _heading(self, title: str) -> None:
        for line in wrapped(title, WIDTH, 29, most=3):
            self._line(line, 29, "ink b", 36)
        due = self.what.things(len(self.what.on_ring))
        self._line(
            self.what.say(f"{due} med frist i {self.what.year}", f"{due} due in {self.what.year}"), 16, "soft", 28
        )

    def _next(self) -> None:
        if not self.what.upcoming or not self.what.upcoming[0].due:
            return
        self._rule()
        self._line(self.what.say("Neste frist", "Next deadline"), 15, "soft b", 30)
        self._line(long_date(self.what.upcoming[0].due, self.what.lang), 20, "ink b", 29)
        owed: dict[str, list[str]] = {}
        for spoke in self.what.upcoming:
            owed.setdefault(self.what.title(spoke), []).append(self.what.names[spoke.actor])
        for title in list(owed)[:_MOST_NEXT]:
            self._line(title, 16, "ink", 27)
            self._line(", ".join(dict.fromkeys(owed[title])), 15, "soft", 21)
        if (more := len(owed) - _MOST_NEXT) > 0:
            self._line(self.what.say(f"og {more} til", f"and {more} more"), 15, "soft", 23)

    def _legend(self) -> None:
        self._rule()
        self._line(self.what.say("Tilstand", "State"), 15, "soft b", 30)
        count = marks_counted(self.what)
        self.y += 4
        for mark in Mark:
            self._line(self.what.word(mark), 17, "ink", 32, indent=38, keep=50)
            self.parts.append(sign(mark, self.x + 13, self.y - 5.75, "key", scale=1.1))
            if count[mark]:
                self._figure(count[mark], 17)

    def _counts(self, heading: str, counted: Mapping[str, int]) -> None:
        if not counted:
            return
        self._rule()
        self._line(heading, 15, "soft b", 30, keep=50)
        self._figure(sum(counted.values()), 15)
        self.y += 2
        rows = list(counted.items())
        for actor, value in rows[:_MOST_ROWS]:
            self._line(self.what.names[actor], 16, "ink", 26, keep=50)
            self._figure(value, 16)
        if more := len(rows[_MOST_ROWS:]):
            self._line(self.what.say(f"og {more} aktører til", f"and {more} more actors"), 16, "soft", 26)


def wrapped(text: str, width: float, size: float, *, most: int) -> Iterator[str]:
    """Bold lines no wider than `width`, broken at spaces; the last of `most` lines takes (and shortens) the rest."""
    words = clean(text).split()
    for place in range(most):
        if not words:
            return
        taken = 1
        while taken < len(words) and text_width(" ".join(words[: taken + 1]), size, bold=True) <= width:
            taken += 1
        if place == most - 1:
            taken = len(words)
        yield fit(" ".join(words[:taken]), width, size, bold=True)
        words = words[taken:]
