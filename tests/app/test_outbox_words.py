"""What a message of the outbox is shown as, long after it was sent."""

from pathlib import Path
from typing import Any

import pytest
from front_desk import Command

from arshjul.flows import as_sent


@pytest.mark.parametrize("kept", [True, False])
def test_what_is_sent_is_shown_in_the_words_of_its_day(
    arshjul: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    """As it went out where the log has the words, else as it would have read then; steps are in the reader's language."""
    if not kept:
        monkeypatch.setattr(as_sent, "kept", lambda *_: None)
    base = ("--database", tmp_path / "a.db")
    arshjul("day", "--out", tmp_path / "out", "--as-of", "2024-08-27", *base)
    keys = [row["key"] for row in arshjul("outbox", "list", "--format", "json", *base).rows]
    assert keys

    def shown(key: str, at: str) -> dict[str, Any]:
        [row] = arshjul("outbox", "show", key, "--format", "json", "--as-of", at, *base).rows
        return row

    for key in keys:
        then, later = shown(key, "2024-08-27"), shown(key, "2024-12-28")
        assert then["text"] and (then["subject"], then["text"]) == (later["subject"], later["text"])
        assert then["as_sent"] is kept and then["story"][-1]["state"] == ""
        table = arshjul("outbox", "show", key, *base).out
        assert ("Slik den ville lyde da" not in table) is kept and f": {then['about'][0]['step']} (" not in table
