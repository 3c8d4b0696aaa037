"""The guide to the joint report says what the program does: its commands, the fields of the forms, and the wheel's lines."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from front_desk import Command
from joint_cases import MEETING
from office import Office

from arshjul.flows.annexing import annex_values
from arshjul.flows.compiling import gather, joint_values

TEXT = (Path(__file__).parents[2] / "docs" / "joint-report.md").read_text(encoding="utf-8")
COMMANDS = sorted(
    set(re.findall(r"arshjul (?:report|archive|deliverable|meetings)[^`#]*?(?=`|#|$)", TEXT, re.MULTILINE))
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_there(arshjul: Command, command: str) -> None:
    words = " ".join(command.split()).split(" ")[1:]
    verb = words[:1] if words[0] in ("archive", "meetings") else words[:2]
    answer = arshjul(*verb, "--help")
    assert answer.code == 0, verb
    for option in (word for word in words if word.startswith("--")):
        assert f"{option} " in answer.out or f"{option}\n" in answer.out, option


def test_every_field_of_the_forms_is_named(office: Office) -> None:
    office.load("2024-01-16")
    parts = office.at("2024-08-27")
    found = gather(parts, MEETING)
    annex = annex_values(parts, found, "nhn")
    names = {*joint_values(parts, found), *annex, *annex["actors"][0]} - {"lang"}
    assert not [name for name in names if f"`{name}`" not in TEXT]


def test_the_lines_that_make_it_a_deliverable_of_the_office_do_so(tmp_path: Path, new_sqlite: Any) -> None:
    [lines] = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)

    def edit(wheel: dict[str, Any]) -> None:
        for name, more in copy.deepcopy(yaml.safe_load(lines)).items():
            wheel[name] |= more

    office = Office(tmp_path, new_sqlite(), edit=edit)
    office.load("2024-01-16")
    parts = office.at("2024-08-27")
    found = gather(parts, MEETING)
    assert found.picture.owed == f"prove-2024.joint-report.{MEETING}.kontoret"
    assert "kontoret" not in found.picture.actors
    office.close()
