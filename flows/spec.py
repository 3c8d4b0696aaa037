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

from arshjul.flows.parts import Parts, open_parts
from arshjul.flows.settings import ENV_DATABASE, out_folder, settings
from arshjul.models.moment import Moment
from arshjul.notifications.transports.files import FilesTransport


class RunSpec(BaseModel):
    """One run. Empty fields take the defaults of the environment; `at` and `recorded_at` are ISO instants.

    `files`: messages are left as files, whatever is set up.
    """

    model_config = ConfigDict(frozen=True)

    at: str
    recorded_at: str
    portfolio: str | None = None
    wheels: tuple[str, ...] = ()
    out: str | None = None
    files: bool = False

    @property
    def moment(self) -> Moment:
        """The run's moment."""
        return Moment(dt.datetime.fromisoformat(self.at), dt.datetime.fromisoformat(self.recorded_at))

    @property
    def folder(self) -> Path:
        """Where messages and calendars are written: `out`, else ARSHJUL_OUT, else beside the user's database."""
        return out_folder(Path(self.out) if self.out else None)


@contextmanager
def opened(spec: RunSpec, *, sends: bool = False) -> Iterator[Parts]:
    """The parts of a run, closed again at its end; `sends` as in `open_parts`."""
    found = settings(
        portfolio=Path(spec.portfolio) if spec.portfolio else None,
        wheels=tuple(Path(path) for path in spec.wheels),
        database=os.environ.get(ENV_DATABASE),
    )
    transport = FilesTransport(spec.folder / "messages") if spec.files else None
    with open_parts(found, spec.moment, spec.folder, transport, sends=sends) as parts:
        yield parts
