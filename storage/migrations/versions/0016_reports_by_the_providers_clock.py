"""How each order ended, by the provider's own clock."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What is known of latest orders stands on their sessions.
KNOWN = """
UPDATE charge SET outcome = (SELECT outcome FROM chat_session WHERE id = charge.session_id)
WHERE "order" = (SELECT orders FROM chat_session WHERE id = charge.session_id)
"""


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("charge") as table:
        table.add_column(
            sa.Column("outcome", sa.String(), nullable=False, server_default="pending")
        )
        table.add_column(sa.Column("outcome_at", sa.DateTime(), nullable=True))
    op.execute(KNOWN)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("charge") as table:
        table.drop_column("outcome_at")
        table.drop_column("outcome")
