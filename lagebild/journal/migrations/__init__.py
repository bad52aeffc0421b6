"""How a database comes to have today's tables (Alembic)."""
