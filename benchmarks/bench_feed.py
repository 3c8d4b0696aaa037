"""One changed event in a calendar of 1,000: rendered anew, the others from kept bytes.

What lives here: `render_events` and `assemble` against the same rendering and a bare join of the bytes.
"""

from dataclasses import replace

from measuring import Line, compare, repeated, tell

from arshjul.calendar.compile import compile_wheel, meetings
from arshjul.calendar.event_views import event_view
from arshjul.calendar.ical_event import EventView, render_events
from arshjul.calendar.ical_feed import FeedHeader, assemble
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels

EVENTS, ROUNDS, TIMES = 1_000, 31, 10
AIM = 1.5
HEADER = FeedHeader("Prøve", "Tusen frister")
_HEAD, _END = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", b"END:VCALENDAR\r\n"


def run() -> list[Line]:
    """With the rendering that both sides share, and the putting together by itself."""
    tell(f"rendering {EVENTS:,} events")
    views = _views()
    kept = dict(sorted(event for view in views for event in render_events(view, "nb")))
    changed = replace(views[EVENTS // 2], sequence=1)

    def floor() -> bytes:
        kept.update(render_events(changed, "nb"))
        return b"".join((_HEAD, *kept.values(), _END))

    def ours() -> bytes:
        kept.update(render_events(changed, "nb"))
        return assemble(HEADER, kept.values())

    if len(kept) != EVENTS or floor().count(b"BEGIN:VEVENT") != ours().count(b"BEGIN:VEVENT"):
        raise AssertionError("both sides must give the same events")
    both = compare(lambda: repeated(floor, TIMES), lambda: repeated(ours, TIMES), ROUNDS)
    joined = compare(
        lambda: repeated(lambda: b"".join((_HEAD, *kept.values(), _END)), TIMES),
        lambda: repeated(lambda: assemble(HEADER, kept.values()), TIMES),
        ROUNDS,
    )
    return [
        Line(f"one changed event in a calendar of {EVENTS:,}", both[0] / TIMES, both[1] / TIMES, AIM),
        Line("  putting the kept bytes together, by itself", joined[0] / TIMES, joined[1] / TIMES, None),
    ]


def _views() -> list[EventView]:
    """The dated deadlines of the shipped wheel over and over, under keys of their own."""
    wheel = read_wheel(shipped_wheels()[0])
    met = meetings(wheel)
    dated = [item for item in compile_wheel(wheel) if item.due and not item.disputed]
    items = [replace(dated[no % len(dated)], key=f"{dated[no % len(dated)].key}-{no}") for no in range(EVENTS)]
    return [event_view(item, wheel, met, "nb") for item in items]
