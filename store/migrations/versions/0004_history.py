"""History that can be trusted: versions of wheels, states, decisions, formal sendings and handovers, append-only."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from arshjul.store.migrations.guards import guard, unguard

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATES = "'planned', 'open', 'received', 'incomplete', 'complete', 'accepted', 'waived', 'cancelled'"
_KINDS = "'conflict', 'extension', 'waiver', 'acceptance', 'reallocation', 'escalation'"
_GUARDED = ("event", "wheel_version", "state_change", "decision", "sending", "handover")
_INDEXED = ("due_revision", "meeting_revision", "submission", "judgement")


def upgrade() -> None:
    """Bring the tables to this version; what the database knows of the past is carried over."""
    op.add_column("wheel", sa.Column("amends", AutoString(), nullable=True))
    op.add_column("event", sa.Column("rows", AutoString(), nullable=False, server_default=""))
    for table in ("due_revision", "meeting_revision"):
        op.add_column(table, sa.Column("why", AutoString(), nullable=False, server_default=""))
    for table in _INDEXED:
        op.create_index(f"ix_{table}_event_seq", table, ["event_seq"])
    _create()
    _carry_over()
    guard(op.get_bind(), _GUARDED)


def downgrade() -> None:
    """Take this version away again."""
    unguard(op.get_bind(), _GUARDED)
    for table in ("signatory", "handover", "sending", "attachment", "decision", "state_change", "wheel_version"):
        op.drop_table(table)
    for table in _INDEXED:
        op.drop_index(f"ix_{table}_event_seq", table_name=table)
    for table in ("due_revision", "meeting_revision"):
        op.drop_column(table, "why")
    op.drop_column("event", "rows")
    op.drop_column("wheel", "amends")
    op.execute("DELETE FROM setting WHERE name = 'sealed_from'")


def _create() -> None:
    op.create_table(
        "wheel_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", AutoString(), nullable=False),
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("amends", AutoString(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        *_event(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "state_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        *_event(),
        sa.CheckConstraint(f"state IN ({_STATES})", name="state_known"),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverable.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("subject", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("by", AutoString(), nullable=False),
        sa.Column("reference", AutoString(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        *_event(),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name="kind_known"),
        sa.CheckConstraint("state IN ('asked', 'granted', 'denied', 'returned')", name="state_known"),
        sa.ForeignKeyConstraint(["answers"], ["decision.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("answers"),
    )
    op.create_table(
        "attachment",
        sa.Column("digest", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("media_type", AutoString(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("reference", AutoString(), nullable=False),
        sa.Column("attachment", AutoString(), nullable=True),
        sa.Column("by", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        *_event(),
        sa.CheckConstraint("channel IN ('eformidling', 'epost', 'brev')", name="channel_known"),
        sa.ForeignKeyConstraint(["attachment"], ["attachment.digest"]),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverable.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("deliverable_id", "no"),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old", AutoString(), nullable=False),
        sa.Column("new", AutoString(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        *_event(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for table in ("wheel_version", "state_change", "decision", "sending", "handover"):
        op.create_index(f"ix_{table}_event_seq", table, ["event_seq"])
    op.create_index("ix_wheel_version_slug", "wheel_version", ["slug"])
    op.create_index("ix_state_change_deliverable_id", "state_change", ["deliverable_id"])
    op.create_index("ix_decision_subject", "decision", ["subject"])


def _event() -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    """Two items of a table: the event that wrote a row, and that it is there."""
    return sa.Column("event_seq", sa.Integer(), nullable=False), sa.ForeignKeyConstraint(["event_seq"], ["event.seq"])


def _carry_over() -> None:
    """Wheels and states as they stand, as if the last event had brought them; older events have no digest of rows."""
    last = "(SELECT max(seq) FROM event)"
    some = "EXISTS (SELECT 1 FROM event)"
    op.execute(
        "INSERT INTO wheel_version (slug, digest, body, event_seq) "
        f"SELECT slug, digest, body, {last} FROM wheel WHERE {some} ORDER BY id"
    )
    op.execute(
        f"INSERT INTO state_change (deliverable_id, state, event_seq) SELECT id, state, {last} FROM deliverable "
        f"WHERE {some} ORDER BY id"
    )
    op.execute(
        "INSERT INTO setting (name, value) "
        "SELECT 'sealed_from', CAST(max(seq) + 1 AS varchar(20)) FROM event HAVING count(*) > 0"
    )
