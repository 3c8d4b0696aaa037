"""Report files as plain values: one good report, one good envelope, and both with something changed.

What lives here: values that tests of reading and of the published form share.
"""

import copy
from typing import Any

from hypothesis import strategies as st

REPORT: dict[str, Any] = {
    "schema": 1,
    "type": "status_report",
    "deliverable": "digital-samhandling-2024.followup-report.followup-2024-4.nhn",
    "submitted_by": "kari.nordmann@example.no",
    "submitted_at": "2024-08-26T10:00:00+02:00",
    "initiatives": {
        "pps": {
            "status": {"light": "yellow", "text": "Forsinket to uker."},
            "progress": "Utprøvingen er i gang – i to kommuner.",
            "risks": [{"description": "Forsinkelse", "probability": 3, "consequence": 4, "mitigation": "Flere folk"}],
            "economy": {"allocated": "67200000.00", "carried_over": 0, "spent": "0.05", "forecast": 66000000},
        }
    },
    "reallocations": [{"from": "pps", "to": "pll", "amount": "0.10", "reason": "Kapasitet"}],
}
ENVELOPE: dict[str, Any] = {
    "schema": 1,
    "type": "envelope",
    "deliverable": "digital-samhandling-2024.planned-tasks.2024.nhn",
    "submitted_by": "kari@example.no",
    "submitted_at": "2024-08-30T10:00:00Z",
    "file_name": "Oppgaver 2025 – endelig.pdf",
    "digest": "0123456789abcdef" * 4,
    "holds": {"pll": ["fund_split", "tasks", "tasks"], "general": ["tasks"]},
    "pages": {"pll": {"tasks": 3}},
}


def changed(path: str, value: Any, base: dict[str, Any] = REPORT) -> dict[str, Any]:
    """The report with one value changed; the path's parts are separated by slashes."""
    values = copy.deepcopy(base)
    *way, last = path.split("/")
    here: Any = values
    for part in way:
        here = here[int(part)] if part.isdigit() else here[part]
    here[last] = value
    return values


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*REPORT, *ENVELOPE, "pps", "x"]), inner, max_size=6)
    ),
    max_leaves=12,
)
"""Anything JSON can hold, with keys that a report knows among others."""
