"""The joint report of 8 April 2024 from the samples that ship, recounted from the files that the actors sent.

The files are read here as plain YAML and JSON, and the documents as their readers see them, so nothing of what adds up is used.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from front_desk import EXAMPLE
from joint_cases import docx_tables, html_tables, kroner
from office import moment

from arshjul.calendar.wheel_file import shipped_wheels
from arshjul.flows import collecting, loading
from arshjul.flows.compiling import gather, joint_values
from arshjul.flows.parts import Parts, build_parts
from arshjul.flows.settings import shipped_portfolio
from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.notifications.transports.base import Channel
from arshjul.notifications.transports.memory import MemoryTransport
from arshjul.reports.joint.docx_file import docx
from arshjul.reports.joint.docx_form import joint_form
from arshjul.reports.joint.pages import html, markdown

COLUMNS = ("allocated", "carried_over", "spent", "forecast")
NAMES = {
    "pll": "Pasientens legemiddelliste", "pjd": "Pasientens journaldokumenter", "pps": "Pasientens prøvesvar",
    "pmd": "Pasientens måledata", "pki": "Pasientens kritiske informasjon", "dhg": "Digitalt helsekort for gravide",
    "mhe": "MyHealth@EU",
}  # fmt: skip


def sent() -> dict[str, dict[str, Any]]:
    """What each actor sent before the meeting, initiative by initiative."""
    folder = EXAMPLE / "reports"
    nhn = yaml.safe_load((folder / "nhn" / "statusrapport-followup-2024-2.yaml").read_text(encoding="utf-8"))
    hdir = json.loads((folder / "hdir" / "statusrapport-followup-2024-2.json").read_text(encoding="utf-8"))
    return {"Norsk helsenett": nhn["initiatives"], "Helsedirektoratet": hdir["initiatives"]}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory, new_sqlite: Any) -> Iterator[Parts]:
    set_lang(Lang.NB)
    made = build_parts(
        database_url=new_sqlite(),
        portfolio=shipped_portfolio(),
        wheels=[path for path in shipped_wheels() if "2024" in path.name],
        moment=moment("2024-01-16"),
        transports=dict.fromkeys(Channel, MemoryTransport()),
    )
    loading.load_wheels(made)
    made = made.at(moment("2024-04-02"))
    for actor in ("nhn", "hdir"):
        collecting.pull(made, actor)
    collecting.judge(made)
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def values(parts: Parts) -> dict[str, Any]:
    set_lang(Lang.NB)
    return joint_values(parts, gather(parts, "followup-2024-2"))


def tables(form: str, values: dict[str, Any]) -> dict[str, list[list[str]]]:
    if form == "html":
        return html_tables(html("joint", values))
    return docx_tables(docx(joint_form(), values, place="x", on=moment("2024-04-02").today))


@pytest.mark.parametrize("form", ["html", "docx"])
def test_every_sum_is_that_of_the_reports(values: dict[str, Any], form: str) -> None:
    found, reports = tables(form, values), sent()
    everything = [Decimal()] * 5
    for slug, name in NAMES.items():
        rows = found[f"Økonomi: {name}"][1:]
        said = {row[0]: [kroner(cell) for cell in row[1:]] for row in rows}
        total = [Decimal()] * 5
        for actor, initiatives in reports.items():
            figures = [Decimal(str(initiatives[slug]["economy"][column])) for column in COLUMNS]
            figures.append(figures[3] - figures[0] - figures[1])
            assert said[actor] == figures, (slug, actor)
            total = [one + other for one, other in zip(total, figures, strict=True)]
        assert said["Sum"] == total, slug
        everything = [one + other for one, other in zip(everything, total, strict=True)]
        [overall] = [row for row in found["Økonomi samlet"] if row[0] == name]
        assert [kroner(cell) for cell in overall[1:]] == total
    assert [kroner(cell) for cell in found["Økonomi samlet"][-1][1:]] == everything
    assert everything[0] > 0 and "*" not in "".join(found["Økonomi samlet"][-1])


@pytest.mark.parametrize("form", ["html", "docx"])
def test_every_light_and_every_risk_is_there(values: dict[str, Any], form: str) -> None:
    found, words = tables(form, values), {"green": "Grønn", "yellow": "Gul", "red": "Rød"}
    head, *rows = found["Status for tiltakene"]
    for slug, name in NAMES.items():
        [row] = [one for one in rows if one[0] == name]
        for actor, initiatives in sent().items():
            assert row[head.index(actor)] == words[initiatives[slug]["status"]["light"]]
        risks = [(actor, risk) for actor, said in sent().items() for risk in said[slug]["risks"]]
        listed = {(one[1], one[2], one[3], one[4], one[6]) for one in found[f"Risiko: {name}"][1:]}
        assert listed == {
            (actor, risk["description"], str(risk["probability"]), str(risk["consequence"]), risk["mitigation"])
            for actor, risk in risks
        }


def test_markdown_has_the_same_sums(values: dict[str, Any]) -> None:
    cells = values["economy"]["total"]["cells"]
    assert f"| Sum | {' | '.join(cells)} |" in markdown("joint", values).decode()


def test_the_texts_are_the_actors_own(values: dict[str, Any], tmp_path: Path) -> None:
    page = html("joint", values).decode()
    for initiatives in sent().values():
        for slug in NAMES:
            assert initiatives[slug]["status"]["text"] in page
            assert initiatives[slug]["progress"] in page
