"""The joint report, its annex and the archive's index as pages in a real browser: wide and narrow, light and dark.

Needs chromium, node and npm; where they are missing the test says so and skips.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from joint_cases import HDIR, HOSTILE, MEETING, NHN, demanding, section, sent_in
from node_packages import INTEROP, node_with_packages
from office import Office

from arshjul.app.archiving import archive_year
from arshjul.app.compiling import compile_report, record_seen
from arshjul.app.listing import Format
from arshjul.flows.settings import Settings

Looks = list[dict[str, Any]]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, new_sqlite: Any) -> list[Path]:
    """The three pages, of reports that hold hostile and very long texts."""
    folder = tmp_path_factory.mktemp("pages")
    office = Office(folder, new_sqlite(), edit=demanding)
    office.load("2024-01-16")
    risks = [
        {"description": f"{HOSTILE} {'x' * 300}", "probability": 5, "consequence": no, "mitigation": "Noe"}
        for no in range(1, 6)
    ]
    lights = {"pll": section("red", deviation=HOSTILE, risks=risks), "pps": section("yellow", deviation="To uker.")}
    move = [{"from": "pps", "to": "pll", "amount": "300", "reason": HOSTILE}]
    need = [{"initiative": "pll", "amount": "300", "reason": "y" * 400}]
    office.sources["nhn"].files["a.json"] = sent_in(
        NHN, "2024-08-20", lights, reallocations=move, supplementary_funding=need
    )
    office.sources["hdir"].files["b.json"] = sent_in(HDIR, "2024-08-20", {"pll": section()})
    office.day("2024-08-21")
    office.close()
    found = Settings(office.portfolio_path, (office.wheel_path,), office.url, False)
    joint, annex = folder / "joint.html", folder / "annex.html"
    for actor in ("nhn", "hdir"):
        record_seen(found, "2024-08-27", MEETING, actor, "hod", None, Format.JSON)
    compile_report(found, "2024-08-27", MEETING, joint, annex=annex)
    archive_year(found, "2024-08-27", 2024, folder / "archive")
    return [joint, annex, folder / "archive" / "index.html"]


@pytest.fixture(scope="module")
def looks(pages: list[Path]) -> Looks:
    """What was seen, by page and window."""
    browser = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    if not browser:
        pytest.skip("chromium is not installed")
    node = node_with_packages()
    command = [node, "look_at_files.mjs", browser, "-", *map(str, pages)]
    done = subprocess.run(command, cwd=INTEROP, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: Looks = json.loads(done.stdout)
    assert len(found) == 12
    return found


def test_axe_finds_nothing(looks: Looks) -> None:
    assert [(one["file"], one["width"], one["colorScheme"], one["axe"]) for one in looks if one["axe"]] == []


def test_nothing_comes_from_elsewhere_nothing_runs_and_nothing_sticks_out(looks: Looks) -> None:
    for one in looks:
        assert (one["elsewhere"], one["said"], one["wide"]) == ([], [], False), one["file"]
