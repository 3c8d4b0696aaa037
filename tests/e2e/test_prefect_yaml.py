"""prefect.yaml: every deployment's entry point is a module that can be imported, on Oslo's clock."""

import importlib
from pathlib import Path

import yaml

from arshjul.flows.parts import CYCLES
from arshjul.models.codes import Kind

DEPLOYMENTS = yaml.safe_load((Path(__file__).resolve().parents[2] / "prefect.yaml").read_text("utf-8"))["deployments"]


def test_there_is_one_deployment_per_cycle_the_day_the_dispatch_and_the_collecting() -> None:
    assert {item["name"] for item in DEPLOYMENTS} == {"day", "dispatch", "collect", *CYCLES}


def test_the_cycles_hold_every_kind_once() -> None:
    held = [kind for kinds in CYCLES.values() for kind in kinds]
    assert sorted(held) == sorted(Kind)


def test_entry_points_are_modules_and_exist() -> None:
    for item in DEPLOYMENTS:
        module, _, name = item["entrypoint"].rpartition(".")
        assert ":" not in item["entrypoint"] and "/" not in item["entrypoint"]
        assert callable(getattr(importlib.import_module(module), name))


def test_schedules_follow_oslos_clock_and_a_run_left_behind_stops_no_later_one_of_what_comes_often() -> None:
    for item in DEPLOYMENTS:
        assert [schedule["timezone"] for schedule in item["schedules"]] == ["Europe/Oslo"]
        often = item["name"] in ("dispatch", "collect")  # the next one is five minutes, or an hour, away
        limit = None if often else {"limit": 1, "collision_strategy": "ENQUEUE"}
        assert item.get("concurrency_limit") == limit


def test_a_cycles_parameters_name_it() -> None:
    for item in DEPLOYMENTS:
        if item["name"] in CYCLES:
            assert item["parameters"] == {"name": item["name"]}
