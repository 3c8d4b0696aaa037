"""The collecting stages of the day: pull what the actors have sent, notice silence, judge what came.

What lives here: plain functions over `Parts`; one transaction per actor pulled and per report judged. One
actor's fault never stops another. No Prefect.
"""

from collections.abc import Collection, Container
from dataclasses import dataclass

from arshjul.calendar.appropriations import money_of
from arshjul.calendar.workdays import next_workday
from arshjul.flows.judging_by import report_before
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import CLOSED, DELIVERED, Kind
from arshjul.models.deliverable import Deliverable
from arshjul.models.problems import BadInput
from arshjul.models.schema_words import printable
from arshjul.models.wheelfile import Text
from arshjul.reports import judge as judging
from arshjul.reports.findings import Finding
from arshjul.reports.reading import read_report
from arshjul.reports.silence import Expected, gone_silent, source_empty
from arshjul.reports.sources.base import Arrival, Fault, shown
from arshjul.store import judgements, pulls
from arshjul.store.board import Standing, standings


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one look into one actor's source gave."""

    actor: str
    seen: int
    taken: int
    faults: tuple[str, ...]


def actors_with_sources(parts: Parts, kinds: Collection[Kind] = ()) -> list[str]:
    """Actors that owe something (of these kinds) and have a source."""
    owing = {item.actor for item in parts.catalogue().deliverables.values() if not kinds or item.kind in kinds}
    return [actor for actor in parts.portfolio.actors if actor in owing and parts.source(actor) is not None]


def pull(parts: Parts, actor: str) -> Pulled:
    """Look into one actor's source, take what is new, and note what could not be read."""
    source = parts.source(actor)
    if source is None:
        return Pulled(actor, 0, 0, ())
    catalogue = parts.catalogue()
    own = frozenset(key for key, item in catalogue.deliverables.items() if item.actor == actor)
    with parts.database.read() as connection:
        known = pulls.known_digests(connection, own)
        before = pulls.previous_seen(connection, actor)
    result = source.pull(now=parts.moment.at, known=known)
    faults = [*result.faults, *(() if result.faults else source_empty(actor, before, result.seen))]
    arrived = []
    for arrival in result.arrivals:
        fault = _misdirected(arrival, actor, catalogue)
        if fault:
            faults.append(fault)
        else:
            arrived.append(_arrived(arrival))
    values = [_fault_values(fault, own) for fault in faults]
    look = pulls.PullValues(actor, str(source), result.digest, result.seen, arrived, values)
    with parts.database.write() as connection:
        taken = pulls.record(connection, parts.moment, look)
    return Pulled(actor, result.seen, taken, tuple(fault.code for fault in faults))


def note_unreachable(parts: Parts, actor: str, reason: str) -> None:
    """An actor's source could not be looked into at all; it stands on the board until a look succeeds."""
    short = printable(reason, 300)
    fault = pulls.FaultValues(
        "source_unreachable", actor,
        f"kilden til {actor} kan ikke nås: {short}; sjekk stien eller adressen i porteføljen",
        f"the source of {actor} is out of reach: {short}; check its path or address in the portfolio",
    )  # fmt: skip
    with parts.database.write() as connection:
        pulls.record(connection, parts.moment, pulls.PullValues(actor, pulls.OUT_OF_REACH, "", 0, (), (fault,)))


def notice_silence(parts: Parts) -> int:
    """Name every actor that always delivered a document and now has nothing after its deadline; how many."""
    catalogue = parts.catalogue()
    with parts.database.read() as connection:
        rows = standings(connection)
    silent = 0
    for actor in actors_with_sources(parts):
        expected = [
            _expected(row, catalogue.deliverables[row.key])
            for row in rows
            if row.actor == actor and row.key in catalogue.deliverables and row.state not in CLOSED
        ]
        found = gone_silent(expected, parts.moment.today)
        with parts.database.write() as connection:
            values = [_fault_values(fault, catalogue.deliverables) for fault in found]
            pulls.sync_noticed(connection, parts.moment, actor, pulls.GONE_SILENT, values)
        silent += len(found)
    return silent


def _expected(row: Standing, item: Deliverable) -> Expected:
    """As far as silence goes: nobody is silent before the last stated date, nor by a date nobody has confirmed."""
    delivered = row.state in DELIVERED
    due = None if item.unconfirmed and not delivered else row.latest or row.due
    return Expected(row.key, item.title.nb, item.title.en, row.document_type, due, delivered)


def judge(parts: Parts, kinds: Collection[Kind] = ()) -> dict[str, str]:
    """Judge every newest version that these rules have not seen; returns completeness by key."""
    catalogue = parts.catalogue()
    habits = parts.portfolio.office.habits
    version = judging.rules_version(habits)
    with parts.database.read() as connection:
        waiting = judgements.unjudged(connection, version, [kind.value for kind in kinds])
    done = {}
    for item in waiting:
        deliverable = catalogue.deliverables.get(item.key)
        if deliverable is None:
            continue
        try:
            report = read_report(item.body, item.name)
        except BadInput:  # it was readable when it was taken; newer rules of reading must not lose it
            continue
        with parts.database.read() as connection:
            previous = report_before(connection, deliverable, catalogue.deliverables.values())
        verdict = judging.judge(
            deliverable,
            report,
            names=initiative_names(catalogue, deliverable),
            previous=previous,
            allocations=money_of(catalogue.wheel_of(deliverable)),
            habits=habits,
        )
        findings = [_finding(finding) for finding in verdict.findings]
        with parts.database.write() as connection:
            day = next_workday(parts.moment.today)
            judgements.record(connection, parts.moment, item, version, verdict.completeness, findings, day)
        done[item.key] = verdict.completeness.value
    return done


def initiative_names(catalogue: Catalogue, item: Deliverable) -> dict[str, Text]:
    """Initiative id to its name in each language."""
    return {slug: spec.name for slug, spec in catalogue.wheel_of(item).initiatives.items()}


def _finding(finding: Finding) -> judgements.FindingValues:
    place = "; ".join(f"{s.section} ({s.lines[0]}–{s.lines[1]})" for s in finding.sources)
    return judgements.FindingValues(
        finding.code, str(finding.content), finding.initiative, finding.place, str(finding.severity),
        str(finding.maker), finding.obligation, place, finding.message_nb, finding.message_en,
    )  # fmt: skip


def _arrived(arrival: Arrival) -> pulls.Arrived:
    report = arrival.report
    name = shown(arrival.name)
    return pulls.Arrived(
        arrival.deliverable, arrival.digest, name, report.submitted_by, arrival.submitted_at, arrival.raw
    )


def _misdirected(arrival: Arrival, actor: str, catalogue: Catalogue) -> Fault | None:
    name = shown(arrival.name)
    item = catalogue.deliverables.get(arrival.deliverable)
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


def _fault_values(fault: Fault, keys: Container[str]) -> pulls.FaultValues:
    """With the deliverable a faulty file was meant for, when it or its name says so and it is one of `keys`."""
    stem = fault.name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    key = next((key for key in (fault.deliverable_key, stem) if key in keys), None)
    return pulls.FaultValues(fault.code, fault.name, fault.message_nb, fault.message_en, key)
