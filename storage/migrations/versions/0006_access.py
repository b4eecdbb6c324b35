"""Roles, guests, usernames, waiting grants, invitations, groups and who is in them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "waiting_grant",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("given_by", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("username"),
    )
    op.create_table(
        "invitation",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "group_grant",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("set_by", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("menu", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id"),
    )
    op.create_table(
        "membership",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "person_id"),
    )
    op.create_table(
        "request_card",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("admin_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "admin_id"),
    )
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("username", sa.String(), nullable=True))
        table.add_column(sa.Column("role", sa.String(), nullable=True))
        table.add_column(sa.Column("until", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("asked_at", sa.DateTime(), nullable=True))
        # whoever is known from before has asked in private
        table.add_column(
            sa.Column("has_private_chat", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        table.add_column(sa.Column("menu", sa.String(), nullable=False, server_default=""))
        table.create_index(table.f("ix_person_username"), ["username"], unique=False)
    # whoever may use the desk goes on as before
    op.execute("UPDATE person SET role = 'operator' WHERE standing = 'allowed'")
    op.execute("UPDATE person SET asked_at = since")
