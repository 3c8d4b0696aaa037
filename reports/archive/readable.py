"""Judgements and messages as plain text, for those who open the archive without a program that reads JSON.

What lives here: words only, one line per thing; nothing in it is markup.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from arshjul.calendar.wording import COMPLETENESS_WORDS, SEVERITY_WORDS, word
from arshjul.models.lang import get_lang, say
from arshjul.reports.joint.texts import clean, flat


def judgement_text(
    title: str, key: str, version: int, judged: Mapping[str, Any], ticks: Sequence[Mapping[str, Any]]
) -> bytes:
    """One judgement of one version, with what people have ticked in it."""
    lang = get_lang()
    lines = [
        f"{flat(title)}",
        f"{say('Nøkkel', 'Key')}: {key}",
        f"{say('Versjon', 'Version')}: {version}",
        f"{say('Vurdert', 'Assessed')}: {judged['at']}",
        f"{say('Regler', 'Rules')}: {judged['rules']}",
        f"{say('Innhold', 'Content')}: {word(COMPLETENESS_WORDS, judged['completeness'], lang)}",
        "",
        *_findings(judged["findings"], lang),
        *_ticks(ticks),
    ]
    return ("\n".join(lines).rstrip() + "\n").encode()


def message_text(row: Mapping[str, Any]) -> bytes:
    """One message: to whom, when and by which way, then what it said, where that is known."""
    nobody = say("navnet er slettet", "name erased")
    lines = [
        f"{say('Til', 'To')}: {flat(row['name'] or nobody)}",
        f"{say('Sendt', 'Sent')}: {row['sent_at']}",
        f"{say('Kanal', 'Channel')}: {row['channel']}",
    ]
    if row["text"] is None:
        return ("\n".join([*lines, "", say("Ordlyden er ikke kjent.", "The wording is not known.")]) + "\n").encode()
    lines.append(f"{say('Emne', 'Subject')}: {flat(row['subject'])}")
    return ("\n".join([*lines, "", clean(row["text"])]).rstrip() + "\n").encode()


def _findings(found: Sequence[Mapping[str, Any]], lang: str) -> Iterable[str]:
    if not found:
        return [say("Ingen funn.", "No findings.")]
    message = "message_en" if lang == "en" else "message_nb"
    return [f"- {word(SEVERITY_WORDS, one['severity'], lang)}: {flat(one[message])}" for one in found]


def _ticks(found: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    if not found:
        return []
    lines = ["", say("Sjekkliste", "Checklist")]
    for one in found:
        where = say(f"side {one['page']}", f"page {one['page']}") if one["page"] else say("tatt tilbake", "taken back")
        lines.append(f"- {one['at']} {one['initiative']}.{one['content']}: {where} ({flat(str(one['by']))})")
    return lines
