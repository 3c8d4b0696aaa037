"""The published form of a report file: JSON Schema 2020-12, one document per version, in the reader's language.

What lives here: the schema made from `schema.py` itself, so that the two cannot differ, with titles and descriptions
from `schema_texts.py`. What JSON Schema cannot say is not in it (texts without control characters, moves that net to
zero): a file that fits may still be refused, with its line, and a file that does not fit always is.
"""

from typing import Annotated, Any

from pydantic import Discriminator, Tag, TypeAdapter

from arshjul.models.codes import GENERAL
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.reports.schema import SCHEMA_VERSION, Envelope, StatusReport
from arshjul.reports.schema_texts import MODELS, SECTIONS, Entry, text_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSIONS = (1,)
"""Every version that is still read; the last one is what is written."""

_Either = Annotated[
    Annotated[StatusReport, Tag("status_report")] | Annotated[Envelope, Tag("envelope")], Discriminator("type")
]


def report_schema(version: int = SCHEMA_VERSION) -> dict[str, Any]:
    """The schema of one version, as plain values for JSON. BadInput for a version there is not."""
    if version not in VERSIONS:
        known = ", ".join(map(str, VERSIONS))
        what = say(f"finnes ikke: {version}", f"does not exist: {version}")
        raise BadInput([Problem("--version", what, remedy=say(f"gyldig: {known}", f"valid: {known}"))])
    made = TypeAdapter(_Either).json_schema(mode="validation")
    parts = {name: _described(name, _tidied(part)) for name, part in sorted(made["$defs"].items())}
    for name in ("StatusReport", "Envelope"):
        parts[name]["properties"]["schema"]["const"] = version
    return {
        "$schema": DIALECT,
        "$id": f"urn:arshjul:report:{version}",
        "title": say(f"Rapportfil, versjon {version}", f"Report file, version {version}"),
        "description": say(
            "Det en aktør sender inn: en statusrapport, eller en konvolutt rundt et annet dokument.",
            "What an actor sends: a status report, or an envelope around another document.",
        ),
        "oneOf": [{"$ref": "#/$defs/StatusReport"}, {"$ref": "#/$defs/Envelope"}],
        "$defs": parts,
    }


def _tidied(node: Any) -> Any:
    """Without pydantic's own titles, and with keys that have a form held to it."""
    if isinstance(node, list):
        return [_tidied(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _tidied(value) for key, value in node.items() if key not in ("title", "description", "discriminator")}
    if "properties" in node:
        found["properties"] = {key: _tidied(value) for key, value in node["properties"].items()}
    if len(patterns := found.get("patternProperties", {})) == 1:
        del found["patternProperties"]
        [(pattern, inner)] = patterns.items()
        found |= {"propertyNames": {"pattern": pattern}, "additionalProperties": inner}
    return found


def _described(name: str, part: dict[str, Any]) -> dict[str, Any]:
    """The part with its own words, and those of every field."""
    if "properties" not in part:
        return {**_words(MODELS[name]), **part}
    fields = {
        key: {**_words(SECTIONS.get(f"{name}.{key}") or SECTIONS[key]), **field}
        for key, field in part["properties"].items()
    }
    if name == "StatusReport":
        fields["initiatives"]["propertyNames"]["not"] = {"const": GENERAL}
    return {**_words(MODELS[name]), **part, "properties": fields}


def _words(entry: Entry) -> dict[str, str]:
    title, description = text_of(entry)
    return {"title": title, "description": description}
