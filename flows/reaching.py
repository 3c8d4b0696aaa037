"""By which way a person is reached now.

What lives here: the portfolio's order of channels, without those that are not set up and the addresses that are off. Who is
told is `listeners.py`, sending is `sending.py`.
"""

from collections.abc import Collection, Iterator

from arshjul.flows.parts import Parts
from arshjul.models.portfolio import Channel, Portfolio
from arshjul.store import office_notes


def ways(parts: Parts, actor: str, slug: str, off: Collection[str] = ()) -> Iterator[Channel]:
    """The channels on which somebody can be told of an actor's documents, best first; `off`: those that are switched off."""
    person = parts.portfolio.people.get(slug)
    if person is None:
        return
    for channel in parts.portfolio.channels_for(actor, slug):
        reached = channel is not Channel.SLACK or person.slack_id or person.slack_lookup
        if reached and channel in parts.transports and channel not in off:
            yield channel


def first_way(parts: Parts, actor: str, slug: str) -> Channel:
    """The best of them. Where there is none e-mail, which everyone has: then the message waits, and says why."""
    return next(ways(parts, actor, slug), Channel.EMAIL)


def office_way(parts: Parts) -> Channel:
    """How the office itself is told: by e-mail, else in its own channel."""
    slack = parts.portfolio.channels.slack
    if (
        Channel.EMAIL not in parts.transports
        and slack is not None
        and slack.channel
        and Channel.SLACK in parts.transports
    ):
        return Channel.SLACK
    return Channel.EMAIL


def place(portfolio: Portfolio, channel: str, slug: str, email: str, slack_id: str | None) -> str:
    """The address that a message goes to; on Slack an id, or an e-mail address that is looked up there."""
    if channel != Channel.SLACK:
        return email
    slack = portfolio.channels.slack
    if slug == office_notes.OFFICE and slack is not None and slack.channel:
        return slack.channel
    return slack_id or email
