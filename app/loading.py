"""`wheel plan` and `wheel load`: the files into the database, and what changes or has changed in words.

What lives here: output only. What changes is `flows/loading.py`.
"""

from arshjul.app import clock
from arshjul.app.listing import Format
from arshjul.app.money_told import tell_money_doubts
from arshjul.app.plans import known_digest, plan_or_apply
from arshjul.app.terminal import line
from arshjul.flows.loading import load_wheels, wheel_load
from arshjul.flows.parts import open_parts
from arshjul.flows.settings import Settings, out_folder
from arshjul.models.lang import say
from arshjul.store.wheels import Changes


def plan_files(found: Settings, as_of: str | None, fmt: Format, *, apply: bool, digest: str | None) -> None:
    """Show what loading the files would change, or load them."""
    plan_or_apply(found, clock.now(as_of), wheel_load, fmt, apply=apply, digest=digest)


def load_files(found: Settings, as_of: str | None, digest: str | None = None) -> None:
    """Load every file and print what changed; with a digest only if it is that of the plan."""
    digest = known_digest(digest)
    with open_parts(found, clock.now(as_of), out_folder(None), check_actors=False) as parts:
        changes = load_wheels(parts, digest)
        wheels = {wheel.id: wheel for wheel in parts.catalogue().wheels}
        for change in changes:
            tell_changes(change)
            tell_money_doubts(wheels[change.wheel], parts.money)


def tell_changes(change: Changes) -> None:
    """What loading one wheel did, a line each for what moved or went."""
    new, moved, gone = len(change.new), len(change.moved), len(change.cancelled)
    changed, same = len(change.changed), change.unchanged
    line(
        say(
            f"{change.wheel}: {new} nye, {moved} flyttet, {changed} endret, {gone} avlyst, {same} uendret",
            f"{change.wheel}: {new} new, {moved} moved, {changed} changed, {gone} cancelled, {same} unchanged",
        )
    )
    for item in change.moved:
        line(f"  {item.key}: {item.old or '–'} → {item.new or '–'}")
    for key in change.cancelled:
        line(say(f"  {key}: avlyst", f"  {key}: cancelled"))
    for key in change.frozen:
        line(say(f"  {key}: levert, beholdes som den var", f"  {key}: delivered, kept as it was"))
