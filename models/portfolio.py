"""The portfolio: the office, its people, who answers for which actor from when to when, and by what channel.

What lives here: the shape of one portfolio file and the look-ups in it. What must hold between its parts (persons
that exist, periods that do not overlap) is checked in `portfolio_file.py`, where every problem is reported at once.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from arshjul.models.codes import Kind, Lang
from arshjul.models.habits import Habits
from arshjul.models.lang import say
from arshjul.models.portfolio_absence import Absence, told_instead
from arshjul.models.portfolio_channels import SlackSpec, SmtpSpec
from arshjul.models.portfolio_fields import Day, EmailAddress, FolderPath, HttpsAddress, OneLine, QuietHours
from arshjul.models.portfolio_ladder import LadderSpec
from arshjul.models.portfolio_sources import SourceSpec
from arshjul.models.rules import Slug
from arshjul.models.schema_words import said
from arshjul.models.wheelfile import Text


class Role(StrEnum):
    """What a person is to an actor's deliverables."""

    OWNER = "owner"
    DEPUTY = "deputy"
    MANAGER = "manager"


class Channel(StrEnum):
    """A way to reach a person."""

    EMAIL = "email"
    SLACK = "slack"


def _no_repeats(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    if len(set(channels)) == len(channels):
        return channels
    raise said(say("nevner samme kanal to ganger", "names a channel twice"), say("nevn hver én gang", "name each once"))


Channels = Annotated[tuple[Channel, ...], Field(min_length=1), AfterValidator(_no_repeats)]


def _as_periods(value: object) -> object:
    """A plain person id stands for a period without ends, alone or in a list; nothing stands for nobody."""
    if value is None:
        return ()
    parts = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(part, str | dict | RolePeriod) for part in parts):
        what = say("skal være en person-id eller en liste av perioder", "must be a person id or a list of periods")
        example = "{person: kari, from: 2024-01-01, to: 2024-06-30}"
        raise said(what, say(f"skriv for eksempel {example}", f"write for example {example}"))
    return [{"person": part} if isinstance(part, str) else part for part in parts]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficeName(Text):
    """The office's name in both languages, fit for a message's sender line."""

    nb: OneLine
    en: OneLine


class OfficeLinks(_Part):
    """Where messages lead to: the place where reports are handed in, and the page of calendars."""

    report: HttpsAddress | None = None
    calendar: HttpsAddress | None = None


class Office(_Part):
    """The portfolio office itself. `money` are files of sums that reports are held against, beside those that ship."""

    name: OfficeName
    email: EmailAddress
    public_address: HttpsAddress | None = None
    links: OfficeLinks = OfficeLinks()
    quiet_hours: QuietHours = QuietHours()
    ladder: LadderSpec = LadderSpec()
    habits: Habits = Habits()
    pulls_at_once: Annotated[int, Field(ge=1, le=50, strict=True)] = 8
    money: Annotated[tuple[FolderPath, ...], Field(max_length=50)] = ()


class PersonSpec(_Part):
    """A person as the file has it; the key it stands under is its id."""

    name: OneLine
    email: EmailAddress
    slack_id: Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,20}$")] | None = None
    slack_lookup: StrictBool = False
    language: Lang = Lang.NB
    channels: Channels | None = None
    absences: tuple[Absence, ...] = ()

    @model_validator(mode="after")
    def _one_way_to_slack(self) -> Self:
        if self.slack_id and self.slack_lookup:
            what = say("har både slack_id og slack_lookup", "has both slack_id and slack_lookup")
            raise said(what, say("behold den ene", "keep one of them"), at=("slack_lookup",))
        return self


class Person(PersonSpec):
    """A person with the id that the file gives it."""

    id: Slug


class RolePeriod(_Part):
    """Who holds a role from a day to a day, both included; open at an end that is not given."""

    person: str
    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start and self.end and self.start > self.end:
            what = say(
                f"slutter {self.end} før den begynner {self.start}", f"ends {self.end} before it begins {self.start}"
            )
            raise said(what, say("bytt om datoene", "swap the dates"), at=("to",))
        return self

    def holds(self, on: dt.date) -> bool:
        """Whether the role is held on that day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


Periods = Annotated[tuple[RolePeriod, ...], BeforeValidator(_as_periods)]
SomePeriods = Annotated[tuple[RolePeriod, ...], Field(min_length=1), BeforeValidator(_as_periods)]


class KindOverride(_Part):
    """Who owns one kind of an actor's deliverables, where that is not the actor's owner."""

    owner: SomePeriods


class ActorEntry(_Part):
    """An organisation or a group that owes documents: who answers for it, and where its status comes from."""

    owner: SomePeriods
    deputy: Periods = ()
    manager: Periods = ()
    per_kind: dict[Kind, KindOverride] = {}
    source: SourceSpec
    channels: Channels | None = None

    def periods(self, role: Role) -> tuple[RolePeriod, ...]:
        """All periods of a role, as the file lists them."""
        if role is Role.OWNER:
            return self.owner
        return self.deputy if role is Role.DEPUTY else self.manager


class ChannelsSpec(_Part):
    """The order in which channels are tried for everyone, and what each of them needs."""

    order: Channels = (Channel.EMAIL,)
    smtp: SmtpSpec | None = None
    slack: SlackSpec | None = None


class Portfolio(_Part):
    """One portfolio, whole."""

    schema_version: Literal[1] = Field(alias="schema")
    id: Slug = Field(alias="portfolio")
    office: Office
    channels: ChannelsSpec = ChannelsSpec()
    people: Annotated[dict[Slug, PersonSpec], Field(min_length=1)]
    actors: Annotated[dict[Slug, ActorEntry], Field(min_length=1)]

    def person(self, person_id: str) -> Person:
        """The person with that id; KeyError when there is none."""
        return Person.model_validate({"id": person_id, **self.people[person_id].model_dump(by_alias=True)})

    def holder(self, actor: str, role: str, on: dt.date, kind: Kind | None = None) -> Person | None:
        """Who holds a role (owner, deputy, manager) at an actor on a day; None for nobody.

        Both ends of a period are included. A kind with an owner of its own goes before the actor's owner, on the days
        that it covers. A group (`rhf`) has an entry of its own; its members are not asked in its place. ValueError for
        an unknown role.
        """
        found = self.holder_id(actor, role, on, kind)
        return None if found is None else self.person(found)

    def holder_id(self, actor: str, role: str, on: dt.date, kind: Kind | None = None) -> str | None:
        """The id of who holds a role, as in `holder`."""
        entry = self.actors.get(actor)
        asked = role if isinstance(role, Role) else Role(role)
        if entry is None:
            return None
        special = entry.per_kind.get(kind) if kind is not None and asked is Role.OWNER else None
        for period in (*special.owner, *entry.owner) if special else entry.periods(asked):
            if period.holds(on):
                return period.person
        return None

    def told_instead(self, person_id: str, on: dt.date) -> str:
        """Who is told on a day what a person would be: that person, or a stand-in; KeyError for nobody we know."""
        return told_instead(self.people, person_id, on)

    def channels_for(self, actor: str, person_id: str | None = None) -> tuple[Channel, ...]:
        """The channels to try for an actor's people, best first; a person's own order goes before the actor's."""
        own = self.people[person_id].channels if person_id in self.people else None
        entry = self.actors.get(actor)
        return own or (entry.channels if entry else None) or self.channels.order
