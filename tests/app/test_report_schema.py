"""`report schema` prints the published form, in the reader's language, and nothing else."""

import json

from front_desk import Command


def test_the_form_is_printed_as_one_json_document(arshjul: Command) -> None:
    answer = arshjul("report", "schema")
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(answer.out)["title"] == "Rapportfil, versjon 1"
    assert arshjul("report", "schema", "--version", "1").out == answer.out


def test_it_follows_the_language(arshjul: Command) -> None:
    assert json.loads(arshjul("--lang", "en", "report", "schema").out)["title"] == "Report file, version 1"


def test_a_version_there_is_not_is_told_with_those_there_are(arshjul: Command) -> None:
    for version, says in (
        ("9", "finnes ikke: 9 (gyldig: 1)"),
        ("x", "«x» er ikke en versjon (gyldig: 1)"),
        ("-1", "versjon"),
    ):
        answer = arshjul("report", "schema", "--version", version)
        assert (answer.code, answer.out) == (2, "")
        assert says in answer.err
