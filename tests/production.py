"""Run a command with settings as in production: `python -m tests.production COMMAND…`."""

import os
import secrets
import subprocess
import sys

SETTINGS = {"DEBUG": "false", "HTTPS": "true", "ALLOWED_HOSTS": "news.example", "SECRET_KEY": secrets.token_urlsafe(50)}

if __name__ == "__main__":
    sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, **SETTINGS}, check=False).returncode)
