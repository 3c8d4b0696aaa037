"""The portfolio that ships reads without a problem, explains every field, and names nobody who exists."""

import datetime as dt
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from arshjul.calendar.wheel_file import read_wheels, shipped_wheels
from arshjul.models import portfolio as nouns
from arshjul.models import portfolio_fields, portfolio_sources
from arshjul.models.codes import Kind, Lang
from arshjul.models.portfolio import Channel, Portfolio
from arshjul.models.portfolio_file import read_portfolio
from arshjul.models.portfolio_sources import FolderSource, NoSource

EXAMPLE = Path(str(files("arshjul.app.example").joinpath("portfolio.yaml")))


@pytest.fixture(scope="module")
def example() -> Portfolio:
    known = {actor for wheel in read_wheels(shipped_wheels()) for actor in wheel.actors}
    return read_portfolio(EXAMPLE, known)


def test_the_example_names_every_actor_that_owes_a_document(example: Portfolio) -> None:
    owing = {
        actor for wheel in read_wheels(shipped_wheels()) for ob in wheel.obligations.values() for actor in ob.actors
    }
    assert owing <= set(example.actors)
    assert {"nhn", "hdir", "helse-nord", "helse-midt", "helse-vest", "helse-sor-ost", "rhf", "ks"} == set(
        example.actors
    )


def test_every_actor_has_an_owner_on_every_day_of_the_year(example: Portfolio) -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=n) for n in range(366)]
    assert all(example.holder(actor, "owner", on) for actor in example.actors for on in days)


def test_one_owner_hands_over_in_the_middle_of_the_year(example: Portfolio) -> None:
    last, first = (example.holder("nhn", "owner", dt.date(2024, *day)) for day in ((6, 30), (7, 1)))
    assert (last and last.id, first and first.id) == ("kari", "ola")


def test_the_example_shows_what_may_be_chosen(example: Portfolio) -> None:
    people = example.people.values()
    assert any(person.slack_id for person in people) and any(person.slack_lookup for person in people)
    assert {person.language for person in people} == {Lang.NB, Lang.EN}
    assert example.channels_for("hdir") == (Channel.SLACK, Channel.EMAIL)
    assert isinstance(example.actors["ks"].source, NoSource)
    assert example.office.ladder.for_kind(Kind.DELIVERY_PLAN).open_workdays == 30


def test_status_is_pulled_from_a_folder_of_the_actors_own_beside_the_file(example: Portfolio) -> None:
    folders = {
        name: entry.source.path for name, entry in example.actors.items() if isinstance(entry.source, FolderSource)
    }
    assert folders == {name: f"reports/{name}" for name in example.actors if name != "ks"}


def test_nobody_in_the_example_exists(example: Portfolio) -> None:
    """Example.org is reserved for examples (RFC 2606 section 3), so no message can reach a stranger."""
    addresses = [example.office.email, *(person.email for person in example.people.values())]
    assert all(address.endswith(("@example.org", ".example.org")) for address in addresses)
    assert all(
        person.name.split()[-1] in {"Eksempel", "Prøve", "Mønster", "Skrivar", "Example"}
        for person in example.people.values()
    )


def test_everyone_listed_holds_a_role(example: Portfolio) -> None:
    named = {
        period.person
        for entry in example.actors.values()
        for periods in (entry.owner, entry.deputy, entry.manager, *(kind.owner for kind in entry.per_kind.values()))
        for period in periods
    }
    assert named == set(example.people)


def _models() -> Iterator[type[BaseModel]]:
    found: list[Any] = [
        *(value for module in (nouns, portfolio_fields, portfolio_sources) for value in vars(module).values())
    ]
    for value in found:
        if isinstance(value, type) and issubclass(value, BaseModel) and value not in (BaseModel, nouns.Person):
            yield value


def test_every_field_the_file_may_hold_stands_in_the_example_and_in_the_documentation(example: Portfolio) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    guide = Path(__file__).parents[2].joinpath("docs/portfolio.md").read_text(encoding="utf-8")
    fields = {field.alias or name for model in _models() for name, field in model.model_fields.items()}
    assert {"schema", "from", "slack_lookup", "per_kind", "env"} <= fields
    assert [field for field in sorted(fields) if f"{field}" not in text] == []
    assert [field for field in sorted(fields) if f"`{field}`" not in guide] == []
