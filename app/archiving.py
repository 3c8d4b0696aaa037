"""`archive`: a year of deliverables as files, with an index for people and one for programs.

What lives here: the page of the index in words, and telling how far it has come.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from arshjul.app.opening import opened
from arshjul.app.progress import Progress
from arshjul.app.terminal import line
from arshjul.calendar.date_words import long_date
from arshjul.calendar.wording import STATE_WORDS, word
from arshjul.flows.archive_folder import INDEX, SUMS, ArchiveFolder
from arshjul.flows.archiving import Filed, archive, check_year
from arshjul.flows.parts import Catalogue
from arshjul.flows.settings import Settings
from arshjul.models.codes import Access
from arshjul.models.lang import get_lang, say
from arshjul.reports.archive.page import index_page

PAGE = "index.html"
_ROLES = {
    "about": ("om leveransen", "about the deliverable"), "report": ("rapport som mottatt", "report as received"),
    "versions": ("mottatt når og fra hvem", "received when and from whom"),
    "judgement": ("vurdering", "judgement"), "decisions": ("avgjørelser", "decisions"),
    "sendings": ("formelle sendinger", "formal sendings"), "attachment": ("vedlegg", "attachment"),
    "messages": ("meldinger", "messages"), "message": ("melding", "message"),
}  # fmt: skip


def archive_year(found: Settings, as_of: str | None, year: int, out: Path) -> None:
    """Write the archive of that year to `out`. BadInput for an unknown year and a folder that is not its own."""
    with opened(found, as_of) as parts, Progress() as progress:
        check_year(parts, year)
        folder = ArchiveFolder(out, parts.portfolio.id, year)
        progress.stage(say(f"arkiverer {year}", f"archiving {year}"))
        filed = archive(parts, year, folder, lambda no, of, key: progress.detail(f"{no}/{of} {key}"))
        folder.put(PAGE, index_page(_page(filed, parts.catalogue(parts.moment.at), year)))
        folder.close()
    count = len(folder.digests)
    line(say(f"{len(filed)} leveranser, {count} filer i {out}", f"{len(filed)} deliverables, {count} files in {out}"))
    line(say(f"Kontroller med: cd {out} && sha256sum -c {SUMS}", f"Check with: cd {out} && sha256sum -c {SUMS}"))


def _page(filed: list[Filed], catalogue: Catalogue, year: int) -> dict[str, Any]:
    lang = get_lang()
    names = {slug: spec.name[lang] for wheel in catalogue.wheels for slug, spec in wheel.actors.items()}
    return {
        "lang": lang.value,
        "title": say(f"Arkiv for {year}", f"Archive of {year}"),
        "about": [
            say(
                f"Én mappe per leveranse. Det samme står i {INDEX}; sjekksummene for alle filer står i {SUMS}.",
                f"One folder per deliverable. The same stands in {INDEX}; the checksums of all files stand in {SUMS}.",
            ),
            say(
                "Meldinger står med mottaker, kanal, tidspunkt og ordlyd, og med navnene som gjelder nå.",
                "Messages stand with recipient, channel, time and wording, with the names that hold now.",
            ),
        ],
        "t": {
            "contents": say("Innhold", "Contents"), "files": say("Filer", "Files"), "file": say("Fil", "File"),
            "role": say("Hva", "What"), "name": say("Navn da den kom", "Name as it came"), "size": say("Byte", "Bytes"),
        },
        "deliverables": [_shown(one, names) for one in filed],
    }  # fmt: skip


def _shown(one: Filed, names: dict[str, str]) -> dict[str, Any]:
    lang, told = get_lang(), one.facts
    lines = [
        say(f"Nøkkel: {told['key']}", f"Key: {told['key']}"),
        say(f"Tilstand: {word(STATE_WORDS, told['state'], lang)}", f"State: {word(STATE_WORDS, told['state'], lang)}"),
    ]
    if told["case_references"]:
        cases = ", ".join(told["case_references"])
        lines.append(say(f"Saksreferanser: {cases}", f"Case references: {cases}"))
    if told["access"] == Access.RESTRICTED.value:
        lines.append(say("Unntatt offentlighet", "Exempt from disclosure"))
    files = [{**file, "role": say(*_ROLES[file["role"]]), "name": file["name"] or "–"} for file in one.files]
    occurrence = told["key"].split(".")[2]
    undated = say(f"uten dato ({occurrence})", f"undated ({occurrence})")
    due = long_date(dt.date.fromisoformat(told["due"]), lang) if told["due"] else undated
    name = f"{told['title'][lang.value]}, {names.get(told['actor'], told['actor'])}, {due}"
    return {"name": name, "key": told["key"], "facts": lines, "files": files}
