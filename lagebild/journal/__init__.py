"""The log (Einsatztagebuch): append-only entries, chained by hash, in SQLite or PostgreSQL."""
