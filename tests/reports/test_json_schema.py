"""The published form of a report file: valid JSON Schema, in both languages, and never stricter than the reader."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from report_files import ENVELOPE, REPORT, VALUES, changed

from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.models.problems import BadInput
from arshjul.reports.json_schema import VERSIONS, report_schema
from arshjul.reports.reading import read_report
from arshjul.reports.schema import SCHEMA_VERSION
from arshjul.reports.skeleton import skeleton

SAMPLES = Path(__file__).resolve().parents[2] / "app" / "example" / "reports"
VALIDATOR = Draft202012Validator(report_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def fits(values: Any) -> bool:
    return not list(VALIDATOR.iter_errors(values))


def reads(values: Any) -> bool:
    try:
        read_report(json.dumps(values).encode(), "a.json")
    except BadInput:
        return False
    return True


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("lang", list(Lang))
def test_it_is_a_valid_schema_of_the_2020_12_dialect(version, lang):
    set_lang(lang)
    schema = report_schema(version)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:arshjul:report:{version}"
    assert schema["$defs"]["StatusReport"]["properties"]["schema"]["const"] == version


def test_the_newest_version_is_published_and_an_unknown_one_is_told():
    assert VERSIONS[-1] == SCHEMA_VERSION
    with pytest.raises(BadInput, match="--version: finnes ikke: 99"):
        report_schema(99)


def _titled(schema: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Title and description of every part and field, by its path."""
    found = {"": (schema["title"], schema["description"])}
    for name, part in schema["$defs"].items():
        found[name] = (part["title"], part["description"])
        for key, field in part.get("properties", {}).items():
            found[f"{name}.{key}"] = (field["title"], field["description"])
    return found


def test_every_part_and_field_has_a_title_and_a_description_in_both_languages():
    norwegian = _titled(report_schema())
    set_lang(Lang.EN)
    english = _titled(report_schema())
    assert norwegian.keys() == english.keys() and len(norwegian) > 50
    assert all(all(words) for words in (*norwegian.values(), *english.values()))
    assert "Sannsynlighet" in norwegian["Risk.probability"] and "Probability" in english["Risk.probability"]
    same = {path for path in norwegian if norwegian[path][1] == english[path][1]}
    assert not same, "a description that is the same in both languages is not translated"


def test_only_words_differ_between_the_languages():
    def bare(node: Any) -> Any:
        if isinstance(node, list):
            return [bare(item) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            key: bare(value)
            for key, value in node.items()
            if not (key in ("title", "description") and isinstance(value, str))
        }

    norwegian = bare(report_schema())
    set_lang(Lang.EN)
    assert norwegian == bare(report_schema())


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.json")), ids=lambda path: path.stem)
def test_the_samples_that_can_be_read_fit(path):
    try:
        read_report(path.read_bytes(), path.name)
    except BadInput:
        assert path.parent.name == "helse-vest", "the one sample that is broken on purpose"
    else:
        assert fits(json.loads(path.read_bytes()))


def test_every_complete_report_of_the_shipped_wheel_fits(shipped, complete_report):
    for item in shipped.values():
        assert fits(complete_report(item)), item.key


def test_a_skeleton_lacks_only_its_heading(shipped):
    for item in shipped.values():
        values = skeleton(item) | {"submitted_by": "a@b.no", "submitted_at": "2024-05-30T12:00:00Z"}
        if values["type"] == "status_report":
            assert fits(values), item.key


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", 2), ("type", "report"), ("deliverable", "../x"), ("submitted_by", "Kari"), ("submitted_at", "2024-08-26"),
        ("submitted_at", "2024-08-26T10:00:00"), ("extra", 1), ("initiatives/general", {}), ("initiatives/PPS", {}),
        ("initiatives/pps/statuss", {}), ("initiatives/pps/status/light", "grønn"), ("initiatives/pps/progress", 3),
        ("initiatives/pps/progress", "x" * 20_001), ("initiatives/pps/risks", "ingen"),
        ("initiatives/pps/risks/0/probability", 6), ("initiatives/pps/economy/spent", "67,2 mill"),
        ("initiatives/pps/economy/spent", 67.2), ("initiatives/pps/economy/spent", -1), ("initiatives/pps/economy/spent", "-1.00"),
        ("initiatives/pps/economy/forecast", 10**15), ("initiatives/pps/deviation", {"nothing_to_report": False}),
        ("initiatives/pps/actions", [{"due": "i morgen"}]), ("initiatives/pps/actions", [{"state": "ferdig"}]),
        ("reallocations/0/amount", -5), ("supplementary_funding", {"amount": 1}),
    ],
)  # fmt: skip
def test_what_the_schema_can_say_is_refused_by_both(path, value):
    values = changed(path, value)
    assert not fits(values) and not reads(values)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("initiatives/pps/economy/carried_over", "-1200000.50"), ("initiatives/pps/actions", []),
        ("initiatives/pps/actions", [{"id": "a1", "description": "Ny avtale", "due": "2024-09-01", "state": "done"}]),
        ("initiatives/pps/risks/0/owner", "Prosjektleder"), ("initiatives/pps/risks/0/state", "closed"),
        ("initiatives/pps/progress", None), ("general", {"deviation": "Ingen."}), ("submitted_by", "kåre@sykehus-æøå.no"),
        ("supplementary_funding", [{"initiative": "pps", "amount": 1}]),
    ],
)  # fmt: skip
def test_what_is_read_fits(path, value):
    values = changed(path, value)
    assert (reads(values), fits(values)) == (reads(values), True)


def test_an_envelope_fits():
    assert fits(ENVELOPE) and reads(ENVELOPE)
    for path, value in (("holds/pll", ["x"]), ("digest", "abc"), ("file_name", "../plan.pdf"), ("pages/pll/tasks", 0)):
        assert not fits(changed(path, value, ENVELOPE)), path


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([REPORT, ENVELOPE]), st.dictionaries(st.sampled_from([*REPORT, *ENVELOPE]), VALUES, max_size=3))
def test_whatever_is_read_fits(base, odd):
    values = {**copy.deepcopy(base), **odd}
    if reads(values):
        assert fits(values)
