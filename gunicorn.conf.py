"""How gunicorn serves the site; each value may be given anew on its command line."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

STAYS = sys.stdlib_module_names | {"gunicorn", "__main__", "__config__"}


def forget_release():
    """Let what is imported next come from the release that lies here now: a reload begins in a process of the old."""
    for name in list(sys.modules):
        if name.partition(".")[0] not in STAYS:
            del sys.modules[name]


forget_release()

# Each worker's numbers, which /metrics adds up; in memory, and new at every start. Set before the site is loaded.
metrics = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="newsreader-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = metrics

from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from prometheus_client import multiprocess  # noqa: E402

from newsreader.environment import env, logging_config, read_file, web_processes  # noqa: E402

read_file(Path(__file__).parent / ".env")
bind = env.str("BIND", "0.0.0.0:8000")
try:
    workers = web_processes()
except ImproperlyConfigured as error:
    shutil.rmtree(metrics, ignore_errors=True)
    sys.exit(str(error))
worker_class = "gthread"
threads = 4
preload_app = False  # each worker opens its own connections
timeout = 60
graceful_timeout = 30
keepalive = 75  # longer than the proxy keeps its connections, so that it never writes to one that is being closed
max_requests, max_requests_jitter = 20_000, 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a heartbeat must not wait for a disk
limit_request_line, limit_request_field_size = 8190, 8190  # an API's `next` repeats a long search
control_socket_disable = True  # its file would lie in a home that nobody may write to
if env.str("LOG_FORMAT", "line") == "json":
    logconfig_dict = logging_config("INFO", "json")
    logconfig_dict["loggers"]["gunicorn.error"] = {"propagate": True}  # its lines are for programs, too
accesslog = None  # the site writes a line for each request, with its id and without addresses


def post_fork(server, worker):
    """Keep from the worker what only this file has loaded: it loads all of the site by itself."""
    forget_release()


def child_exit(server, worker):
    """Forget what a worker that ended was doing."""
    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """Leave nothing behind."""
    shutil.rmtree(metrics, ignore_errors=True)
