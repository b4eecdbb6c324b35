"""Living pool cards, queues, and how a code was delivered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "pool",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("old_message_id", sa.BigInteger(), nullable=True),
        sa.Column("drawn_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", "topic_id"),
    )
    op.create_table(
        "no_ephemeral",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    op.create_table(
        "queue_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lease_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lease_id", "person_id", name="one_place_for_one_person"),
    )
    with op.batch_alter_table("lease") as table:
        table.add_column(sa.Column("offered_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("received_code") as table:
        table.add_column(sa.Column("taker_name", sa.Text(), nullable=True))
        table.add_column(sa.Column("way", sa.String(), nullable=True))
