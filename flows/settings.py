"""Where this run finds its portfolio, wheels and database: option, then environment, then what ships.

What lives here: paths and addresses. Each default applies on its own.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem

ENV_DATABASE, ENV_PORTFOLIO, ENV_WHEELS = "ARSHJUL_DATABASE_URL", "ARSHJUL_PORTFOLIO", "ARSHJUL_WHEELS"
ENV_OUT = "ARSHJUL_OUT"


@dataclass(frozen=True, slots=True)
class Settings:
    """`database_is_default`: nobody named a database, so its place is said once. `wheels_are_named`: by an option;
    `wheels_are_shipped`: by nobody, so those that ship are used where the database holds none.
    """

    named_portfolio: Path | None
    wheels: tuple[Path, ...]
    database_url: str
    database_is_default: bool
    wheels_are_named: bool = False
    wheels_are_shipped: bool = False

    @property
    def portfolio(self) -> Path:
        """The portfolio file, the shipped example when none is named."""
        return self.named_portfolio or shipped_portfolio()


def shipped_portfolio() -> Path:
    """The example that comes with the program."""
    found = next(item for item in files("arshjul.app.example").iterdir() if item.name == "portfolio.yaml")
    return Path(str(found))


def default_database() -> Path:
    """An SQLite file in the user's own data folder."""
    from platformdirs import user_data_path

    return user_data_path("arshjul", appauthor=False) / "arshjul.db"


def out_folder(named: Path | None, environment: Mapping[str, str] = os.environ) -> Path:
    """Where messages and calendars go: as named, else ARSHJUL_OUT, else beside the user's own database."""
    from_environment = environment.get(ENV_OUT)
    return named or (Path(from_environment) if from_environment else default_database().parent)


def settings(
    *,
    portfolio: Path | None = None,
    wheels: tuple[Path, ...] = (),
    database: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """The settings of this run. BadInput when the database named can be none."""
    from arshjul.calendar.wheel_file import shipped_wheels

    named = database or environment.get(ENV_DATABASE) or None
    wheels_are_named = bool(wheels)
    listed = environment.get(ENV_WHEELS, "")
    wheels = wheels or tuple(Path(part).expanduser() for part in listed.split(os.pathsep) if part)
    from_environment = environment.get(ENV_PORTFOLIO)
    return Settings(
        named_portfolio=portfolio or (Path(from_environment).expanduser() if from_environment else None),
        wheels=wheels or tuple(shipped_wheels()),
        database_url=_address(named) if named else f"sqlite:///{default_database()}",
        database_is_default=named is None,
        wheels_are_named=wheels_are_named,
        wheels_are_shipped=not wheels,
    )


def _address(named: str) -> str:
    """The address of a database named by a path or by an address."""
    if "://" in named:
        return named
    path = Path(named).expanduser().absolute()
    if path.is_dir():
        what = say("er en mappe, ikke en databasefil", "is a folder, not a database file")
        remedy = say(f"skriv for eksempel {path / 'arshjul.db'}", f"write for example {path / 'arshjul.db'}")
        raise BadInput([Problem(named, what, remedy=remedy)])
    if "?" in named:
        what = say("har et spørsmålstegn i navnet", "has a question mark in its name")
        raise BadInput([Problem(named, what, remedy=say("gi databasen et annet navn", "name the database otherwise"))])
    return f"sqlite:///{path}"


def database_file(found: Settings) -> Path | None:
    """The file of an SQLite database; None for a server, and for one that is kept in memory only."""
    scheme, _, rest = found.database_url.partition("://")
    name = rest.removeprefix("/").split("?")[0]
    return Path(name) if scheme.split("+")[0] == "sqlite" and name not in ("", ":memory:") else None


def database_exists(found: Settings) -> bool:
    """A look whether there is a database; costs nothing for an SQLite file, and imports nothing."""
    file = database_file(found)
    return file.is_file() if file else not found.database_url.startswith("sqlite")
