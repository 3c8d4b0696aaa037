"""One service for the tests that only ask, and a fresh one for those that do harm."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from calendar_service import Service, open_to_the_public
from office import Office

from arshjul.flows.publishing import refresh_events
from arshjul.models.codes import Lang


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory, new_sqlite: "object") -> Iterator[tuple[Office, Service]]:
    """An office and its service, shared by the tests of one file."""
    office = open_to_the_public(Office(tmp_path_factory.mktemp("office"), new_sqlite()))  # type: ignore[operator]
    office.load("2024-01-16")
    refresh_events(office.at("2024-01-16"), Lang.NB)
    service = Service(office)
    yield office, service
    service.stop()
    office.close()


@pytest.fixture
def public_office(tmp_path: Path, new_sqlite: "object") -> Iterator[Office]:
    """An office with a public address and a loaded wheel."""
    office = open_to_the_public(Office(tmp_path, new_sqlite()))  # type: ignore[operator]
    office.load("2024-01-16")
    refresh_events(office.at("2024-01-16"), Lang.NB)
    yield office
    office.close()
