"""`systemctl reload` after an upgrade: processes of the old release become ones of the new."""

import http.client
import os
import shutil
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from tests.faults.servers import free_port, wait_until

SOUND = {"DEBUG": "false", "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-0123", "LOG_FORMAT": "json"}
SITE = """
from newsreader.environment import RELEASE
from newsreader.logs import RELEASE as LOGS

def application(environ, start_response):
    start_response("200 OK", [])
    return [f"{RELEASE} {LOGS}".encode()]
"""


def name_release(folder, name: str) -> None:
    """Put a release there of whose modules one needs what the others of the same release have."""
    for module in ("environment", "logs"):
        path = folder / "newsreader" / f"{module}.py"
        path.write_text((settings.BASE_DIR / "newsreader" / path.name).read_text() + f'\nRELEASE = "{name}"\n')
    config = (settings.BASE_DIR / "gunicorn.conf.py").read_text()
    (folder / "gunicorn.conf.py").write_text(
        f"{config}\nfrom newsreader.environment import RELEASE\nassert RELEASE == '{name}'\n"
    )


def ask(port: int) -> str:
    """What the site answers, or nothing while it does not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read().decode()
    except OSError:
        return ""
    finally:
        connection.close()


@pytest.fixture
def site(tmp_path):
    """A folder with a site of the old release, its server's process and port."""
    shutil.copytree(settings.BASE_DIR / "newsreader", tmp_path / "newsreader", ignore=shutil.ignore_patterns("*.pyc"))
    (tmp_path / "newsreader" / "wsgi.py").write_text(SITE)
    (tmp_path / "tmp").mkdir()
    name_release(tmp_path, "old")
    port = free_port()
    given = {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "1", "TMPDIR": str(tmp_path / "tmp")}
    environment = {**os.environ, **SOUND, **given, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "newsreader.wsgi"], cwd=tmp_path, env=environment
    ) as server:
        try:
            wait_until(lambda: ask(port) == "old old", "the old release")
            yield tmp_path, server, port
        finally:
            server.terminate()


def test_a_reload_begins_the_release_that_lies_there(site):
    folder, server, port = site
    name_release(folder, "new")
    server.send_signal(signal.SIGHUP)
    wait_until(lambda: server.poll() is not None or ask(port) == "new new", "the new release")
    assert server.poll() is None
    assert len(list((folder / "tmp").glob("newsreader-metrics-*"))) == 1
