"""Pulling what the actors have sent: several at a time, none held up or stopped by another.

What lives here: plain functions over `Parts`. Only the looking runs side by side; what a look has given is written by the
caller's own thread, one transaction per actor, as each of them ends. No Prefect. Judging is `collecting.py`.
"""

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass

from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import Kind
from arshjul.models.moment import OSLO, Moment
from arshjul.models.schema_words import printable
from arshjul.reports.problem_words import AHEAD
from arshjul.reports.silence import source_empty
from arshjul.reports.sources.base import Arrival, Fault, Later, PullResult, Remembering, Source, kept_name, shown
from arshjul.store import pulls

MOST_FAULTS = 50
"""So many faults of one look stand on the board; the rest are a number."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one look into one actor's source gave."""

    actor: str
    seen: int
    taken: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """An actor's source, with all that a look into it and the taking of what it gives need to know."""

    actor: str
    source: Source
    own: frozenset[str]
    known: frozenset[str]
    before: int | None
    catalogue: Catalogue


def actors_with_sources(parts: Parts, kinds: Collection[Kind] = ()) -> list[str]:
    """Actors that owe something (of these kinds) and have a source."""
    owing = {item.actor for item in parts.catalogue().deliverables.values() if not kinds or item.kind in kinds}
    return [actor for actor in parts.portfolio.actors if actor in owing and parts.source(actor) is not None]


def pull(parts: Parts, actor: str) -> Pulled:
    """Look into one actor's source, take what is new, and note what could not be read."""
    one = ready(parts, actor)
    if one is None:
        return Pulled(actor, 0, 0, ())
    return _taken(parts, one, one.source.pull(now=parts.moment.at, known=one.known))


def pull_all(parts: Parts, actors: Sequence[str], tell: Callable[[str], None] = lambda _: None) -> list[Pulled]:
    """Look into the sources of these actors, as many at a time as the portfolio says; `tell` hears who is done.

    A source out of reach is noted and stops nobody. Whatever else goes wrong with one is raised when all have ended.
    """
    several_ready = [found for actor in actors if (found := ready(parts, actor))]
    done = {actor: Pulled(actor, 0, 0, ()) for actor in actors}
    broken: list[BaseException] = []
    with ThreadPoolExecutor(parts.portfolio.office.pulls_at_once, thread_name_prefix="pull") as several:
        waiting = {
            several.submit(copy_context().run, one.source.pull, now=parts.moment.at, known=one.known): one
            for one in several_ready
        }
        for future in as_completed(waiting):
            one, error = waiting[future], future.exception()
            if error is None:
                done[one.actor] = _taken(parts, one, future.result())
            elif isinstance(error, OSError):
                done[one.actor] = note_unreachable(parts, one.actor, str(error))
            else:
                broken.append(error)
            tell(one.actor)
    if broken:
        raise broken[0]
    return [done[actor] for actor in actors]


def note_unreachable(parts: Parts, actor: str, reason: str) -> Pulled:
    """An actor's source could not be looked into at all; it stands on the board until a look succeeds."""
    short = printable(reason, 300)
    fault = pulls.FaultValues(
        "source_unreachable", actor,
        f"kilden til {actor} kan ikke nås: {short}; sjekk stien eller adressen i porteføljen",
        f"the source of {actor} is out of reach: {short}; check its path or address in the portfolio",
    )  # fmt: skip
    with parts.database.write() as connection:
        pulls.record(connection, parts.moment, pulls.PullValues(actor, pulls.OUT_OF_REACH, "", 0, (), (fault,)))
    return Pulled(actor, 0, 0, (fault.code,))


def fault_values(fault: Fault, keys: Container[str], taken: Mapping[str, str] | None = None) -> pulls.FaultValues:
    """With the deliverable a faulty file was meant for, one of `keys`: as it says, as its name says, or as was `taken` by it.

    `taken` are names of files with the key that each was last taken for.
    """
    stem = fault.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    said = (fault.deliverable_key, stem, (taken or {}).get(fault.name))
    key = next((key for key in said if key in keys), None)
    return pulls.FaultValues(fault.code, fault.name, fault.message_nb, fault.message_en, key)


def ready(parts: Parts, actor: str) -> Ready | None:
    """All that a look into an actor's source needs; None for one without a source."""
    source = parts.source(actor)
    if source is None:
        return None
    catalogue = parts.catalogue()
    own = frozenset(key for key, item in catalogue.deliverables.items() if item.actor == actor)
    with parts.database.read() as connection:
        known, before = pulls.known_digests(connection, own), pulls.previous_seen(connection, actor)
        if isinstance(source, Remembering):
            source.memory = pulls.memory(connection, actor)
    return Ready(actor, source, own, known, before, catalogue)


def _taken(parts: Parts, one: Ready, result: PullResult) -> Pulled:
    """Write what a look has given."""
    actor = one.actor
    faults = [*result.faults, *(() if result.faults else source_empty(actor, one.before, result.seen))]
    faults += [_from_the_future(later) for later in result.later if _is_ahead(later, parts.moment)]
    arrived = []
    called_off = _called_off(parts, one.catalogue, result.arrivals)
    for arrival in result.arrivals:
        fault = _misdirected(arrival, actor, one.catalogue, called_off)
        if fault:
            faults.append(fault)
        else:
            arrived.append(_arrived(arrival))
    faults = _not_too_many(faults, actor)
    with parts.database.write() as connection:
        before = pulls.last_taken(connection, one.own) if faults else {}
        values = [fault_values(fault, one.own, before) for fault in faults]
        look = pulls.PullValues(actor, str(one.source), result.digest, result.seen, arrived, values)
        taken = pulls.record(connection, parts.moment, look)
        if isinstance(one.source, Remembering):
            pulls.remember(connection, actor, one.source.memory)
    return Pulled(actor, result.seen, taken, tuple(fault.code for fault in faults))


def _called_off(parts: Parts, catalogue: Catalogue, arrivals: Sequence[Arrival]) -> Container[str]:
    """Keys that no wheel has any more, of what has been called off; nothing is looked up where all are known."""
    strange = [arrival.deliverable for arrival in arrivals if arrival.deliverable not in catalogue.deliverables]
    if not strange:
        return ()
    with parts.database.read() as connection:
        return pulls.called_off(connection, strange)


def _is_ahead(later: Later, moment: Moment) -> bool:
    """Whether a file is dated after today by every clock; a replay of past days meets later files in their time."""
    return moment.at <= moment.recorded_at and later.submitted_at > moment.recorded_at + AHEAD


def _from_the_future(later: Later) -> Fault:
    name, at = shown(later.name), f"{later.submitted_at.astimezone(OSLO):%Y-%m-%d %H:%M}"
    return Fault(
        "sent_later", name,
        f"{name}: er sendt {at}, som ikke er kommet ennå, og blir ikke lest før da; rett tidspunktet i filen",
        f"{name}: was sent {at}, which has not come yet, and is not read before that; mend the moment in the file",
        later.deliverable or None,
    )  # fmt: skip


def _not_too_many(faults: list[Fault], actor: str) -> list[Fault]:
    more = len(faults) - MOST_FAULTS
    if more <= 0:
        return faults
    nb, en = (
        f"{actor}: {more} feil til i samme kilde; rett de første først",
        f"{actor}: {more} more faults in the same source",
    )
    return [*faults[:MOST_FAULTS], Fault("more_faults", actor, nb, f"{en}; mend the first ones first")]


def _arrived(arrival: Arrival) -> pulls.Arrived:
    report = arrival.report
    name = kept_name(arrival.name)
    return pulls.Arrived(
        arrival.deliverable, arrival.digest, name, report.submitted_by, arrival.submitted_at, arrival.raw
    )


def _misdirected(arrival: Arrival, actor: str, catalogue: Catalogue, called_off: Container[str]) -> Fault | None:
    name = shown(arrival.name)
    item = catalogue.deliverables.get(arrival.deliverable)
    if arrival.deliverable in called_off:
        return Fault(
            "called_off", name,
            f"{name}: gjelder «{arrival.deliverable}», som er avlyst og ikke skyldes lenger; fjern filen, eller rett nøkkelen",
            f"{name}: is for «{arrival.deliverable}», which is called off and no longer owed; remove the file, or mend its key",
        )  # fmt: skip
    if item is None:
        return Fault(
            "unknown_deliverable", name,
            f"{name}: ukjent leveranse «{arrival.deliverable}»; sjekk nøkkelen med arshjul deadlines",
            f"{name}: unknown deliverable «{arrival.deliverable}»; check the key with arshjul deadlines",
        )  # fmt: skip
    if item.actor != actor:
        return Fault(
            "wrong_actor", name,
            f"{name}: leveransen tilhører {item.actor}, men filen lå hos {actor}; flytt filen eller rett nøkkelen",
            f"{name}: the deliverable belongs to {item.actor}, but the file lay with {actor}; move or mend it",
        )  # fmt: skip
    return None
