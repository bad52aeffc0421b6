"""The log's entries, and what keeps them from being changed by mistake."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SQLITE = """
CREATE TRIGGER entries_no_{what} BEFORE {what} ON entries
BEGIN SELECT RAISE(ABORT, 'entries of the log are never changed'); END
"""

_FUNCTION = """
CREATE FUNCTION entries_are_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'entries of the log are never changed'; END $$
"""

_POSTGRESQL = """
CREATE TRIGGER entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION entries_are_never_changed()
"""


def upgrade() -> None:
    """Make the table and its guards."""
    op.create_table(
        "entries",
        sa.Column("picture", sa.String(200), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("time", sa.String(27), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("who", "subject", "text", "template", "values")),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("searched", sa.Text, nullable=False),
    )
    op.create_index("entries_time", "entries", ["picture", "time"])
    op.create_index("entries_kind", "entries", ["picture", "kind"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        op.execute(_POSTGRESQL)
    else:
        for what in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(what=what))
