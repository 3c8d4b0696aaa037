"""A server as source in the portfolio file: what it may say, and what is said of mistakes."""

from pathlib import Path
from typing import Any

import pytest

from arshjul.models.portfolio_file import read_portfolio
from arshjul.models.portfolio_sources import HttpSource
from arshjul.models.problems import BadInput

FILE = """
schema: 1
portfolio: prove
office: {{name: {{nb: Kontoret, en: The office}}, email: kontor@example.org}}
people:
  kari: {{name: Kari Prøve, email: kari@example.org}}
actors:
  nhn:
    owner: kari
    source: {source}
"""


def read(folder: Path, source: str) -> HttpSource:
    path = folder / "portfolio.yaml"
    path.write_text(FILE.format(source=source), encoding="utf-8")
    found = read_portfolio(path).actors["nhn"].source
    assert isinstance(found, HttpSource)
    return found


def test_an_address_is_enough(tmp_path: Path):
    found = read(tmp_path, "{type: http, address: 'https://status.example.org/r?side=1'}")
    assert (found.connect_seconds, found.read_seconds, found.total_seconds, found.tries) == (5, 15, 60, 3)
    assert (found.hosts, found.private_addresses, found.token) == ((), (), None)


def test_secrets_are_references(tmp_path: Path):
    found = read(
        tmp_path,
        "{type: http, address: 'https://a.example.org', token: {env: T}, certificate: {env: C}, key: {env: K}}",
    )
    assert found.token is not None and found.token.env == "T"
    with pytest.raises(BadInput) as refused:
        read(tmp_path, "{type: http, address: 'https://a.example.org', token: hemmelig123}")
    assert "hemmelig123" not in str(refused.value) and "{env: NAVN}" in str(refused.value)


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://status.example.org", True), ("http://127.0.0.1:8080/r", True), ("http://localhost/r", True),
        ("http://status.example.org/r", False), ("ftp://status.example.org", False), ("status.example.org", False),
        ("https://kari:x@status.example.org", False), ("https://status.example.org/#del", False), ("https://", False),
        ("https://status.example.org:0/", False), ("https://[::1", False), ("https://a b", False), ("https://å.no", False),
    ],
)  # fmt: skip
def test_addresses(tmp_path: Path, address: str, fine: bool):
    source = f"{{type: http, address: '{address}'}}"
    if fine:
        assert read(tmp_path, source).address == address
    else:
        with pytest.raises(BadInput, match=r"actors\.nhn\.source\S*address: er ikke en https-adresse"):
            read(tmp_path, source)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("private_addresses: [10.0.0.1/8]", "er ikke en IP-adresse eller et nett"),
        ("private_addresses: [0.0.0.0/0]", "er et for stort nett"),
        ("private_addresses: [loopback]", "er ikke en IP-adresse eller et nett"),
        ("hosts: ['https://a.example.org']", "er ikke navnet på en tjener"),
        ("key: {env: K}", "står uten certificate"),
        ("total_seconds: 601", "skal være høyst 600"),
        ("tries: 0", "skal være minst 1"),
        ("tries: '3'", "skal være et helt tall"),
        ("adress: x", "ukjent felt"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, more: str, says: str):
    with pytest.raises(BadInput) as refused:
        read(tmp_path, f"{{type: http, address: 'https://a.example.org', {more}}}")
    [problem] = refused.value.problems
    assert says in str(problem) and problem.line == 10


def test_a_certificate_goes_with_https_only(tmp_path: Path):
    with pytest.raises(BadInput, match="brukes bare med https"):
        read(tmp_path, "{type: http, address: 'http://localhost/r', certificate: {env: C}}")


@pytest.mark.parametrize(("number", "fine"), [(0, False), (1, True), (50, True), (51, False)])
def test_how_many_are_pulled_from_at_once(tmp_path: Path, number: Any, fine: bool):
    path = tmp_path / "portfolio.yaml"
    text = FILE.format(source="{type: none}").replace(
        "email: kontor@example.org", f"email: kontor@example.org, pulls_at_once: {number}"
    )
    path.write_text(text, encoding="utf-8")
    if fine:
        assert read_portfolio(path).office.pulls_at_once == number
    else:
        with pytest.raises(BadInput):
            read_portfolio(path)
