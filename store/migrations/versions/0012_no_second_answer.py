"""A decision's answer and a formal sending's number are guarded against replacement too."""

from alembic import op

from arshjul.store.migrations.guards import guard, unguard

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_GUARDED = ("decision", "sending")


def upgrade() -> None:
    """Bring the tables to this version."""
    unguard(op.get_bind(), _GUARDED)
    guard(op.get_bind(), _GUARDED)


def downgrade() -> None:
    """The triggers of the version before refuse less; these may stay."""
