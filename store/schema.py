"""The tables as SQL sees them, one short name each, so that queries read as sentences.

What lives here: names only. Columns are declared in `models/tables*.py`.
"""

from typing import Any

from sqlmodel import SQLModel

from arshjul.models import tables, tables_approvals, tables_feeds, tables_history, tables_messages, tables_reports


def _table(model: type[SQLModel]) -> Any:
    return model.__table__  # type: ignore[attr-defined]


SETTING = _table(tables.Setting)
WHEEL = _table(tables.WheelRow)
OBLIGATION = _table(tables.ObligationRow)
STATEMENT = _table(tables.StatementRow)
MEETING = _table(tables.MeetingRow)
MEETING_REVISION = _table(tables.MeetingRevision)
DELIVERABLE = _table(tables.DeliverableRow)
DUE = _table(tables.DueRevision)
STEP = _table(tables_messages.LadderStep)
OPEN_RUNG = _table(tables_messages.OpenRung)
PERSON = _table(tables_messages.Person)
PULL = _table(tables_reports.Pull)
SOURCE_MEMORY = _table(tables_reports.SourceMemory)
FAULT = _table(tables_reports.FaultRow)
SUBMISSION = _table(tables_reports.Submission)
JUDGEMENT = _table(tables_reports.JudgementRow)
FINDING = _table(tables_reports.FindingRow)
MESSAGE = _table(tables_messages.Message)
NOTICE = _table(tables_messages.Notice)
OFFICE_NOTE = _table(tables_messages.OfficeNote)
ADDRESS_OFF = _table(tables_messages.AddressOff)
CHANNEL_PAUSE = _table(tables_messages.ChannelPause)
FEED_EVENT = _table(tables_messages.FeedEvent)
EVENT = _table(tables.Event)
WHEEL_VERSION = _table(tables_history.WheelVersion)
STATE_CHANGE = _table(tables_history.StateChange)
DECISION = _table(tables_history.Decision)
ATTACHMENT = _table(tables_history.Attachment)
SENDING = _table(tables_history.Sending)
HANDOVER = _table(tables_history.Handover)
ROLES = _table(tables_history.Roles)
SIGNATORY = _table(tables_history.Signatory)
SUBSCRIPTION = _table(tables_feeds.SubscriptionRow)
APPROVAL = _table(tables_approvals.Approval)
APPROVAL_WITHDRAWAL = _table(tables_approvals.ApprovalWithdrawal)
TICK = _table(tables_approvals.Tick)
