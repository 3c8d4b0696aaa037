"""Messages to Slack by its Web API: to a person, or to a channel.

What lives here: finding the conversation, posting once, and proving afterwards whether a message arrived. What Slack's
refusals mean is `slack_faults.py`; the message itself is `../slack_blocks.py`. The client has no retry handlers: the
library's own repeats a request whose answer was lost, and so posts twice.
"""

import datetime as dt
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from arshjul.models.lang import say
from arshjul.models.portfolio_channels import is_loopback
from arshjul.notifications.slack_blocks import EVENT_TYPE
from arshjul.notifications.transports.base import (
    Fault,
    Outgoing,
    Receipt,
    SlackOut,
    TransportError,
    UncertainSend,
)
from arshjul.notifications.transports.recent import Recent
from arshjul.notifications.transports.settings import SlackSettings
from arshjul.notifications.transports.slack_faults import code_of, fault_of

ANSWER_SECONDS = 20.0
"""How long Slack may take for an answer."""
_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")
_CONVERSATION = re.compile(r"[CDG][A-Z0-9]{2,20}")
_RECEIPT = re.compile(r"([CDG][A-Z0-9]{2,20})/([0-9]{1,12}\.[0-9]{1,9})")
_THREAD_GONE = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
_PAGE, _MOST_PAGES = 200, 20
_CLOCKS_DIFFER = dt.timedelta(minutes=15)
_Method = Callable[..., Awaitable[Any]]


class SlackTransport:
    """Posts to one workspace. It keeps who is who and which conversation is theirs, and heeds what Slack asks for."""

    def __init__(self, settings: SlackSettings, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._settings = settings
        self._seconds = answer_seconds
        self._recent = Recent()
        self._people: dict[str, str] = {}
        self._conversations: dict[str, str] = {}
        self._closed_until: dict[str, float] = {}

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Post the message; the receipt is `conversation/ts`, under which later ones can stand as a thread.

        Raises TransportError; UncertainSend when the answer was lost after the message may have gone: ask `find`.
        """
        if not isinstance(outgoing, SlackOut):
            raise TransportError(
                say("tar bare meldinger til Slack", "takes messages to Slack only"), fault=Fault.SETTINGS
            )
        if known := self._recent.get(outgoing.key):
            return known
        async with self._web() as web:
            conversation = await self._conversation(web, outgoing.to)
            try:
                receipt = await self._post(web, conversation, outgoing)
            except TransportError as error:
                if error.fault is Fault.ADDRESS:  # perhaps only what was kept of it is out of date
                    self._forget(outgoing.to)
                raise
        return self._recent.keep(outgoing.key, receipt)

    async def find(
        self, key: str, to: str, *, thread: str | None = None, since: dt.datetime | None = None
    ) -> Receipt | None:
        """The receipt of the message with that key, None when the conversation does not hold it.

        `since`: when the first try began; what is older is not looked at. Raises TransportError when Slack cannot be
        asked, or when there is more to read than is reasonable: nothing is proved then.
        """
        window = {"oldest": f"{(since - _CLOCKS_DIFFER).timestamp():.6f}"} if since else {}
        async with self._web() as web:
            conversation = await self._conversation(web, to)
            places: list[tuple[_Method, dict[str, str]]] = [(web.conversations_history, {})]
            if first := _ts(thread, conversation):
                places.insert(0, (web.conversations_replies, {"ts": first}))
            for method, more in places:
                if found := await self._search(method, key, {"channel": conversation, **window, **more}):
                    return found
        return None

    async def _post(self, web: AsyncWebClient, conversation: str, outgoing: SlackOut) -> Receipt:
        payload = {**outgoing.payload, "channel": conversation}
        first = _ts(outgoing.thread, conversation)
        try:
            answer = await self._ask(web.chat_postMessage, {**payload, "thread_ts": first}, posting=True)
        except TransportError as error:
            if first is None or _code(error) not in _THREAD_GONE:
                raise
            answer = await self._ask(web.chat_postMessage, payload, posting=True)  # a clear no: it was not posted
        receipt = f"{answer.get('channel')}/{answer.get('ts')}"
        if not _RECEIPT.fullmatch(receipt):
            reason = say("Slack svarte uten å si hvor meldingen står", "Slack did not say where the message stands")
            raise UncertainSend(reason, repeatable=False)
        return Receipt(receipt)

    async def _conversation(self, web: AsyncWebClient, to: str) -> str:
        """The id of the conversation: as given, or the one with a person, by id or by e-mail address."""
        if _CONVERSATION.fullmatch(to):
            return to
        if to not in self._conversations:
            person = await self._person(web, to)
            answer = await self._ask(web.conversations_open, {"users": person})
            self._conversations[to] = _told(answer, "channel", _CONVERSATION)
        return self._conversations[to]

    async def _person(self, web: AsyncWebClient, to: str) -> str:
        if _PERSON.fullmatch(to):
            return to
        if "@" not in to:
            reason = say("det er ingen Slack-id å skrive til", "there is no Slack id to write to")
            raise TransportError(reason, fault=Fault.ADDRESS)
        if to not in self._people:
            answer = await self._ask(web.users_lookupByEmail, {"email": to})
            self._people[to] = _told(answer, "user", _PERSON)
        return self._people[to]

    def _forget(self, to: str) -> None:
        self._conversations.pop(to, None)
        self._people.pop(to, None)

    async def _search(self, method: _Method, key: str, place: Mapping[str, str]) -> Receipt | None:
        """Read page by page until the key is met or there is nothing more."""
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            asked = {**place, "cursor": cursor, "limit": _PAGE, "inclusive": True, "include_all_metadata": True}
            try:
                page = await self._ask(method, asked)
            except TransportError as error:
                if "ts" in place and _code(error) in _THREAD_GONE:
                    return None  # a thread that is gone holds nothing; the conversation is still to be read
                raise
            messages = page.get("messages")
            if not isinstance(messages, list):
                break
            if found := next(_with_key(messages, key), None):
                return Receipt(f"{place['channel']}/{found}")
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor and not page.get("has_more"):
                return None
        reason = say("Slack viser ikke alt som er sendt", "Slack does not show all that was sent")
        raise TransportError(reason)

    async def _ask(self, method: _Method, arguments: Mapping[str, Any], *, posting: bool = False) -> Mapping[str, Any]:
        """One question, asked once. Raises TransportError, without asking while Slack wants to be left alone."""
        name = getattr(method, "__name__", "")
        left = self._closed_until.get(name, 0.0) - time.monotonic()
        if left > 0:
            raise TransportError(say("Slack ber oss vente", "Slack asks us to wait"), retry_after=left)
        try:
            answer = await method(**arguments)
            data: Mapping[str, Any] = answer.data
        except Exception as error:  # whatever it is, once a request is under way it leaves open what became of it
            fault = fault_of(error, posting=posting)
            if fault.retry_after:
                self._closed_until[name] = time.monotonic() + fault.retry_after
            raise fault from error
        return data

    @asynccontextmanager
    async def _web(self) -> AsyncIterator[AsyncWebClient]:
        """A client on connections of its own. What goes to this very machine goes through no proxy."""
        patience = aiohttp.ClientTimeout(total=self._seconds, connect=self._seconds / 2)
        async with aiohttp.ClientSession(timeout=patience) as session:
            url = self._settings.api_url
            web = AsyncWebClient(token=self._settings.token, base_url=url, session=session, retry_handlers=[])
            if is_loopback(urlsplit(url).hostname or ""):
                web.proxy = None
            yield web


def _ts(receipt: str | None, conversation: str) -> str | None:
    """Slack's own name of the message with that receipt, when it stands in this conversation."""
    found = _RECEIPT.fullmatch(receipt or "")
    return found.group(2) if found and found.group(1) == conversation else None


def _with_key(messages: Iterable[Any], key: str) -> Iterator[str]:
    """The names of the messages that carry our key."""
    for message in messages:
        metadata: Any = message.get("metadata") if isinstance(message, dict) else None
        if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
            continue
        payload = metadata.get("event_payload")
        if isinstance(payload, dict) and payload.get("key") == key:
            yield str(message.get("ts"))


def _told(answer: Mapping[str, Any], what: str, form: re.Pattern[str]) -> str:
    """The id in an answer about a person or a conversation."""
    told = answer.get(what)
    found = told.get("id") if isinstance(told, dict) else None
    if not isinstance(found, str) or not form.fullmatch(found):
        raise TransportError(say("Slack svarer ikke som det skal", "Slack does not answer as it should"))
    return found


def _code(error: TransportError) -> str:
    return code_of(error.__cause__) if isinstance(error.__cause__, SlackApiError) else ""
