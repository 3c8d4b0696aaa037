"""What Slack's refusals mean for us.

What lives here: Slack's error codes by whose fault they are, and errors of the HTTP client turned into TransportError.
Whether a lost answer leaves the outcome open depends on what was asked; the caller says so.
"""

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from arshjul.models.lang import say
from arshjul.notifications.clean import one_line
from arshjul.notifications.transports.base import Fault, TransportError, UncertainSend

# fmt: off
_ADDRESS = frozenset({
    "channel_not_found", "is_archived", "user_not_found", "users_not_found", "user_disabled", "user_not_visible",
    "cannot_dm_bot", "not_in_channel", "restricted_action", "restricted_action_read_only_channel",
    "messages_tab_disabled"
})
_SETTINGS = frozenset({
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission",
    "missing_scope", "access_denied", "not_allowed_token_type", "org_login_required", "ekm_access_denied",
    "team_access_not_granted", "enterprise_is_restricted", "accesslimited", "two_factor_setup_required",
    "unknown_method", "method_deprecated", "deprecated_endpoint"
})
_MESSAGE = frozenset({
    "no_text", "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "invalid_arguments",
    "invalid_arg_name", "invalid_metadata_format", "invalid_metadata_schema", "metadata_must_be_sent_from_app",
    "metadata_too_large"
})
# fmt: on
_PERHAPS_DONE = frozenset({"internal_error", "fatal_error"})
"""Slack says of these that some of what was asked may have been done all the same."""
_RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
_WRONG_PLACE = frozenset({401, 403, 404, 405, 407})
_FIRST_WAIT, _LONGEST_WAIT = 30.0, 3600.0


def fault_of(error: Exception, *, posting: bool) -> TransportError:
    """What an error means. `posting`: a message was under way, so that a lost answer leaves the outcome open."""
    if isinstance(error, aiohttp.ClientSSLError):
        what = say("Slack gir ingen sikker forbindelse", "Slack gives no secure connection")
        return TransportError(what, fault=Fault.SETTINGS)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.ClientHttpProxyError):
        return TransportError(say("Slack kan ikke nås", "Slack cannot be reached"))
    if isinstance(error, aiohttp.InvalidURL):
        what = say("adressen til Slack kan ikke brukes", "the address of Slack cannot be used")
        return TransportError(what, fault=Fault.SETTINGS)
    if isinstance(error, SlackApiError):
        return _answered(error, posting=posting)
    return _lost(posting=posting)


def code_of(error: SlackApiError) -> str:
    """Slack's own word for what is wrong; empty when it did not answer in its own form."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return one_line(code, 80) if isinstance(code, str) else ""


def _answered(error: SlackApiError, *, posting: bool) -> TransportError:
    code, status = code_of(error), _status(error)
    if status == 429 or code in _RATE_LIMITED:
        what = say("Slack ber oss vente", "Slack asks us to wait")
        return TransportError(what, retry_after=_wait(getattr(error.response, "headers", None)))
    if status >= 500 or code in _PERHAPS_DONE or (not code and status < 400):
        return _lost(posting=posting)
    what = say(f"Slack sier nei: {code or status}", f"Slack says no: {code or status}")
    if code in _ADDRESS:
        return TransportError(what, fault=Fault.ADDRESS)
    if code in _SETTINGS or (not code and status in _WRONG_PLACE):
        return TransportError(what, fault=Fault.SETTINGS)
    return TransportError(what, fault=Fault.MESSAGE if code in _MESSAGE else Fault.PASSING)


def _lost(*, posting: bool) -> TransportError:
    if posting:
        what = say("Slack svarte ikke på om meldingen kom fram", "Slack did not answer whether the message arrived")
        return UncertainSend(what, repeatable=False)
    return TransportError(say("Slack svarer ikke som det skal", "Slack does not answer as it should"))


def _status(error: SlackApiError) -> int:
    """The HTTP status, from Slack's answer or from one in no form that the client could read."""
    for name in ("status_code", "status"):
        status = getattr(error.response, name, None)
        if isinstance(status, int):
            return status
    return 0


def _wait(headers: Any) -> float:
    """The seconds of Retry-After (RFC 9110, section 10.2.3), within reason; half a minute when it is no number."""
    found = headers if isinstance(headers, Mapping) else {}
    told = next((value for name, value in found.items() if str(name).lower() == "retry-after"), None)
    text = str(told).strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        return _FIRST_WAIT
    return min(max(float(text), 1.0), _LONGEST_WAIT)
