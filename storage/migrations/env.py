"""Alembic runs this for every command: it hands over our connection and our tables."""

from alembic import context
from sqlmodel import SQLModel

import storage.unit_of_work  # noqa: F401 (importing the shelves is what declares their tables)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
