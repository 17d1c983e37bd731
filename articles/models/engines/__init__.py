"""The database's own full-text search, as modelsearch's backends: of each, what keeps it fast with many rows."""
