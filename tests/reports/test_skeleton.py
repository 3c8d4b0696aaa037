"""The skeleton an actor fills in holds the demanded sections and no others."""

import json

import pytest
import yaml

from arshjul.models.problems import BadInput
from arshjul.reports.reading import read_report
from arshjul.reports.schema import StatusReport
from arshjul.reports.skeleton import skeleton

KEY = "digital-samhandling-2024.followup-report.followup-2024-4."


def test_the_skeleton_of_each_actor_follows_its_own_demands(shipped):
    hdir, nhn = skeleton(shipped[KEY + "hdir"])["initiatives"], skeleton(shipped[KEY + "nhn"])["initiatives"]
    assert "deviation" not in hdir["dhg"]
    assert "deviation" in nhn["dhg"]
    assert list(hdir["pll"]) == ["status", "progress", "quality", "risks", "economy", "deviation", "resource_use"]


def test_money_across_initiatives_is_asked_for_once(shipped):
    values = skeleton(shipped[KEY + "nhn"])
    assert (values["supplementary_funding"], values["reallocations"]) == (None, None)
    assert "reallocations" not in skeleton(shipped["digital-samhandling-2024.tertial-report.tertial-2024-1.nhn"])


def test_what_belongs_to_no_initiative_stands_apart(shipped):
    values = skeleton(shipped["digital-samhandling-2024.tertial-report.tertial-2024-1.nhn"])
    assert list(values["general"]) == ["status", "risks", "deviation"]


def test_a_document_that_is_no_status_report_gets_an_envelope(shipped):
    values = skeleton(shipped["digital-samhandling-2024.planned-tasks.2024.nhn"])
    assert values["type"] == "envelope"
    assert values["holds"]["mhe"] == ["tasks"]


def test_no_skeleton_can_be_sent_as_it_is(shipped):
    for item in shipped.values():
        with pytest.raises(BadInput) as error:
            read_report(json.dumps(skeleton(item)).encode(), "a.json")
        assert {"submitted_by", "submitted_at"} <= {problem.place for problem in error.value.problems}


def test_a_skeleton_goes_through_yaml_as_well(shipped):
    values = skeleton(shipped[KEY + "nhn"]) | {"submitted_by": "a@b.no", "submitted_at": "2024-08-26T10:00:00+02:00"}
    assert isinstance(read_report(yaml.safe_dump(values, sort_keys=False).encode(), "a.yaml"), StatusReport)


def test_nobody_is_given_the_words_that_there_is_nothing_to_report(shipped):
    assert all("nothing_to_report" not in json.dumps(skeleton(item)) for item in shipped.values())
