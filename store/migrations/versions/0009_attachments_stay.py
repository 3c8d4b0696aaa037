"""Attachments of formal sendings are append-only too."""

from alembic import op

from arshjul.store.migrations.guards import guard, unguard

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_GUARDED = ("attachment",)


def upgrade() -> None:
    """Bring the tables to this version."""
    guard(op.get_bind(), _GUARDED)


def downgrade() -> None:
    """Take this version away again."""
    unguard(op.get_bind(), _GUARDED)
