"""`report schema`: the published form of a report file, as JSON Schema on standard output.

What lives here: the version as people write it, and the printing. The schema is made in the report room.
"""

import json
import sys

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.reports.json_schema import VERSIONS, report_schema
from arshjul.reports.schema import SCHEMA_VERSION


def print_schema(version: str) -> None:
    """Print the schema of that version, the newest when none is named. BadInput for one there is not."""
    text = report_schema(_number(version) if version else SCHEMA_VERSION)
    sys.stdout.write(json.dumps(text, ensure_ascii=False, indent=2) + "\n")


def _number(version: str) -> int:
    if version.isascii() and version.isdigit() and len(version) < 10:
        return int(version)
    known = ", ".join(map(str, VERSIONS))
    what = say(f"«{version[:40]}» er ikke en versjon", f"«{version[:40]}» is no version")
    raise BadInput([Problem("--version", what, remedy=say(f"gyldig: {known}", f"valid: {known}"))])
