"""Alembic's entry: it works on the connection that `lagebild.journal.database` gives it, within its transaction."""

from alembic import context

from lagebild.journal.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
