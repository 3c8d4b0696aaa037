"""The day in this process: every stage in order, and what they did.

What lives here: the order. Stages live in `flows/`, and so does putting their parts together.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from arshjul.flows import collecting, loading, publishing, receipts, reminding, sending, watch
from arshjul.flows.parts import Parts
from arshjul.models.codes import Lang
from arshjul.models.lang import say
from arshjul.store.wheels import Changes


@dataclass(slots=True)
class DayDone:
    """What a day did, for people to read."""

    changes: list[Changes] = field(default_factory=list)
    opened: int = 0
    taken: int = 0
    faults: int = 0
    judged: int = 0
    notices: int = 0
    quiet: bool = False
    sent: int = 0
    failed: int = 0
    calendars: int = 0


def run_day(parts: Parts, out: Path | None, tell: Callable[[str], None]) -> DayDone:
    """All stages of one day, in order, in this process. Without `out` no calendars are written."""
    done = DayDone()
    tell(say("laster årshjul", "loading wheels"))
    done.changes = loading.load_wheels(parts)
    done.opened = len(loading.open_what_is_due(parts))
    tell(say("henter fra aktørene", "pulling from the actors"))
    actors = collecting.actors_with_sources(parts)
    for pulled in collecting.pull_all(parts, actors, lambda actor: tell(say(f"hentet fra {actor}", f"pulled {actor}"))):
        done.taken += pulled.taken
        done.faults += len(pulled.faults)
    tell(say("vurderer rapporter", "judging reports"))
    done.judged = len(collecting.judge(parts))
    receipts.acknowledge(parts)
    collecting.notice_silence(parts)
    tell(say("avgjør påminnelser", "deciding reminders"))
    decided = reminding.decide_reminders(parts)
    done.notices, done.quiet = decided.notices, decided.quiet
    tell(say("sender", "sending"))
    sent = asyncio.run(sending.dispatch(parts))
    done.sent, done.failed = sent.sent, sent.failed
    if out is None:
        publishing.refresh_events(parts, Lang.NB)
    else:
        tell(say("skriver kalendere", "writing calendars"))
        done.calendars = len(publishing.publish_calendars(parts, out / "calendars").files)
    watch.day_ended_well(parts)
    return done
