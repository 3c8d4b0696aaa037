"""The tables as SQL sees them, one short name each, so that queries read as sentences.

What lives here: names only. Columns are declared in `models/tables.py`.
"""

from typing import Any

from sqlmodel import SQLModel

from arshjul.models import tables


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
STEP = _table(tables.LadderStep)
PERSON = _table(tables.Person)
PULL = _table(tables.Pull)
FAULT = _table(tables.FaultRow)
SUBMISSION = _table(tables.Submission)
JUDGEMENT = _table(tables.JudgementRow)
FINDING = _table(tables.FindingRow)
MESSAGE = _table(tables.Message)
NOTICE = _table(tables.Notice)
FEED_EVENT = _table(tables.FeedEvent)
EVENT = _table(tables.Event)
