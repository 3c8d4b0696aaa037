"""When a message may go out at all.

What lives here: decent hours. What goes out, and to whom, is decided elsewhere.
"""

from datetime import datetime, time

from arshjul.calendar.workdays import is_workday
from arshjul.models.moment import OSLO

Quiet = tuple[time, time]


def may_send(now: datetime, quiet: Quiet) -> bool:
    """True on a Norwegian working day outside quiet hours.

    `now` is an aware datetime and is read on the wall clock in Oslo; a naive one raises ValueError. `quiet`
    is (first quiet minute, first minute that is not); it may run over midnight, and equal ends mean no
    quiet hours.
    """
    if now.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    local = now.astimezone(OSLO)
    return is_workday(local.date()) and not _within(local.time(), quiet)


def _within(clock: time, quiet: Quiet) -> bool:
    start, end = quiet
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end
