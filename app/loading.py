"""`wheel load`: the files into the database, and what changed in words.

What lives here: output only. Reconciling is `store/wheels.py`.
"""

from pathlib import Path

from rich.console import Console

from arshjul.app import clock
from arshjul.app.wiring import open_parts
from arshjul.flows.loading import load_wheels
from arshjul.flows.settings import Settings
from arshjul.models.lang import say
from arshjul.store.wheels import Changes


def load_files(found: Settings, as_of: str | None) -> None:
    """Load every file and print what changed."""
    with open_parts(found, clock.now(as_of), Path()) as parts:
        for change in load_wheels(parts):
            tell_changes(change)


def tell_changes(change: Changes) -> None:
    """What loading one wheel did, a line each for what moved or went."""
    console = Console(highlight=False, soft_wrap=True)
    new, moved, gone = len(change.new), len(change.moved), len(change.cancelled)
    console.print(
        say(
            f"{change.wheel}: {new} nye, {moved} flyttet, {len(change.changed)} endret, {gone} avlyst, {change.unchanged} uendret",
            f"{change.wheel}: {new} new, {moved} moved, {len(change.changed)} changed, {gone} cancelled, {change.unchanged} unchanged",
        ),
        markup=False,
    )
    for item in change.moved:
        console.print(f"  {item.key}: {item.old or '–'} → {item.new or '–'}", markup=False)
    for key in change.cancelled:
        console.print(say(f"  {key}: avlyst", f"  {key}: cancelled"), markup=False)
    for key in change.frozen:
        console.print(
            say(f"  {key}: levert, beholdes som den var", f"  {key}: delivered, kept as it was"), markup=False
        )
