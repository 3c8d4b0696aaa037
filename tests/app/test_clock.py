"""`--as-of`: a bare date is noon in Oslo, and only whole dates and instants are taken."""

import datetime as dt

import pytest

from arshjul.app.clock import at_instant, now
from arshjul.models.problems import BadInput


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-08-27", "2024-08-27T10:00"),
        ("2024-01-15", "2024-01-15T11:00"),
        ("2024-08-27T15:30", "2024-08-27T13:30"),
        ("2024-08-27 15:30", "2024-08-27T13:30"),
        ("2024-08-27T15:30Z", "2024-08-27T15:30"),
        ("2024-08-27T15:30+09:00", "2024-08-27T06:30"),
        ("2024-03-31T02:30", "2024-03-31T01:30"),  # the hour that summer time skips: the instant it would have been
        ("2024-10-27T02:30", "2024-10-27T00:30"),  # the hour that comes twice: the first of the two
        ("2024-02-29", "2024-02-29T11:00"),  # a leap day
    ],
)
def test_what_a_text_means(text: str, utc: str) -> None:
    assert at_instant(text) == dt.datetime.fromisoformat(f"{utc}+00:00")


@pytest.mark.parametrize(
    "text",
    [
        "", "banana", "now", "2024", "2024-08", "2024-W35", "20240827", "2024-8-7", "27.08.2024", "2024-02-30", "2023-02-29",
        "2024-08-27T25:00", "2024-08-27T24:00", "2024-08-27 ", " 2024-08-27", "٢٠٢٤-08-27", "2024-08-27x", "1999-12-31",
        "2101-01-01", "12:30", "P1D", "2024-01-01/2024-02-01", "x" * 100_000,
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        at_instant(text)
    [problem] = caught.value.problems
    assert problem.file == "--as-of" and problem.remedy and len(str(problem)) < 200


def test_as_of_is_the_runs_clock_and_the_wall_is_kept_beside_it() -> None:
    moment = now("2024-08-27")
    assert moment.at == dt.datetime(2024, 8, 27, 10, tzinfo=dt.UTC)
    assert moment.today == dt.date(2024, 8, 27)
    assert moment.recorded_at > dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
