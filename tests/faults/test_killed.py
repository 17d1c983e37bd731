"""SIGKILL in the middle of writing, many times: nothing acknowledged is lost, nothing is left half done."""

import os
import subprocess
import sys

import pytest

from tests.faults.servers import ROOT, Postgres

pytestmark = pytest.mark.faults

ROUNDS = 40


def kill_writers(url):
    command = [sys.executable, "-m", "tests.faults.killing", str(ROUNDS)]
    environment = {**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "WARNING"}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(f"\n{result.stdout}")
    assert result.returncode == 0, result.stdout + result.stderr


def test_on_sqlite(tmp_path):
    kill_writers(f"sqlite:///{tmp_path / 'killed.sqlite3'}")


def test_on_postgresql(tmp_path):
    for path in (tmp_path, *tmp_path.parents[:3]):
        path.chmod(0o777) if path.name.startswith(("popen", "pytest", "test")) else None
    server = Postgres(tmp_path / "primary").start()
    try:
        kill_writers(server.url)
    finally:
        server.stop()
