"""What keeps the database quick as it grows, where it does not see to that itself."""

from django.db import connection

ROWS_LOOKED_AT = 1000  # of each index: enough to choose between them, and done at once however many rows there are
# Of these columns nearly all rows may have one value, which only they all together show.
LOOKED_THROUGH = [
    f"annotation_{column}_{order}"
    for column in ("kind", "verdict", "status", "anchor")
    for order in ("created", "modified")
]


def refresh_statistics() -> None:
    """Tell SQLite how many rows its indexes tell apart, without which it begins a search with the wrong one.

    PostgreSQL keeps count by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={ROWS_LOOKED_AT}")
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA analysis_limit=0")
            for name in LOOKED_THROUGH:
                cursor.execute(f"ANALYZE {name}")
