"""The command line speaks Norwegian, or English where asked, with none of the other's words in between."""

import re

import pytest
from front_desk import Command

ENGLISH = re.compile(
    r"\b(Usage|Options?|Commands?|Arguments?|Show this|and exit|default|required|Missing|Error|Invalid)\b"
)
NORWEGIAN = re.compile(r"\b(Bruk|Valg|Kommandoer|Argumenter|Vis|ellers|mangler|ukjent|Feil)\b")
VERBS = [
    [], ["wheel"], ["wheel", "check"], ["wheel", "load"], ["wheel", "draw"], ["deadlines"], ["meetings"], ["conflicts"],
    ["day"], ["dispatch"], ["demo"], ["board"], ["outbox"], ["outbox", "list"], ["report"], ["report", "check"],
    ["calendars"], ["calendars", "export"],
]  # fmt: skip


def test_every_page_of_help_is_in_norwegian(program: Command) -> None:
    for verb in ([], ["wheel", "draw"], ["report", "check"], ["day"]):
        answer = program(*verb, "--help")
        assert answer.code == 0
        assert answer.out.startswith("Bruk: arshjul")
        assert not ENGLISH.search(answer.out), answer.out


def test_every_page_of_help_is_in_english_where_asked(program: Command) -> None:
    for words, settings in (
        (["--lang", "en", "wheel", "draw"], {}),
        (["report", "check", "--lang=en"], {}),
        (["day"], {"ARSHJUL_LANG": "en"}),
        ([], {"ARSHJUL_LANG": "en_GB.UTF-8"}),
    ):
        answer = program(*words, "--help", **settings)
        assert answer.code == 0
        assert answer.out.startswith("Usage: arshjul")
        assert not NORWEGIAN.search(answer.out), answer.out


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_every_verb_has_help(arshjul: Command, verb: list[str]) -> None:
    answer = arshjul(*verb, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert " ".join(["Bruk: arshjul", *verb]) in " ".join(answer.out.split())


def test_the_language_may_stand_before_or_after_the_verb_and_beats_the_environment(
    arshjul: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (("--lang", "en", "conflicts"), ("conflicts", "--lang", "en"), ("conflicts", "--lang=en")):
        assert "Stated" in arshjul(*words).out
    monkeypatch.setenv("ARSHJUL_LANG", "en")
    assert "Stated" in arshjul("conflicts").out
    assert "Oppgitte" in arshjul("conflicts", "--lang", "nb").out


def test_keys_and_codes_are_the_same_in_both_languages(arshjul: Command) -> None:
    nb = arshjul("deadlines", "--format", "json").rows
    en = arshjul("deadlines", "--lang", "en", "--format", "json").rows
    spoken = {"title", "rule"}
    assert [{k: v for k, v in row.items() if k not in spoken} for row in nb] == [
        {k: v for k, v in row.items() if k not in spoken} for row in en
    ]
    assert nb[0]["title"] != en[0]["title"]


@pytest.mark.parametrize(
    ("line", "nb", "en"),
    [
        ("deadlnes", "arshjul: ukjent kommando: deadlnes (mente du «deadlines»?)", "unknown command: deadlnes (did you mean «deadlines»?)"),
        ("wheel chek x", "arshjul wheel: ukjent kommando: chek (mente du «check»?)", "arshjul wheel: unknown command: chek"),
        ("frister", "(gyldig: deadlines, meetings", "(valid: deadlines, meetings"),
        ("deadlines --formt json", "arshjul deadlines: ukjent valg: --formt (mente du «--format»?)", "unknown option: --formt (did you mean «--format»?)"),
        ("--year 2024 deadlines", "ukjent valg: --year (valg skrives etter kommandoen)", "(options are written after the command)"),
        ("deadlines --year", "arshjul deadlines: --year mangler en verdi", "--year needs a value"),
        ("day --flow=ja", "arshjul day: --flow tar ingen verdi", "--flow takes no value"),
        ("deadlines 2024", "arshjul deadlines: for mange ord: 2024", "too many words: 2024"),
        ("wheel draw --year 2024", "arshjul wheel draw: mangler --out FIL", "is missing"),
        ("report check --deliverable x", "arshjul report check: mangler FIL", "is missing"),
        ("wheel check", "arshjul wheel check: mangler STI...", "is missing"),
        ("deadlines --format xml", "--format: ukjent form: xml (gyldig: table, json, csv)", "unknown form: xml"),
        ("deadlines --kind followup", "--kind: ukjent type: followup (mente du «followup_report»?)", "did you mean «followup_report»?"),
        ("deadlines --year 24", "--year: «24» er ikke et årstall (skriv et år fra 2000 til 2100)", "«24» is no year"),
        ("deadlines --year 99999999999999999999", "er ikke et årstall", "is no year"),
        ("deadlines --actor nhm", "--actor: ukjent aktør: nhm (mente du «nhn»?)", "unknown actor: nhm (did you mean «nhn»?)"),
        ("deadlines --initiative pl", "--initiative: ukjent tiltak: pl (mente du «pll»?)", "unknown initiative: pl"),
        ("deadlines --as-of 2024-02-30", "--as-of: «2024-02-30» er ikke en dato (skriv 2024-08-27", "«2024-02-30» is no date"),
        ("board --as-of banana", "--as-of: «banana» er ikke en dato", "«banana» is no date"),
        ("--lang fr deadlines", "--lang: ukjent språk: fr", "unknown language: fr (gyldig: nb, en)"),
        ("deadlines --lang", "--lang: ukjent språk", "unknown language"),
    ],
)  # fmt: skip
def test_wrong_use_is_told_in_one_line_with_the_remedy(arshjul: Command, line: str, nb: str, en: str) -> None:
    answer = arshjul(*line.split())
    assert (answer.code, answer.out) == (2, "")
    assert nb in answer.err
    assert answer.err.count("\n") == 1
    assert not ENGLISH.search(answer.err)
    if "--lang" not in line:
        assert en in arshjul("--lang", "en", *line.split()).err


def test_an_unknown_language_in_the_environment_is_named(arshjul: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARSHJUL_LANG", "xx")
    answer = arshjul("deadlines")
    assert answer.code == 2
    assert answer.err.startswith("ARSHJUL_LANG: ukjent språk: xx / unknown language: xx")


def test_the_program_alone_shows_its_help(arshjul: Command) -> None:
    for words in ((), ("wheel",)):
        answer = arshjul(*words)
        assert answer.code == 2
        assert "Kommandoer:" in answer.err


def test_the_version_is_told(program: Command) -> None:
    answer = program("--version")
    assert answer.code == 0
    assert re.fullmatch(r"arshjul \d+\.\d+\.\d+\n", answer.out)


def test_typer_leaves_files_to_those_who_open_them() -> None:
    """Its own look at a path answers in English, and only where the reader lacks rights (root never does)."""
    import typer

    from arshjul.app.cli import _build

    def parameters(command: object) -> list[object]:
        inner = [found for child in getattr(command, "commands", {}).values() for found in parameters(child)]
        return [*getattr(command, "params", []), *inner]

    paths = [found for found in parameters(typer.main.get_command(_build())) if found.type_descriptor.is_path]  # type: ignore[attr-defined]
    assert len(paths) > 5
    assert not [found for found in paths if found.type_descriptor.parameter_info.readable]  # type: ignore[attr-defined]
