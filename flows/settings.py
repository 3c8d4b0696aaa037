"""Where this run finds its portfolio, wheels and database: option, then environment, then what ships.

What lives here: paths and addresses. Each default applies on its own.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

ENV_DATABASE, ENV_PORTFOLIO, ENV_WHEELS = "ARSHJUL_DATABASE_URL", "ARSHJUL_PORTFOLIO", "ARSHJUL_WHEELS"


@dataclass(frozen=True, slots=True)
class Settings:
    """`database_is_default` is true when nobody named a database, so that its place is said once."""

    named_portfolio: Path | None
    wheels: tuple[Path, ...]
    database_url: str
    database_is_default: bool

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


def settings(
    *,
    portfolio: Path | None = None,
    wheels: tuple[Path, ...] = (),
    database: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """The settings of this run."""
    from arshjul.calendar.wheel_file import shipped_wheels

    named = database or environment.get(ENV_DATABASE) or None
    if named and "://" not in named:
        named = f"sqlite:///{Path(named).expanduser().absolute()}"
    listed = environment.get(ENV_WHEELS, "")
    wheels = wheels or tuple(Path(part).expanduser() for part in listed.split(os.pathsep) if part)
    from_environment = environment.get(ENV_PORTFOLIO)
    return Settings(
        named_portfolio=portfolio or (Path(from_environment).expanduser() if from_environment else None),
        wheels=wheels or tuple(shipped_wheels()),
        database_url=named or f"sqlite:///{default_database()}",
        database_is_default=named is None,
    )


def database_exists(found: Settings) -> bool:
    """A look whether there is a database; costs nothing for an SQLite file, and imports nothing."""
    if not found.database_url.startswith("sqlite:///"):
        return not found.database_url.startswith("sqlite")
    return Path(found.database_url.removeprefix("sqlite:///").split("?")[0]).is_file()
