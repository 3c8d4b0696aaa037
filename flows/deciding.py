"""Contradictions settled: which date holds where the letters state several.

What lives here: one transaction per decision, refused when it makes no sense. The ministry decides, the office records.
Later dates are `extending.py`; what is delivered is accepted or sent back in `accepting.py`.
"""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Connection

from arshjul.calendar.date_words import long_date
from arshjul.flows import named
from arshjul.flows.changing import Cause
from arshjul.flows.nameless import must_name_nobody
from arshjul.flows.parts import Parts
from arshjul.flows.recorded import SETTLED, Recorded, Words, carry_through, kept, past
from arshjul.models.codes import Step
from arshjul.models.deliverable import Conflict
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.models.tables_history import DecisionKind, DecisionState
from arshjul.store import decisions, events


def decide_conflict(parts: Parts, conflict: str, day: dt.date, said: Words, actor: str | None = None) -> Recorded:
    """Record which date holds where the letters contradict themselves, for everyone it binds or for one actor alone.

    BadInput for an unknown contradiction and for one that is decided already.
    """
    must_name_nobody(parts, said.in_the_log())
    with parts.database.write() as connection:
        found, keys = _undecided(connection, parts, conflict, actor)
        items = {key: named.deliverable(connection, parts, key) for key in keys}
        by = named.signed(connection, parts, said.by, next(iter(items.values())).item)
        after = {"in_force": day.isoformat(), "keys": list(keys), "reference": said.reference}
        before = sorted({stated.due.isoformat() for stated in found.statements})
        kind = "conflict.decided"
        seq = events.append(
            connection, parts.moment, kind, found.id, before=before, after=after, why=said.reason, actor=by
        )
        made = {key: _granted(connection, parts, seq, key, day, by, said) for key in keys}
        open_ones = {key: number for key, number in made.items() if items[key].now.state not in SETTLED}
        plan = carry_through(connection, parts, Cause(kind, found.id, said.reason, seq), Step.DECIDED, open_ones)
        now = [named.deliverable(connection, parts, key).now for key in keys]
        who = named.called(connection, parts, [by])[by]
    warned = (*past(parts, day), *_unstated(found, day), *kept(one for one in now if one.due != day))
    return Recorded(made[keys[0]], keys, who, day, warned, plan)


def _undecided(connection: Connection, parts: Parts, word: str, actor: str | None) -> tuple[Conflict, tuple[str, ...]]:
    """The contradiction of that id that is not decided yet, and the deliverables it is to be decided for."""
    catalogue = parts.catalogue_of(connection)
    if not catalogue.compiled:
        raise named.none_loaded(word)
    listed = [conflict for one in catalogue.compiled.values() for conflict in one.conflicts]
    found = [one for one in listed if word in (one.id, one.id.partition(".")[2])]
    if not found:
        what = say(f"ukjent motstrid: {word}", f"unknown conflict: {word}")
        remedy = named.nearest_key(word, sorted({one.id for one in listed}), "arshjul conflicts")
        raise BadInput([Problem("ID", what, remedy=remedy)])
    bound = sorted({_actor(key) for one in found for key in one.keys})
    if actor is not None and actor not in bound:
        what = say(f"{actor} er ikke bundet av {word}", f"{actor} is not bound by {word}")
        raise BadInput([Problem("--actor", what, remedy=nearest(actor, bound))])
    mine = [(one, _keys(one, actor)) for one in found if _keys(one, actor)]
    undecided = [(one, keys) for one, keys in mine if one.in_force is None]
    if not undecided:
        raise BadInput([_decided_already(one) for one, _ in mine])
    if len({frozenset(one.statements) for one, _ in undecided}) > 1:  # two wheels may state the same in another order
        what = say("gjelder flere aktører med ulike datoer", "is about several actors with different dates")
        bound = sorted(_actor(key) for _, keys in undecided for key in keys)
        remedy = say("velg med --actor: ", "choose with --actor: ") + ", ".join(bound)
        raise BadInput([Problem(word, what, remedy=remedy)])
    return undecided[0][0], tuple(key for _, keys in undecided for key in keys)


def _keys(conflict: Conflict, actor: str | None) -> tuple[str, ...]:
    return tuple(key for key in conflict.keys if actor in (None, _actor(key)))


def _actor(key: str) -> str:
    return key.rpartition(".")[2]


def _decided_already(conflict: Conflict) -> Problem:
    assert conflict.in_force is not None
    day = long_date(conflict.in_force, get_lang())
    who = f" ({conflict.decision})" if conflict.decision else ""
    what = say(f"er avgjort: {day} gjelder{who}", f"is decided: {day} is in force{who}")
    remedy = say(
        "en senere dato føres med arshjul extension, en ny avgjørelse med et tillegg til årshjulet (arshjul wheel load)",
        "record a later date with arshjul extension, a new decision with a supplement to the wheel (arshjul wheel load)",
    )
    return Problem(conflict.id, what, remedy=remedy)


def _granted(connection: Connection, parts: Parts, seq: int, key: str, day: dt.date, by: str, said: Words) -> int:
    made = decisions.Made(DecisionKind.CONFLICT, key, DecisionState.GRANTED, by, day, said.reference, said.reason)
    return decisions.make(connection, parts.moment, seq, made)


def _unstated(conflict: Conflict, day: dt.date) -> Iterator[str]:
    """The ministry may set a date that no letter has; it is so rare that it should be seen."""
    stated = sorted({one.due for one in conflict.statements})
    if day not in stated:
        days = ", ".join(one.isoformat() for one in stated)
        yield say(f"ingen av stedene oppgir {day}; de oppgir {days}", f"no place states {day}; they state {days}")
