"""Addresses as long as the API gives out in `next` come through all servers."""

import http.client
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests import production
from tests.faults import servers

LONGEST = 8190  # of a request line, with its method and HTTP/1.1


@pytest.fixture(scope="module")
def ports():
    """Those of gunicorn, and of nginx before it where there is one."""
    folder = Path(tempfile.mkdtemp(prefix="newsreader-"))  # pytest's own are closed to nginx's workers
    folder.chmod(0o777)
    port, found, started = servers.free_port(), {}, []
    settings = {**production.SETTINGS, "HTTPS": "false", "ALLOWED_HOSTS": "127.0.0.1", "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-m", "gunicorn", "newsreader.wsgi"]
    try:
        started.append(servers.Server(command, folder, port, {**settings, "BIND": f"127.0.0.1:{port}"}).start())
        found["gunicorn"] = port
        if shutil.which("nginx"):
            started.append(servers.nginx(folder, [port]))
            found["nginx"] = started[-1].port
        yield found
    finally:
        for server in started:
            server.kill()
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["gunicorn", "nginx"])
@pytest.mark.parametrize(("length", "status"), [(LONGEST, 200), (LONGEST + 1, 414)])
def test_a_request_line(ports, name, length, status):
    if name not in ports:
        pytest.skip("needs nginx: apt-get install nginx")
    connection = http.client.HTTPConnection("127.0.0.1", ports[name], timeout=servers.PATIENCE)
    address = "/healthz?" + "x" * (length - len("GET /healthz? HTTP/1.1"))
    connection.request("GET", address)
    assert connection.getresponse().status == status
    connection.close()
