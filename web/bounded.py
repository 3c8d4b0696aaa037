"""The fast HTTP reader with a bound on what it takes before a request's head has ended.

What lives here: one class, imported only where the package `httptools` is installed; see `protocol.py`.
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from arshjul.web.protocol import HEAD_LIMIT


class Bounded(HttpToolsProtocol):
    """Refuses a head whose end does not come."""

    _seen = 0
    _in_head = False

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head, self._seen = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head has ended."""
        self._in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Some bytes came."""
        super().data_received(data)
        self._seen += len(data)
        if self._in_head and self._seen > HEAD_LIMIT and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")
