"""The first stages of the day: load the wheels, open what is due.

What lives here: plain functions that read, decide and store in one transaction each. No Prefect.
"""

import datetime as dt
from collections.abc import Collection

from arshjul.calendar.compile import compile_wheel, meetings
from arshjul.calendar.wheel_file import read_wheels
from arshjul.flows.parts import Parts, own_database
from arshjul.models.codes import Kind, Step
from arshjul.models.deliverable import Deliverable
from arshjul.models.portfolio import Portfolio
from arshjul.notifications.ladder import planned_steps
from arshjul.store import reminders
from arshjul.store import wheels as stored
from arshjul.store.people import PersonValues, sync
from arshjul.store.settings import bind_portfolio
from arshjul.store.wheels import Changes


def load_wheels(parts: Parts) -> list[Changes]:
    """Load every wheel file; each is one transaction, and loading the same again changes nothing.

    The wheels that ship are loaded only where there are none yet: they never overwrite what somebody has loaded.
    """
    changes: list[Changes] = []
    if parts.wheels_are_shipped and parts.catalogue().wheels:
        return changes
    for wheel in read_wheels(parts.wheels):
        with parts.database.write() as connection:
            own_database(bind_portfolio(connection, parts.portfolio.id), parts.portfolio)
            found = compile_wheel(wheel)
            done = stored.reconcile(
                connection, wheel, found, meetings(wheel), lambda item: rungs(parts.portfolio, item), parts.moment
            )
        changes.append(done)
    return changes


def open_what_is_due(parts: Parts, kinds: Collection[Kind] = ()) -> list[str]:
    """Deliverables whose first rung's day has come become open."""
    with parts.database.write() as connection:
        return reminders.open_due(connection, parts.moment, [kind.value for kind in kinds])


def sync_people(parts: Parts) -> dict[str, int]:
    """Make the person table equal to the portfolio's people; returns their ids."""
    people = [
        PersonValues(slug, spec.name, spec.email, spec.slack_id, spec.language.value)
        for slug, spec in parts.portfolio.people.items()
    ]
    with parts.database.write() as connection:
        return sync(connection, parts.moment, people)


def rungs(portfolio: Portfolio, item: Deliverable) -> list[tuple[Step, dt.date]]:
    """The ladder of one deliverable under the office's settings."""
    return [
        (planned.step, planned.fire_on)
        for planned in planned_steps(
            portfolio.office.ladder.for_kind(item.kind),
            due=item.due,
            last_workday=item.last_workday,
            latest=item.latest,
            disputed=item.disputed,
            unconfirmed=item.unconfirmed,
        )
    ]
