"""What is written down for programs is JSON in every line; nothing that is written down tells of readers."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.faults import servers

SOUND = {"DEBUG": "false", "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-0123", "LOG_FORMAT": "json"}


def test_gunicorn_writes_json_too(tmp_path):
    environment = {**os.environ, **SOUND, "BIND": f"unix:{tmp_path}/socket", "WEB_CONCURRENCY": "1"}
    environment["PYTHONWARNINGS"] = "ignore"  # that no static files are collected is Python's line
    command = [sys.executable, "-m", "gunicorn", "newsreader.wsgi"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.PIPE, text=True) as server:
        first = server.stderr.readline()
        server.send_signal(signal.SIGTERM)
        lines = [json.loads(line) for line in (first, *server.stderr)]
    assert {line["logger"] for line in lines} == {"gunicorn.error"}
    assert lines[0]["message"].startswith("Starting gunicorn")


def config_of(folder, text: str) -> subprocess.CompletedProcess:
    """What gunicorn says of its settings in a folder whose `.env` has this text."""
    (folder / ".env").write_text(text)
    (folder / "tmp").mkdir()
    shutil.copy(settings.BASE_DIR / "gunicorn.conf.py", folder)
    environment = {**os.environ, **SOUND, "PYTHONPATH": str(settings.BASE_DIR), "TMPDIR": str(folder / "tmp")}
    command = [sys.executable, "-m", "gunicorn", "--print-config", "newsreader.wsgi"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_gunicorn_takes_its_settings_from_the_file_too(tmp_path):
    done = config_of(tmp_path, "BIND=127.0.0.1:8765\nWEB_CONCURRENCY=3\n")
    config = dict(
        line.split(None, 2)[::2] for line in done.stdout.splitlines() if line.startswith(("bind ", "workers "))
    )
    assert config == {"bind": "['127.0.0.1:8765']", "workers": "3"}


@pytest.mark.parametrize(("count", "why"), [("x", "invalid: Not a valid integer."), ("0", "at least 1.")])
def test_gunicorn_refuses_a_wrong_number_in_the_file_in_one_line(tmp_path, count, why):
    done = config_of(tmp_path, f"WEB_CONCURRENCY={count}\n")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith('Environment variable "WEB_CONCURRENCY"')
    assert why in line
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx: apt-get install nginx")
def test_nginx_does_not_tell_what_was_searched_for_when_the_site_is_away():
    folder = Path(tempfile.mkdtemp(prefix="newsreader-"))  # pytest's own are closed to nginx's workers
    folder.chmod(0o777)
    nginx = servers.nginx(folder, [servers.free_port()])
    try:
        with pytest.raises(urllib.error.HTTPError, match="502"):
            urllib.request.urlopen(f"http://127.0.0.1:{nginx.port}/search/?q=secret", timeout=servers.PATIENCE)
    finally:
        nginx.kill()
    told = "".join(path.read_text() for path in folder.glob("*.log"))
    shutil.rmtree(folder)
    assert "secret" not in told
    assert "127.0.0.1" not in told
