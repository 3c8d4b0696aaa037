"""What a command of the program answers."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).resolve().parents[2] / "app" / "example"


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Standard output as the JSON list it must be."""
        found: list[dict[str, Any]] = json.loads(self.out)
        return found


Command = Callable[..., Answer]
