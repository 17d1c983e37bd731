"""What is written down for programs is JSON in every line."""

import json
import os
import shutil
import signal
import subprocess
import sys

from django.conf import settings

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


def test_gunicorn_takes_its_settings_from_the_file_too(tmp_path):
    (tmp_path / ".env").write_text("BIND=127.0.0.1:8765\nWEB_CONCURRENCY=3\n")
    shutil.copy(settings.BASE_DIR / "gunicorn.conf.py", tmp_path)
    environment = {**os.environ, **SOUND, "PYTHONPATH": str(settings.BASE_DIR)}
    command = [sys.executable, "-m", "gunicorn", "--print-config", "newsreader.wsgi"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    config = dict(
        line.split(None, 2)[::2] for line in done.stdout.splitlines() if line.startswith(("bind ", "workers "))
    )
    assert config == {"bind": "['127.0.0.1:8765']", "workers": "3"}
