"""Alembic's entry: runs the migrations on the engine it is handed. No ini file, no offline mode."""

from alembic import context
from sqlmodel import SQLModel

from arshjul.store import schema

engine = context.config.attributes["engine"]
with engine.connect().execution_options(arshjul_write=True) as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        transaction_per_migration=False,
        render_as_batch=False,
    )
    assert schema.EVENT.metadata is SQLModel.metadata  # importing it has declared every table
    with connection.begin(), context.begin_transaction():
        context.run_migrations()
