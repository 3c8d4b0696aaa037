"""A transport that prints messages in a terminal.

What lives here: plain panels, with markup switched off, since texts hold names that others wrote.
"""

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from arshjul.notifications.clean import one_line
from arshjul.notifications.email import plain_words
from arshjul.notifications.transports.base import EmailOut, Outgoing, Receipt, TransportError

_LINE_LIMIT = 2000


class ConsoleTransport:
    """Prints each key once on the console it is given."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: set[str] = set()

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Print the message. Raises TransportError (not permanent) when the terminal is gone."""
        if outgoing.key not in self._shown:
            title = f"{outgoing.channel} · {one_line(outgoing.to, 80)}"
            body = "\n".join(one_line(line, _LINE_LIMIT) for line in _words(outgoing).split("\n"))
            try:
                self._console.print(Panel(Text(body), title=Text(title), title_align="left"))
            except OSError as error:
                raise TransportError(f"the terminal cannot be written to: {error.strerror}", permanent=False) from error
            self._shown.add(outgoing.key)
        return Receipt(f"console:{outgoing.key}")


def _words(outgoing: Outgoing) -> str:
    """Subject and text, as a person would read them."""
    if isinstance(outgoing, EmailOut):
        return f"{outgoing.payload['Subject']}\n\n{plain_words(outgoing.payload).strip()}"
    return str(outgoing.payload.get("text", ""))
