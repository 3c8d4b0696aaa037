"""Where a run's things are: option before environment before what ships, each on its own."""

from pathlib import Path

import pytest

from arshjul.flows.settings import Settings, database_exists, database_file, settings
from arshjul.models.problems import BadInput


def test_nothing_named_gives_what_ships_and_the_users_data_folder(home: Path) -> None:
    found = settings(environment={})
    assert found.portfolio.name == "portfolio.yaml" and found.portfolio.is_file()
    names = [path.name for path in found.wheels]
    assert names == ["digital-samhandling-2024.yaml", "digital-samhandling-2025.yaml"]
    assert found.database_url == f"sqlite:///{home}/.local/share/arshjul/arshjul.db"
    assert found.database_is_default and not found.wheels_are_named


def test_an_option_goes_before_the_environment() -> None:
    environment = {
        "ARSHJUL_DATABASE_URL": "/e.db",
        "ARSHJUL_PORTFOLIO": "/e.yaml",
        "ARSHJUL_WHEELS": "/e1.yaml:/e2.yaml",
    }
    from_environment = settings(environment=environment)
    assert from_environment.portfolio == Path("/e.yaml")
    assert from_environment.wheels == (Path("/e1.yaml"), Path("/e2.yaml"))
    assert (from_environment.database_url, from_environment.database_is_default) == ("sqlite:////e.db", False)
    named = settings(portfolio=Path("/o.yaml"), wheels=(Path("/o.yaml"),), database="/o.db", environment=environment)
    assert (named.portfolio, named.wheels) == (Path("/o.yaml"), (Path("/o.yaml"),))
    assert named.database_url == "sqlite:////o.db" and named.wheels_are_named


def test_a_path_is_kept_whole_and_an_address_as_it_stands(home: Path) -> None:
    assert settings(database="a b%20.db", environment={}).database_url == f"sqlite:///{Path.cwd()}/a b%20.db"
    assert settings(database="~/x.db", environment={}).database_url == f"sqlite:///{home}/x.db"
    address = "postgresql://user@server/base"
    assert settings(database=address, environment={}).database_url == address


@pytest.mark.parametrize(
    ("url", "file", "exists"),
    [
        ("sqlite:////somewhere/a.db", Path("/somewhere/a.db"), False),
        ("sqlite+pysqlite:////somewhere/a.db?timeout=3", Path("/somewhere/a.db"), False),
        ("sqlite:///a.db", Path("a.db"), False),
        ("sqlite://", None, False),
        ("sqlite:///:memory:", None, False),
        ("postgresql+psycopg://server/base", None, True),
    ],
)
def test_whether_a_database_is_there_is_seen_without_opening_it(url: str, file: Path | None, exists: bool) -> None:
    found = Settings(None, (), url, False)
    assert database_file(found) == file
    assert database_exists(found) is exists


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="er en mappe"):
        settings(database=str(tmp_path), environment={})
