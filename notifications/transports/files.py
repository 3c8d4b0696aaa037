"""A transport that leaves messages as files: `.eml` for e-mail, `.slack.json` for Slack.

What lives here: names derived from keys alone, and writing without ever leaving half a file.
"""

import json
import os
from pathlib import Path
from secrets import token_hex

from arshjul.notifications.keys import file_stem
from arshjul.notifications.transports.base import EmailOut, Outgoing, Receipt, TransportError


class FilesTransport:
    """Writes into one folder, which is made when the first message comes. One file per key, the last one standing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, outgoing: Outgoing) -> Path:
        """Where a message lies once it is sent."""
        ending = ".eml" if isinstance(outgoing, EmailOut) else ".slack.json"
        return self._folder / (file_stem(outgoing.key, outgoing.day) + ending)

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Write the message; the receipt is its file name. Raises TransportError (not permanent) when the disk won't."""
        path = self.path_of(outgoing)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _replace(path, _content(outgoing))
        except OSError as error:
            raise TransportError(f"{path.name} cannot be written: {error.strerror}", permanent=False) from error
        return Receipt(path.name)


def _content(outgoing: Outgoing) -> bytes:
    if isinstance(outgoing, EmailOut):
        return outgoing.payload.as_bytes()
    return (json.dumps(dict(outgoing.payload), ensure_ascii=False, indent=2) + "\n").encode()


def _replace(path: Path, content: bytes) -> None:
    """Write beside `path`, flush to disk, then rename over it: readers see the old file or the new one."""
    beside = path.with_name(f".{path.name}.{token_hex(4)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
