"""What is written down for programs is JSON in every line."""

import json
import os
import signal
import subprocess
import sys

from django.conf import settings

SOUND = {"DEBUG": "false", "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-0123", "LOG_FORMAT": "json"}


def test_gunicorn_writes_json_too(tmp_path):
    environment = {**os.environ, **SOUND, "BIND": f"unix:{tmp_path}/socket", "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-m", "gunicorn", "newsreader.wsgi"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.PIPE, text=True) as server:
        first = server.stderr.readline()
        server.send_signal(signal.SIGTERM)
        lines = [json.loads(line) for line in (first, *server.stderr)]
    assert {line["logger"] for line in lines} == {"gunicorn.error"}
    assert lines[0]["message"].startswith("Starting gunicorn")
