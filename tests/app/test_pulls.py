"""`report pulls`: what each look into the actors' sources gave."""

import pytest
from front_desk import Command


@pytest.fixture
def looked(arshjul: Command, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The example's year till spring, looked into on two days."""
    monkeypatch.setenv("ARSHJUL_DATABASE_URL", str(tmp_path / "a.db"))
    for day in ("2024-02-02", "2024-05-20"):
        assert arshjul("day", "--as-of", day, "--out", tmp_path / "out").code in (0, 1)
    return arshjul


def test_each_look_is_a_row_the_newest_first(looked: Command) -> None:
    rows = looked("report", "pulls", "--actor", "nhn", "--format", "json").rows
    assert [(row["actor"], str(row["at"])[:10]) for row in rows] == [("nhn", "2024-05-20"), ("nhn", "2024-02-02")]
    assert all(set(row) == {"at", "actor", "source", "seen", "taken", "verdict", "digest"} for row in rows)
    assert [bool(row["taken"]) for row in rows] == [True, True] and rows[0]["seen"] > rows[1]["taken"]
    assert len(looked("report", "pulls", "--last", "1", "--format", "json").rows) == 1
    early = looked("report", "pulls", "--as-of", "2024-02-03", "--format", "json").rows
    assert {str(row["at"])[:10] for row in early} == {"2024-02-02"}


def test_it_reads_well_in_both_languages_and_says_what_is_wrong(looked: Command) -> None:
    nb, en = looked("report", "pulls"), looked("--lang", "en", "report", "pulls")
    assert nb.code == en.code == 0
    assert "Utfall" in nb.out and "i orden" in nb.out and "in order" in en.out
    for number in ("0", "-1", "mange", "10000"):
        refused = looked("report", "pulls", "--last", number)
        assert refused.code == 2 and "er ikke et antall (skriv et tall fra 1 til 9999)" in refused.err
    wrong = looked("report", "pulls", "--actor", "nhm")
    assert wrong.code == 2 and "ukjent aktør: nhm" in wrong.err and "«nhn»" in wrong.err


def test_before_any_look_it_says_so(arshjul: Command, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARSHJUL_DATABASE_URL", str(tmp_path / "a.db"))
    assert arshjul("report", "pulls").out == "Ingen kilde er lest ennå.\n"
    assert arshjul("report", "pulls", "--format", "json").rows == []
