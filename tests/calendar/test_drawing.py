"""The drawing of the wheel: what a reader sees, hears from a screen reader, and finds under the pointer."""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise, product
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.drawing import Mark, Spoke, draw, mark_of, spokes_of
from arshjul.calendar.drawing_layout import angle_of, month_edges
from arshjul.calendar.drawing_shapes import BACKGROUNDS, COLOURS, MARK_RADIUS, MARK_WORDS, SHAPES
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels
from arshjul.models.codes import Completeness, State, Timeliness

SVG = "{http://www.w3.org/2000/svg}"
ACTORS = [("nhn", "Norsk helsenett"), ("hdir", "Helsedirektoratet"), ("ks", "KS")]
TODAY = dt.date(2024, 8, 27)


def spoke(due: dt.date | None, actor: str = "nhn", mark: Mark = Mark.PLANNED, **more: object) -> Spoke:
    fields = {"key": f"w.d.{due}.{actor}", "title": "Leveranseplan", **more}
    return Spoke(actor=actor, due=due, mark=mark, **fields)  # type: ignore[arg-type]


def picture(
    spokes: Sequence[Spoke],
    *,
    title: str = "Årshjul",
    year: int = 2024,
    actors: Sequence[tuple[str, str]] = ACTORS,
    today: dt.date | None = TODAY,
    lang: str = "nb",
) -> str:
    return draw(spokes, title=title, year=year, actors=actors, today=today, lang=lang)


def shipped(lang: str = "nb", marks: dict[str, Mark] | None = None) -> tuple[list[Spoke], list[tuple[str, str]]]:
    (path,) = (path for path in shipped_wheels() if "2024" in path.name)
    wheel = read_wheel(path)
    actors = [(actor, spec.name[lang]) for actor, spec in wheel.actors.items()]
    return spokes_of(compile_wheel(wheel), marks or {}, lang), actors


def groups(svg: str, name: str) -> list[ET.Element]:
    return [e for e in ET.fromstring(svg).iter(f"{SVG}g") if name in e.get("class", "").split()]


def hover(element: ET.Element) -> list[str]:
    return (element.findtext(f"{SVG}title") or "").split("\n")


def place(element: ET.Element) -> tuple[float, float]:
    found = re.match(r"translate\(([\d.-]+) ([\d.-]+)\)", element.get("transform", ""))
    assert found
    return float(found[1]), float(found[2])


def centre(svg: str) -> float:
    band = next(e for e in ET.fromstring(svg).iter(f"{SVG}circle") if e.get("class") == "band")
    return float(band.get("cx", ""))


def seen_angle(svg: str, point: tuple[float, float]) -> float:
    middle = centre(svg)
    return math.degrees(math.atan2(point[0] - middle, middle - point[1])) % 360


def texts(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter(f"{SVG}text")]


# What a screen reader says


def test_the_picture_is_one_image_named_by_its_title_and_description() -> None:
    root = ET.fromstring(picture([spoke(dt.date(2024, 2, 1))], title="Digital samhandling 2024"))
    ids = {e.get("id"): e.text for e in root if e.tag in (f"{SVG}title", f"{SVG}desc")}
    assert root.get("role") == "img" and root.get("lang") == "nb"
    assert list(ids) == root.get("aria-labelledby", "").split()
    assert root.findtext(f"{SVG}title") == "Digital samhandling 2024"


def test_the_description_tells_how_many_in_what_state_and_what_is_next() -> None:
    spokes = [
        spoke(dt.date(2024, 2, 1), mark=Mark.COMPLETE),
        spoke(dt.date(2024, 8, 26), mark=Mark.OVERDUE),
        spoke(dt.date(2024, 11, 15), title="Satsingsforslag"),
        spoke(dt.date(2024, 11, 15), "hdir", title="Statusrapport"),
        spoke(dt.date(2024, 12, 24)),
        spoke(None, "ks"),
        spoke(dt.date(2025, 2, 1)),
    ]
    said = ET.fromstring(picture(spokes)).findtext(f"{SVG}desc")
    assert said == (
        "Årshjul for 2024: 5 leveranser med frist i året, én ring per aktør. Fra ytterst til innerst: Norsk helsenett 4;"
        " Helsedirektoratet 1. Tilstand: Planlagt 3, Fullstendig 1, Over fristen 1. Neste frist er fredag 15. november"
        " 2024: Statusrapport (Helsedirektoratet); Satsingsforslag (Norsk helsenett). 1 leveranse venter på dato."
        " 1 leveranse i andre år. Viseren står på tirsdag 27. august 2024."
    )
    english = ET.fromstring(picture(spokes, lang="en")).findtext(f"{SVG}desc") or ""
    assert "5 deliverables due in the year" in english and "Overdue 1" in english
    assert "The next deadline is Friday 15 November 2024" in english and "1 deliverable awaiting a date" in english


def test_what_is_delivered_or_past_is_never_called_next() -> None:
    spokes = [spoke(dt.date(2024, 8, 26)), spoke(dt.date(2024, 9, 1), mark=Mark.COMPLETE)]
    svg = picture(spokes)
    assert "Ingen flere frister i året" in (ET.fromstring(svg).findtext(f"{SVG}desc") or "")
    assert "Neste frist" not in texts(svg)


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_an_empty_wheel_is_still_a_picture_with_months_and_legend(lang: str) -> None:
    svg = picture([], title="", actors=[], lang=lang)
    assert not groups(svg, "mark")
    assert ("juli" if lang == "nb" else "July") in texts(svg)
    assert ET.fromstring(svg).findtext(f"{SVG}title") == ("Årshjul 2024" if lang == "nb" else "Annual wheel 2024")


# Marks


def test_every_dated_deliverable_has_one_mark_that_says_title_actor_date_and_state() -> None:
    spokes, actors = shipped()
    dated = [one for one in spokes if one.due]
    marks = groups(picture(spokes, actors=actors), "mark")
    assert len(marks) == len(dated) > 20
    assert all(len(mark.findall(f"{SVG}title")) == 1 for mark in marks)
    said = [hover(mark) for mark in marks]
    assert [
        "Statusrapport til felles oppfølgingsmøte",
        "Helsedirektoratet",
        "mandag 26. august 2024",
        "Planlagt",
    ] in said


def test_a_deadline_on_a_day_off_says_the_working_day_before_it() -> None:
    """15 September 2024 is a Sunday; people plan by Friday the 13th."""
    spokes, actors = shipped()
    mine = [one for one in spokes if one.due == dt.date(2024, 9, 15) and one.actor == "rhf"]
    (mark,) = groups(picture(mine, actors=actors), "mark")
    assert hover(mark)[2:] == ["søndag 15. september 2024", "Planlagt", "Siste arbeidsdag: fredag 13. september 2024"]


def test_an_undecided_conflict_is_marked_as_unsettled_and_says_every_stated_date() -> None:
    """31 August and 15 September are both stated for the planned tasks."""
    spokes, actors = shipped()
    mine = [one for one in spokes if one.due == dt.date(2024, 8, 31)]
    (mark,) = groups(picture(mine, actors=actors), "mark")
    assert "disputed" in mark.get("class", "").split()
    assert hover(mark)[3:] == ["Uavklart frist", "Oppgitte datoer: lørdag 31. august, søndag 15. september"]


def test_marks_given_by_key_replace_the_planned_ones() -> None:
    spokes, _ = shipped()
    key = next(one.key for one in spokes if one.due)
    again, _ = shipped(marks={key: Mark.LATE})
    assert {one.mark for one in again if one.key == key} == {Mark.LATE}
    assert {one.mark for one in again if one.key != key} == {Mark.PLANNED, Mark.DISPUTED}


def test_restricted_deliverables_show_neither_title_nor_tooltip_nor_key() -> None:
    secret = spoke(
        dt.date(2024, 9, 30), restricted=True, key="w.hemmelig.2024.nhn", title="Hemmelig", tooltip="hemmelig"
    )
    svg = picture([secret])
    (mark,) = groups(svg, "mark")
    assert hover(mark) == ["Leveranse med begrenset innsyn", "Norsk helsenett", "mandag 30. september 2024", "Planlagt"]
    assert "hemmelig" not in svg.lower()


def test_states_differ_by_shape_and_not_by_colour_alone() -> None:
    drawn = picture([spoke(dt.date(2024, n + 1, 9), mark=mark) for n, mark in enumerate(Mark)])
    shapes = {re.sub(r'class="mark \w+"', "", m) for m in re.findall(r'</title>(<circle class="halo".*?)</g>', drawn)}
    assert len(shapes) == len(Mark) == len(set(SHAPES.values())) == len(set(COLOURS.values()))
    outlines = {re.sub(r"[-\d. ]+", "", shape) for shape in SHAPES.values()}
    assert len(outlines) >= 8, "shapes that are more than the same form in another size"


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mark", Mark)
def test_each_colour_stands_out_three_to_one_in_light_and_dark(mark: Mark) -> None:
    for back in (*BACKGROUNDS["light"], *BACKGROUNDS["dark"]):
        low, high = sorted((luminance(COLOURS[mark]), luminance(back)))
        assert (high + 0.05) / (low + 0.05) >= 3, back
    assert "@media (prefers-color-scheme:dark)" in picture([])


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_legend_shows_every_state_in_shape_colour_and_words_with_its_count(lang: str) -> None:
    svg = picture([spoke(dt.date(2024, 5, n + 1), mark=Mark.LATE) for n in range(17)], lang=lang)
    keys = groups(svg, "key")
    assert [key.get("class", "").split()[-1] for key in keys] == list(Mark)
    words = [nb if lang == "nb" else en for nb, en in MARK_WORDS.values()]
    shown = texts(svg)
    assert [text for text in shown if text in words] == words
    assert shown[shown.index("Levert for sent" if lang == "nb" else "Delivered late") + 1] == "17"


def test_the_three_judgements_become_one_sign() -> None:
    def sign(state: str, time: str, held: str = "none") -> str:
        return mark_of(State(state), Timeliness(time), Completeness(held))

    assert sign("planned", "not_due") == sign("planned", "undated") == "planned"
    assert sign("open", "not_due") == "open"
    assert sign("open", "overdue") == sign("planned", "overdue") == "overdue"
    assert sign("open", "disputed") == sign("planned", "disputed") == "disputed"
    assert sign("received", "on_time") == sign("received", "disputed") == "received"
    assert sign("complete", "on_time", "complete") == sign("accepted", "on_time", "complete") == "complete"
    assert sign("accepted", "on_time") == "complete", "what the ministry accepts needs no judgement of ours"
    assert sign("complete", "late", "complete") == sign("received", "late") == "late"
    assert sign("incomplete", "late", "incomplete") == "incomplete", "what can still be mended goes before what cannot"
    assert sign("accepted", "on_time", "incomplete") == "incomplete"
    assert sign("waived", "waived") == "waived" and sign("cancelled", "waived") == "cancelled"


def test_every_combination_of_judgements_has_a_sign_and_nothing_undelivered_looks_delivered() -> None:
    delivered = {Mark.RECEIVED, Mark.COMPLETE, Mark.INCOMPLETE, Mark.LATE}
    for state, time, held in product(State, Timeliness, Completeness):
        mark = mark_of(state, time, held)
        if state in (State.PLANNED, State.OPEN):
            assert mark not in delivered


# Places


def test_days_stand_at_their_true_share_of_the_year() -> None:
    """2 July is the middle day of an ordinary year; a leap year turns half a day earlier."""
    assert angle_of(dt.date(2023, 1, 1)) == pytest.approx(0.5 / 365 * 360)
    assert angle_of(dt.date(2023, 7, 2)) == pytest.approx(180)
    assert angle_of(dt.date(2024, 7, 2)) == pytest.approx(180 + 0.5 / 366 * 360)
    assert angle_of(dt.date(2024, 12, 31)) == pytest.approx(360 - 0.5 / 366 * 360)
    assert angle_of(dt.date(2024, 2, 29)) == pytest.approx(59.5 / 366 * 360)


@pytest.mark.parametrize("year", [2023, 2024])
def test_months_are_sized_by_their_days(year: int) -> None:
    """February is the short one, by a day less in a leap year."""
    edges = month_edges(year)
    sizes = [round((b - a) / 360 * (366 if year == 2024 else 365)) for a, b in pairwise(edges)]
    assert (edges[0], edges[-1]) == (0, 360)
    assert sizes == [31, 29 if year == 2024 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


@pytest.mark.parametrize("day", [dt.date(2024, 1, 1), dt.date(2024, 2, 29), dt.date(2024, 7, 2), dt.date(2024, 12, 31)])
def test_a_mark_is_drawn_at_the_angle_of_its_day(day: dt.date) -> None:
    svg = picture([spoke(day)])
    (mark,) = groups(svg, "mark")
    assert seen_angle(svg, place(mark)) == pytest.approx(angle_of(day), abs=0.05)


def test_actors_have_rings_of_their_own_from_the_outermost_in() -> None:
    day = dt.date(2024, 6, 6)
    svg = picture([spoke(day, actor) for actor, _ in ACTORS])
    far = {hover(mark)[1]: math.dist(place(mark), (centre(svg),) * 2) for mark in groups(svg, "mark")}
    assert sorted(far, key=far.__getitem__, reverse=True) == [name for _, name in ACTORS]


def names_shown(svg: str) -> list[str]:
    return ["".join(text.text or "" for text in group) for group in groups(svg, "name")]


def test_only_those_who_owe_something_in_the_year_have_a_ring_with_their_name() -> None:
    svg = picture([spoke(dt.date(2024, 6, 6), "hdir"), spoke(None, "nhn"), spoke(dt.date(2025, 6, 6), "ks")])
    assert names_shown(svg) == ["Helsedirektoratet"]
    assert svg.count('class="lane"') == 1


def test_an_actor_nobody_named_is_called_by_its_id() -> None:
    svg = picture([spoke(dt.date(2024, 6, 6), "statsforvalteren")])
    assert names_shown(svg) == ["statsforvalteren"]


def assert_apart(svg: str) -> None:
    """No two marks touch, none touches the names' rooms, and all lie within the months."""
    places = [place(mark) for mark in groups(svg, "mark")]
    for one, other in combinations(places, 2):
        assert math.dist(one, other) >= 2 * MARK_RADIUS, (one, other)
    middle = centre(svg)
    letters = [place(text) for group in groups(svg, "name") for text in group]
    for letter in letters:
        size, far = 16, math.dist(letter, (middle, middle))
        for one in places:
            assert (
                abs(math.dist(one, (middle, middle)) - far) >= MARK_RADIUS - size * 0.4 or math.dist(one, letter) > size
            )
            assert math.dist(one, letter) >= MARK_RADIUS, (one, letter)


def test_no_two_marks_of_the_shipped_wheel_cover_each_other_or_a_name() -> None:
    """1 and 2 February, 30 April and 1 May, 31 August and 15 September stand close."""
    spokes, actors = shipped()
    assert_apart(picture(spokes, actors=actors))
    assert_apart(picture(spokes, actors=actors, today=dt.date(2024, 1, 1)))


def test_marks_on_both_sides_of_new_year_keep_clear_of_each_other() -> None:
    """31 December and 1 January are neighbours on a circle, though a whole year apart."""
    days = [dt.date(2024, 12, 31), dt.date(2024, 1, 1), dt.date(2024, 12, 28), dt.date(2024, 1, 4)]
    assert_apart(picture([spoke(day, key=f"{day}{n}") for day in days for n in range(3)]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 365), st.sampled_from(["nhn", "hdir", "ks", "x", "y"])), max_size=60),
    st.one_of(st.none(), st.integers(0, 365)),
)
def test_marks_never_cover_each_other_whatever_the_days(days: list[tuple[int, str]], hand: int | None) -> None:
    new_year = dt.date(2024, 1, 1)
    spokes = [spoke(new_year + dt.timedelta(n), actor, key=str(i)) for i, (n, actor) in enumerate(days)]
    assert_apart(picture(spokes, today=None if hand is None else new_year + dt.timedelta(hand)))


def test_a_full_ring_of_daily_marks_keeps_them_apart() -> None:
    """No gap anywhere to begin from: every mark is a neighbour of the next, all the way round."""
    assert_apart(picture([spoke(dt.date(2024, 1, 1) + dt.timedelta(n)) for n in range(366)]))


def test_a_crowded_day_widens_its_actors_ring_and_stays_within_it() -> None:
    svg = picture([spoke(dt.date(2024, 5, 1), actor, key=str(n)) for actor, _ in ACTORS for n in range(12)])
    assert_apart(svg)
    lanes = [e for e in ET.fromstring(svg).iter(f"{SVG}circle") if e.get("class") == "lane"]
    bounds = {
        name: (float(lane.get("r", "")), float(lane.get("stroke-width", "")) / 2)
        for (_, name), lane in zip(ACTORS, lanes, strict=True)
    }
    for mark in groups(svg, "mark"):
        middle, half = bounds[hover(mark)[1]]
        assert abs(math.dist(place(mark), (centre(svg),) * 2) - middle) <= half - MARK_RADIUS


# Today's hand


def tags(svg: str) -> list[str]:
    return [text for text in texts(svg) if text.startswith(("I dag", "Today"))]


def test_the_hand_points_from_the_centre_at_today_and_says_its_date() -> None:
    svg = picture([spoke(dt.date(2024, 2, 1))])
    (hand,) = (e for e in ET.fromstring(svg).iter(f"{SVG}path") if e.get("class") == "hand")
    x, y, far_x, far_y = map(float, re.findall(r"[\d.]+", hand.get("d", "")))
    assert (x, y) == (centre(svg),) * 2
    assert seen_angle(svg, (far_x, far_y)) == pytest.approx(angle_of(TODAY), abs=0.05)
    assert tags(svg) == ["I dag, tirsdag 27. august"]
    assert tags(picture([], lang="en")) == ["Today, Tuesday 27 August"]


@pytest.mark.parametrize("today", [None, dt.date(2023, 12, 31), dt.date(2025, 1, 1)])
def test_there_is_no_hand_without_a_day_in_the_year(today: dt.date | None) -> None:
    svg = picture([spoke(dt.date(2024, 2, 1))], today=today)
    assert 'class="hand"' not in svg and 'class="past"' not in svg and not tags(svg)


@pytest.mark.parametrize("day", [dt.date(2024, 1, 2), dt.date(2024, 12, 30), dt.date(2024, 7, 2), dt.date(2024, 5, 16)])
def test_the_hand_never_strikes_through_a_name(day: dt.date) -> None:
    """New Year, where the names stand; midsummer, where they would move to; the middle of a month."""
    svg = picture([spoke(dt.date(2024, 6, 6), actor) for actor, _ in ACTORS], today=day)
    middle, turn = centre(svg), math.radians(angle_of(day))
    for group in groups(svg, "name"):
        for text in group:
            x, y = place(text)
            along = (x - middle) * math.sin(turn) - (y - middle) * math.cos(turn)
            aside = abs((x - middle) * math.cos(turn) + (y - middle) * math.sin(turn))
            assert along < 0 or aside > 8, text.text
    month = next(
        e
        for e in ET.fromstring(svg).iter(f"{SVG}g")
        if e.findtext(f"{SVG}text") == f"{'mai' if day.month == 5 else 'juli'}"
    )
    assert abs(seen_angle(svg, place(month)) - angle_of(day)) > 2


# Beside the wheel


@pytest.mark.parametrize(("lang", "heading"), [("nb", "Venter på dato"), ("en", "Awaiting a date")])
def test_what_awaits_a_date_is_counted_per_actor_beside_the_wheel(lang: str, heading: str) -> None:
    undated = [spoke(None, "ks", key="a"), spoke(None, "nhn", key="b"), spoke(None, "ks", key="c")]
    delivered = spoke(None, "hdir", Mark.COMPLETE, key="d")
    shown = texts(picture([*undated, delivered], lang=lang))
    start = shown.index(heading)
    assert shown[start + 1 : start + 6] == ["3", "Norsk helsenett", "1", "KS", "2"]
    assert "Helsedirektoratet" not in shown


def test_a_long_list_of_actors_is_cut_with_a_word_about_the_rest() -> None:
    shown = texts(picture([spoke(None, f"a{n:03}") for n in range(400)]))
    assert "og 391 aktører til" in shown


def test_what_is_due_in_another_year_is_counted_and_not_drawn() -> None:
    svg = picture([spoke(dt.date(2025, 2, 1))])
    assert not groups(svg, "mark")
    assert "Frist i andre år" in texts(svg)


# Hostile input, and the same bytes


HOSTILE = (
    "</title></svg><script>alert(1)</script>&amp;&<!--]]>\"'\x00\x07\x1b[31m\u202e\ud800\ufffe\r\nX-Header: 1<!channel>"
)


def test_hostile_text_stays_inert_wherever_it_comes_in() -> None:
    bad = Spoke(HOSTILE, HOSTILE, HOSTILE, dt.date(2024, 9, 9), Mark.OPEN, tooltip=HOSTILE)
    named = replace(bad, actor="nhn")
    svg = picture([bad, named, replace(bad, due=None)], title=HOSTILE, actors=[("nhn", HOSTILE)], lang="en")
    root = ET.fromstring(svg.encode())
    assert {e.tag.removeprefix(SVG) for e in root.iter()} == {
        *("svg", "title", "desc", "style", "rect", "circle", "path", "g", "text")
    }
    assert not [char for char in svg if char != "\n" and unicodedata.category(char)[0] == "C"]
    (first, _) = groups(svg, "mark")
    assert hover(first)[0].startswith("</title></svg><script>alert(1)</script>&amp;&")
    assert len(hover(first)) == 5, "a line break in a text makes no line of its own"


def test_nothing_is_fetched_linked_or_run() -> None:
    svg = picture([spoke(dt.date(2024, 9, 9))])
    assert not re.search(r"href|url\(|@import|<script|\son\w+=|<a[ >]|<image|<use|<foreignObject", svg)
    assert re.findall(r"https?://[^\"']+", svg) == ["http://www.w3.org/2000/svg"]


def test_endless_texts_are_capped() -> None:
    long = "Ø" * 10_000
    svg = picture([spoke(dt.date(2024, 9, 9), title=long, tooltip=long)], title=long, actors=[("nhn", long)])
    assert len(svg) < 30_000
    assert max(len(line) for mark in groups(svg, "mark") for line in hover(mark)) <= 160
    assert "…" in names_shown(svg)[0]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300), st.text(max_size=80), st.sampled_from(["nb", "en", "tlh", ""]))
def test_any_text_gives_well_formed_xml(text: str, name: str, lang: str) -> None:
    svg = picture([spoke(dt.date(2024, 9, 9), title=text, tooltip=name)], title=text, actors=[("nhn", name)], lang=lang)
    assert len(groups(svg, "mark")) == 1


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_order_of_the_deliverables_changes_not_a_byte(lang: str) -> None:
    spokes, actors = shipped(lang)
    assert picture(spokes, actors=actors, lang=lang) == picture(spokes[::-1], actors=actors, lang=lang)
    twins = [
        Spoke("same", "nhn", title, dt.date(2024, 5, 1), mark, restricted, more)
        for title, mark, restricted, more in product("ab", (Mark.LATE, Mark.OPEN), (True, False), "xy")
    ]
    assert picture(twins) == picture(twins[::-1])


def test_both_languages_are_whole() -> None:
    """A word of the one in the other would be a text that somebody forgot."""
    spokes, actors = shipped("en")
    english = picture([*spokes, spoke(dt.date(2025, 1, 1))], actors=actors, lang="en", title="Wheel")
    norwegian = r"\b(og|med|frist|neste|aktør|leveranse|venter|dato|mandag|januar|mai|planlagt|året|til)\b"
    assert not re.findall(
        norwegian, english.replace(english[english.index("<style>") : english.index("</style>")], ""), re.I
    )
    spokes, actors = shipped("nb")
    assert not re.findall(r"\b(and|the|due|deliverable|Monday|May|July|awaiting)\b", picture(spokes, actors=actors))
