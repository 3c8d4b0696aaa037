"""Whatever a server writes into a page or a Link header is understood or refused by name, and nothing else happens."""

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from report_files import VALUES

from arshjul.reports.sources.base import is_report_name
from arshjul.reports.sources.http_faults import HttpProblem, as_fault
from arshjul.reports.sources.http_pages import Inline, Linked, entries, next_page

URL = "https://status.example.org/rapporter?side=1"


def held(body: bytes) -> list[Inline | Linked]:
    """What the page holds, nothing when it is refused; a refusal must have its words."""
    try:
        return entries(body, "application/json", URL)
    except HttpProblem as problem:
        fault = as_fault(problem, URL)
        assert fault.code.startswith("http_") and fault.message_nb.isprintable() and fault.message_en.isprintable()
        return []


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode(errors="surrogatepass")))
@example(b'[{"href": "//["}]')
@example(b'[{"href": "http://[::1"}]')
@example(b"\xef\xbb\xbf[]")
@example(b'[{"name": "/", "href": ""}]')
@example(b'[{"deliverable": "\\ud800"}]')
@example(b"[" * 100_000)
@example(b"-" * 100_000)
def test_any_bytes(body: bytes) -> None:
    for entry in held(body):
        assert is_report_name(entry.name) in (True, False)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["href", "name", "sha256", "deliverable", "x"]), VALUES, max_size=4), max_size=5
    )
)
def test_any_list_of_objects_gives_each_of_them_with_its_own_text(values: list[dict[str, Any]]) -> None:
    texts = [json.dumps(value, allow_nan=True, ensure_ascii=True) for value in values]
    found = held(f"[ {' ,'.join(texts)} ]".encode())
    inline = [one.raw.decode() for one in found if isinstance(one, Inline)]
    if found:
        assert len(found) == len(values)
        assert inline == [
            text for text, value in zip(texts, values, strict=True) if not isinstance(value.get("href"), str)
        ]
    names = [one.name for one in found if isinstance(one, Inline)]
    assert len(set(names)) == len(names)


@given(st.text(max_size=300))
@example('</2>; rel="next')
@example("<" * 5000)
@example("</2>" + ";a" * 2400)
@example('<//[>; rel="next"')
def test_any_link_header(header: str) -> None:
    try:
        found = next_page({"link": header}, URL)
    except HttpProblem:
        return
    assert found is None or "#" not in found


def test_link_headers_as_servers_write_them() -> None:
    for header, page in {
        '</2>; rel="next"': "https://status.example.org/2",
        "</1>; rel=prev, </2>; REL=NEXT": "https://status.example.org/2",
        '<?side=2>; title="a, b; rel=x"; rel="last next"': "https://status.example.org/rapporter?side=2",
        '</2>; rel="nextish"': None,
        "</2>": None,
    }.items():
        assert next_page({"link": header}, URL) == page
