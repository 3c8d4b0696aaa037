"""A wheel file of a size nobody has yet: many actors, every kind of rule, meetings by sector.

What lives here: generated `WheelFile`s, validated like any other. Nothing of it comes from a letter.
"""

from typing import Any

from arshjul.models.wheelfile import WheelFile

DATES_PER_ACTOR = 94
MEETINGS = 6
_TEXT = {"nb": "Prøve", "en": "Sample"}
_INITIATIVES = tuple(f"i{number}" for number in range(7))


def sample_wheel(year: int, actors: int, sectors: int) -> WheelFile:
    """One year's wheel in which every actor owes 94 dated documents.

    Per actor: 36 fixed dates, 12 ends of months, 12 nth weekdays, 3 tertial ends, 1 before an event, 12 of a monthly
    recurrence, and 18 by the six meetings of the actor's sector (a report with three demands, its slides, the minutes).
    """
    slugs = [f"actor-{number:03d}" for number in range(actors)]
    by_sector = [slugs[number::sectors] for number in range(sectors)]
    documents, obligations = _by_the_calendar(slugs)
    _by_meetings(documents, obligations, by_sector)
    return WheelFile.model_validate(
        {
            "schema": 1,
            "id": f"sample-{year}",
            "year": year,
            "title": _TEXT,
            "documents": {"letter": {"title": _TEXT, "issuer": "ministry", "date": f"{year}-01-15", "maker": "letter"}},
            "actors": {slug: {"name": _TEXT} for slug in ("ministry", *slugs)},
            "initiatives": {slug: {"name": _TEXT} for slug in _INITIATIVES},
            "series": {f"sector-{number}": {"title": _TEXT} for number in range(sectors)},
            "events": {"closing": {"title": _TEXT, "date": f"{year}-11-20"}},
            "meetings": _meetings(year, by_sector),
            "document_types": documents,
            "obligations": obligations,
        }
    )


def _meetings(year: int, by_sector: list[list[str]]) -> dict[str, Any]:
    """Six meetings a year for each sector, every second month."""
    return {
        f"sector-{sector}-{year}-{number}": {
            "series": f"sector-{sector}",
            "date": f"{year}-{2 * number:02d}-{1 + (3 * sector + 7 * number) % 28:02d}",
            "actors": actors,
        }
        for sector, actors in enumerate(by_sector)
        for number in range(1, MEETINGS + 1)
    }


def _by_the_calendar(slugs: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What all actors owe on the same days: 76 dates."""
    rules: list[dict[str, Any]] = []
    rules += [{"type": "fixed", "month": 1 + place % 12, "day": 1 + (place * 5) % 28} for place in range(36)]
    rules += [{"type": "end_of_month", "month": month} for month in range(1, 13)]
    rules += [
        {"type": "nth_weekday", "month": m, "weekday": 1 + m % 5, "nth": (1, 2, 3, 4, -1)[m % 5]} for m in range(1, 13)
    ]
    rules += [{"type": "tertial_end", "tertial": number, "days": 30} for number in (1, 2, 3)]
    rules += [{"type": "before_event", "event": "closing", "workdays": 10}]
    rules += [{"type": "recurrence", "rrule": "FREQ=MONTHLY;BYMONTHDAY=10"}]
    documents, obligations = {}, {}
    for place, rule in enumerate(rules):
        policy = ("keep", "keep", "previous", "next")[place % 4]
        documents[f"paper-{place}"] = {"kind": "other", "title": _TEXT, "workday_policy": policy}
        obligations[f"paper-{place}"] = _obligation(f"paper-{place}", slugs, rule, place)
    return documents, obligations


def _by_meetings(documents: dict[str, Any], obligations: dict[str, Any], by_sector: list[list[str]]) -> None:
    """What hangs on the sector's meetings: a report (three demands), its slides and the minutes; 18 dates."""
    papers = {
        "report": [{"type": "before_meeting", "days": 14}] * 3,
        "slides": [{"type": "before_meeting", "workdays": 3}],
        "minutes": [{"type": "after_meeting", "workdays": 5}],
    }
    for paper, rules in papers.items():
        documents[paper] = {"kind": "followup_report", "title": _TEXT}
        for sector, actors in enumerate(by_sector):
            for number, rule in enumerate(rules):
                slug = f"{paper}-{sector}-{number}"
                obligations[slug] = _obligation(paper, actors, {**rule, "series": f"sector-{sector}"}, number)


def _obligation(document: str, actors: list[str], rule: dict[str, Any], line: int) -> dict[str, Any]:
    return {
        "delivered_in": [document],
        "actors": actors,
        "addressee": "ministry",
        "initiatives": _INITIATIVES,
        "due": rule,
        "required": ["status", "progress", "risk", "economy"],
        "statements": [{"document": "letter", "section": "1", "lines": [line + 1, line + 1]}],
    }
