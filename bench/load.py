"""Pages a second with wrk: the article's page from one, two and four processes, and nginx serving the same file."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.faults import servers

SECONDS = int(os.environ.get("SECONDS", "5"))
CONNECTIONS = 16


def measure_load(folder: Path, address: str, page: bytes) -> None:
    """Print the table; without wrk or nginx, say so."""
    if missing := [name for name in ("wrk", "nginx") if not shutil.which(name)]:
        print(f"\nLoad is not measured: there is no {missing[0]} (apt-get install wrk nginx).")
        return
    print(
        f"\n### Under load ({CONNECTIONS} connections, {SECONDS} s, {os.cpu_count()} cores, wrk on the same machine)\n"
    )
    print("| served by | pages a second | median | 99th percentile |\n|---|---:|---:|---:|")
    for processes in (1, 2, 4):
        web = servers.gunicorn(folder, {"ALLOWED_HOSTS": "127.0.0.1", "WEB_CONCURRENCY": str(processes)})
        try:
            _report(f"gunicorn, {processes} processes", f"http://127.0.0.1:{web.port}{address}")
        finally:
            web.kill()
    nginx = _file_server(folder, page)
    try:
        _report("nginx, the same bytes as a file", f"http://127.0.0.1:{nginx.port}/page.html")
    finally:
        nginx.kill()


def _report(name: str, url: str) -> None:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-H", "Accept-Encoding: gzip", url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])
    median, slow = (re.search(rf"(?m)^ +{part}% +(\S+)", told)[1] for part in (50, 99))
    failed = " (with errors)" if "Non-2xx" in told or "Socket errors" in told else ""
    print(f"| {name} | {rate:.0f}{failed} | {median} | {slow} |", flush=True)


def _file_server(folder: Path, page: bytes) -> servers.Server:
    """nginx with one file, compressed on the way as ours is."""
    (folder / "page.html").write_bytes(page)
    folder.chmod(0o755)
    port = servers.free_port()
    (folder / "file.conf").write_text(
        f"daemon off; pid {folder}/file.pid; error_log {folder}/file.log;\n"
        "events { worker_connections 512; }\n"
        f"http {{ access_log off; gzip on; types {{ text/html html; }}\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n",
        encoding="utf-8",
    )
    return servers.Server(["nginx", "-p", folder, "-c", folder / "file.conf"], folder, port).start()
