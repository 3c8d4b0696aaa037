"""What a transport has sent lately, so that the same key handed in again does not go out again.

What lives here: a memory of one process, kept small. It serves a caller that could not write down what was sent; after
a crash only the other side can tell.
"""

from collections import OrderedDict

from arshjul.notifications.transports.base import Receipt

_KEPT = 1000


class Recent:
    """The receipts of the last messages, by key."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._receipts: OrderedDict[str, Receipt] = OrderedDict()

    def get(self, key: str) -> Receipt | None:
        """The receipt for that key, None when it was not sent lately."""
        return self._receipts.get(key)

    def keep(self, key: str, receipt: Receipt) -> Receipt:
        """Remember the receipt, forget the oldest beyond the limit, and give it back."""
        self._receipts[key] = receipt
        while len(self._receipts) > self._kept:
            self._receipts.popitem(last=False)
        return receipt
