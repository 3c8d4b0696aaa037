"""A key that stands twice is found however a file is written, and the quick way of reading takes only what the slow one takes."""

import json
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_files import ENVELOPE, REPORT, VALUES, changed

from arshjul.models.problems import BadInput
from arshjul.reports import json_keys, reading
from arshjul.reports.json_keys import keys_held, keys_stand_once
from arshjul.reports.reading import Report, read_report

# Signs that look like the end of a key, and those that hide it.
TEXTS = st.text(alphabet='":\\ {}[],\tæ', max_size=30)
FULL = changed("initiatives/pps/deviation", {"nothing_to_report": True, "reason": "Ingen."})
FULL["initiatives"]["pps"]["actions"] = [{"description": "Ny avtale", "id": "A1"}, {}]
FULL["initiatives"]["pll"] = {"supplementary_funding": {"amount": 5, "reason": "Drift"}, "reallocation": {"change": -5}}
FULL |= {"general": {"progress": "I rute.", "risks": []}, "supplementary_funding": [{"initiative": "pps", "amount": 5}]}
BIG_ENVELOPE = ENVELOPE | {"reallocations": REPORT["reallocations"], "pages": {"pll": {"tasks": 3}, "general": {}}}


class Writer:
    """JSON written in any of the ways there are, with keys that stand twice where `twice` says so."""

    def __init__(self, seed: int, twice: float) -> None:
        self.chance, self.twice, self.repeated = random.Random(seed), twice, 0

    def write(self, value: Any) -> str:
        """The value as JSON."""
        if isinstance(value, dict):
            return "{" + ",".join(one for pair in value.items() for one in self._fields(*pair)) + self._space() + "}"
        if isinstance(value, list):
            return "[" + ",".join(map(self.write, value)) + "]"
        text = self._text(value) if isinstance(value, str) else json.dumps(value)
        return self._space() + text + self._space()

    def _fields(self, key: str, value: Any) -> list[str]:
        again = self.chance.random() < self.twice
        self.repeated += again
        return [
            f"{self._space()}{self._text(key)}{self._space()}:{self.write(value)}" for _ in range(2 if again else 1)
        ]

    def _space(self) -> str:
        return self.chance.choice(["", "", "", " ", "\n", "\r\n\t "])

    def _text(self, text: str) -> str:
        return '"' + "".join(map(self._sign, text)) + '"'

    def _sign(self, sign: str) -> str:
        if self.chance.random() < 0.1:
            return f"\\u{ord(sign):04x}"
        return json.dumps(sign, ensure_ascii=False)[1:-1]


def tried(raw: bytes) -> Report | tuple[str, ...]:
    """The report, or every problem."""
    try:
        return read_report(raw, "a.json")
    except BadInput as error:
        return tuple(map(str, error.problems))


def slowly(raw: bytes) -> Report | tuple[str, ...]:
    """The same without the quick way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_at_once", lambda _: None)
        return tried(raw)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([FULL, BIG_ENVELOPE]), st.integers(0), st.sampled_from([0, 0.01, 0.2]), TEXTS, TEXTS)
def test_a_key_that_stands_twice_is_found_however_it_is_written(base, seed, often, text, other):
    """Quotation marks, colons and white space in texts, escapes in keys: the second may be written otherwise."""
    values = changed("general", {"progress": text, "deviation": other}, base) if "general" in base else base
    writer = Writer(seed, often)
    raw = writer.write(values).encode()
    report = reading._at_once(raw)
    assert report is not None
    assert keys_stand_once(raw, report) is (writer.repeated == 0)
    assert (tried(raw) == slowly(raw)) and isinstance(tried(raw), tuple) is (writer.repeated > 0)


@pytest.mark.parametrize("base", [FULL, BIG_ENVELOPE])
@pytest.mark.parametrize("style", [{}, {"indent": 1}, {"separators": (",", ":")}, {"separators": (" , ", " : ")}])
def test_what_people_write_is_not_looked_through_object_by_object(base, style, monkeypatch):
    """Colons in texts do not matter but behind a quotation mark or white space."""
    monkeypatch.setattr(json_keys, "_looked_through", lambda _: pytest.fail("looked through"))
    values = json.loads(json.dumps(base).replace("Kapasitet", "Kapasitet: to, kl. 10:00"))
    raw = json.dumps(values, ensure_ascii=False, **style).encode()
    assert isinstance(read_report(raw, "a.json"), Report)


def test_each_key_of_a_report_is_counted_and_none_that_it_does_not_have():
    for base in (FULL, BIG_ENVELOPE):
        raw = json.dumps(base).encode()
        report = reading._at_once(raw)
        assert report is not None
        assert keys_held(report) == len(re.findall(rb'": ', raw))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([FULL, BIG_ENVELOPE]), st.sampled_from([*REPORT, *ENVELOPE, "", "general"]), VALUES | TEXTS,
       st.integers(0), st.sampled_from([0, 0.05]))  # fmt: skip
def test_any_value_anywhere_is_taken_or_refused_alike_both_ways(base, key, odd, seed, often):
    """Empty keys, nested lists, NaN and all that no field takes."""
    for values in (base | {key: odd}, changed("initiatives/pps/" + key, odd) if base is FULL else base):
        raw = Writer(seed, often).write(values).encode()
        assert tried(raw) == slowly(raw)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([FULL, BIG_ENVELOPE]), st.integers(0), st.integers(0, 6),
       st.sampled_from(["", '"', ":", '":', "{", "]", ",", "\\", '\\"', "\\u0022", "\x00", "\x7f", "\u2028", "0", "-", ".5", "e9", "NaN", "\ufeff", " "]))  # fmt: skip
def test_any_slip_is_taken_or_refused_alike_both_ways(base, at, length, slip):
    text = json.dumps(base, ensure_ascii=False)
    at %= len(text)
    raw = (text[:at] + slip + text[at + length :]).encode()
    assert tried(raw) == slowly(raw)


@pytest.mark.parametrize("version", [1.0, True])
def test_a_version_that_only_counts_as_one_is_refused_the_quick_way_too(version):
    raw = json.dumps(changed("schema", version)).encode()
    assert reading._at_once(raw) is None
    assert isinstance(tried(raw), tuple)
