"""The instant of a run: by its own clock, and by the wall's.

What lives here: one value that is read once and passed on. Nobody below the front desk reads a clock.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is the run's clock, `recorded_at` the wall's; both aware, kept in UTC."""

    at: dt.datetime
    recorded_at: dt.datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or self.recorded_at.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        object.__setattr__(self, "at", self.at.astimezone(dt.UTC))
        object.__setattr__(self, "recorded_at", self.recorded_at.astimezone(dt.UTC))

    @property
    def local(self) -> dt.datetime:
        """The run's instant in Oslo."""
        return self.at.astimezone(OSLO)

    @property
    def today(self) -> dt.date:
        """The run's civil date in Oslo."""
        return self.local.date()


def end_of_day(day: dt.date) -> dt.datetime:
    """The instant at which a deadline without a clock time has passed: midnight after `day` in Oslo, in UTC."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), OSLO).astimezone(dt.UTC)
