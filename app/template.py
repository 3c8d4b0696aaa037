"""`report template`: a workbook for exactly one deliverable, or its skeleton as JSON or YAML, ready to be filled in.

What lives here: finding the deliverable and the last report, and writing the file without touching one that exists.
What stands in it is the report room's (`reports/workbook/`, `reports/skeleton.py`).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from arshjul.app import clock
from arshjul.app.report_check import known_before, wanted
from arshjul.app.terminal import line
from arshjul.app.view import WheelView, wheel_views
from arshjul.calendar.appropriations import money_of
from arshjul.flows.files import write_whole
from arshjul.flows.own_money import own_money
from arshjul.flows.settings import Settings
from arshjul.models.allocation import stated
from arshjul.models.allocation_file import MoneyFile
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import say
from arshjul.models.portfolio_file import read_portfolio
from arshjul.models.problems import BadInput, Problem, reason
from arshjul.models.yaml_places import read_bytes
from arshjul.reports.judge import REPORT_KINDS
from arshjul.reports.reading import read_report
from arshjul.reports.schema import StatusReport
from arshjul.reports.skeleton import skeleton
from arshjul.reports.workbook.carrying import carried_over
from arshjul.reports.workbook.layout import unfitting
from arshjul.reports.workbook.writing import Template, workbook


def write_template(found: Settings, key: str, out: Path, previous: Path | None, as_of: str | None = None) -> None:
    """Write the workbook of that deliverable to `out`, with the answers of the `previous` report and the letter's figures.

    Without a file the last report is the one that the database holds. A name that ends in .json or .yaml gives the
    skeleton instead, without answers, also of an envelope. BadInput when the deliverable is unknown or has no workbook, or
    the file exists or cannot be written.
    """
    views = wheel_views(found, None)
    item, wheel = wanted(views, key)
    _check_name(out)
    if out.suffix.lower() in _AS_TEXT:
        _check_no_answers(previous)
        _write(out, _AS_TEXT[out.suffix.lower()](skeleton(item)).encode())
        return
    _check(item, key)
    answers = _last(previous, item) if previous else _of_database(found, views, item)
    body = workbook(
        Template(
            deliverable=item,
            actor=wheel.actors[item.actor].name,
            initiatives={slug: spec.name for slug, spec in wheel.initiatives.items()},
            documents={slug: spec.title for slug, spec in wheel.documents.items()},
            answers=answers,
            allocations=stated(money_of(wheel, _own_money(found, views)), item.actor, clock.now(as_of).today),
        )
    )
    _write(out, body)


def _as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _as_yaml(values: dict[str, Any]) -> str:
    return str(yaml.safe_dump(values, allow_unicode=True, sort_keys=False))


_AS_TEXT = {".json": _as_json, ".yaml": _as_yaml, ".yml": _as_yaml}


def _check_no_answers(previous: Path | None) -> None:
    if previous is not None:
        what = say("svar fylles bare ut i en arbeidsbok", "answers are filled in in a workbook only")
        remedy = say(
            "utelat --previous, eller velg et navn på .xlsx",
            "leave out --previous, or choose a name that ends in .xlsx",
        )
        raise BadInput([Problem("--previous", what, remedy=remedy)])


def _write(out: Path, body: bytes) -> None:
    try:
        write_whole(out, body)
    except OSError as error:
        what = say(f"kan ikke skrives: {reason(error)}", f"cannot be written: {reason(error)}")
        raise BadInput([Problem(str(out), what, remedy=say("velg en annen fil", "choose another file"))]) from None
    line(say(f"skrevet: {out}", f"written: {out}"))


def _own_money(found: Settings, views: Sequence[WheelView]) -> tuple[MoneyFile, ...]:
    """The sums that the office has entered itself."""
    return own_money(found.portfolio, read_portfolio(found.portfolio), lambda: [view.wheel for view in views])


def _check(item: Deliverable, key: str) -> None:
    """A workbook answers demands on a status report; other documents come with an envelope."""
    if item.kind in REPORT_KINDS and not list(unfitting(item)):
        return
    what = say("er ikke en statusrapport, og har ingen arbeidsbok", "is no status report, and has no workbook")
    remedy = say(
        "send dokumentet med en konvolutt: --out FIL.json gir skjelettet",
        "send the document with an envelope: --out FILE.json gives its skeleton",
    )
    raise BadInput([Problem(key, what, remedy=remedy)])


def _check_name(out: Path) -> None:
    if out.suffix.lower() not in (".xlsx", *_AS_TEXT):
        what = say("slutter ikke på .xlsx, .json eller .yaml", "does not end in .xlsx, .json or .yaml")
        raise BadInput([Problem(str(out), what, remedy=say("velg et navn som gjør det", "choose a name that does"))])
    if out.exists() or out.is_symlink():
        what = say("finnes fra før, og blir ikke skrevet over", "exists already, and is not overwritten")
        remedy = say("velg et annet navn, eller flytt filen først", "choose another name, or move the file away first")
        raise BadInput([Problem(str(out), what, remedy=remedy)])


def _last(path: Path, item: Deliverable) -> StatusReport:
    """The answers to begin with, from a report of the same document by the same actor."""
    report = read_report(read_bytes(path), str(path))
    if not isinstance(report, StatusReport):
        what = say("er ingen statusrapport", "is no status report")
        raise BadInput([Problem(str(path), what, remedy=say("velg en statusrapport", "choose a status report"))])
    wheel, _, rest = report.deliverable.partition(".")
    if not (rest.startswith(f"{item.document_type}.") and rest.endswith(f".{item.actor}")):
        what = say(f"er svar på noe annet: {report.deliverable}", f"answers something else: {report.deliverable}")
        remedy = say("velg aktørens forrige rapport av samme type", "choose the actor's last report of the same kind")
        raise BadInput([Problem(str(path), what, remedy=remedy)])
    return carried_over(report, same_wheel=wheel == item.wheel)


def _of_database(found: Settings, views: Sequence[WheelView], item: Deliverable) -> StatusReport | None:
    """The answers to begin with, from the actor's last report of the same document; None where there is none."""
    last, _ = known_before(found, item, [other for view in views for other in view.deliverables])
    if last is None:
        return None
    line(say(f"svar fra forrige rapport: {last.deliverable}", f"answers of the last report: {last.deliverable}"))
    return carried_over(last, same_wheel=last.deliverable.startswith(f"{item.wheel}."))
