"""What is overdue is found among what is open, however long the history is."""

from collections.abc import Sequence

from alembic import op

revision: str = "0015"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.drop_index("session_deadline", table_name="chat_session")
    op.create_index("session_deadline", "chat_session", ["state", "deadline"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("session_deadline", table_name="chat_session")
    op.create_index("session_deadline", "chat_session", ["deadline"], unique=False)
