"""What a flow is told: paths and a moment as plain text, so that Prefect can show and keep it.

What lives here: the parameters of a run, and opening `Parts` from them. The database's address is a secret and
comes from the environment of the process, never as a parameter.
"""

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from arshjul.flows.parts import Parts, build_parts
from arshjul.flows.settings import ENV_DATABASE, settings
from arshjul.models.moment import Moment
from arshjul.notifications.transports.base import Channel
from arshjul.notifications.transports.files import FilesTransport

ENV_OUT = "ARSHJUL_OUT"


class RunSpec(BaseModel):
    """One run. Empty fields take the defaults of the environment; `at` and `recorded_at` are ISO instants."""

    model_config = ConfigDict(frozen=True)

    at: str
    recorded_at: str
    portfolio: str | None = None
    wheels: tuple[str, ...] = ()
    out: str | None = None

    @property
    def moment(self) -> Moment:
        """The run's moment."""
        return Moment(dt.datetime.fromisoformat(self.at), dt.datetime.fromisoformat(self.recorded_at))

    @property
    def folder(self) -> Path:
        """Where messages and calendars are written: `out`, else ARSHJUL_OUT, else beside the user's database."""
        from platformdirs import user_data_path

        named = self.out or os.environ.get(ENV_OUT)
        return Path(named) if named else user_data_path("arshjul", appauthor=False)


@contextmanager
def opened(spec: RunSpec) -> Iterator[Parts]:
    """The parts of a run, closed again at its end."""
    found = settings(
        portfolio=Path(spec.portfolio) if spec.portfolio else None,
        wheels=tuple(Path(path) for path in spec.wheels),
        database=os.environ.get(ENV_DATABASE),
    )
    files = FilesTransport(spec.folder / "messages")
    parts = build_parts(
        database_url=found.database_url,
        portfolio=found.portfolio,
        wheels=found.wheels,
        wheels_are_shipped=found.wheels_are_shipped,
        check_actors=found.named_portfolio is not None,
        moment=spec.moment,
        transports={Channel.EMAIL: files, Channel.SLACK: files},
    )
    try:
        yield parts
    finally:
        parts.database.close()
