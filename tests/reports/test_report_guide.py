"""The guide's examples are files that can be read and that meet what they speak of."""

import re
from pathlib import Path

from arshjul.reports.reading import read_report
from arshjul.reports.schema import Envelope, StatusReport

GUIDE = Path(__file__).parents[2] / "docs" / "report-format.md"


def test_every_example_in_the_guide_can_be_read():
    report, envelope = (
        read_report(block.encode(), "guide.yaml")
        for block in re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    )
    assert isinstance(report, StatusReport)
    assert isinstance(envelope, Envelope)


def test_the_guide_names_every_section_of_a_report():
    text = GUIDE.read_text(encoding="utf-8")
    fields = {"general", *StatusReport.model_fields["initiatives"].annotation.__args__[1].model_fields}
    assert all(f"`{name}" in text for name in fields)
