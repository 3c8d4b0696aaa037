"""A transport that keeps what it is given: for tests and for looking before sending.

What lives here: a real one in memory, no stand-in; it keeps one message per key as the others do.
"""

from arshjul.notifications.transports.base import Outgoing, Receipt, TransportError


class MemoryTransport:
    """`sent` holds what was accepted, by key, in order. Addresses in `refused` fail for good, in `down` for now."""

    def __init__(self, refused: frozenset[str] = frozenset(), down: frozenset[str] = frozenset()) -> None:
        self.sent: dict[str, Outgoing] = {}
        self.refused = refused
        self.down = down

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Keep the message. Raises TransportError for addresses in `refused` (permanent) and `down`."""
        if outgoing.to in self.refused:
            raise TransportError("the address takes no messages", permanent=True)
        if outgoing.to in self.down:
            raise TransportError("the way to the address is closed for now", permanent=False)
        self.sent.setdefault(outgoing.key, outgoing)
        return Receipt(f"memory:{outgoing.key}")
