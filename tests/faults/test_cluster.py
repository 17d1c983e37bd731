"""Two web processes behind nginx, PostgreSQL with a replica, and Redis: one fails at a time, and reading goes on.

Each test says what readers and writers were answered meanwhile. Of what was acknowledged nothing may be lost.
"""

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.faults import servers
from tests.faults.load import Load, ask

pytestmark = pytest.mark.faults

MAKE_SITE = """
import json
from django.contrib.auth.models import Group
from articles.models import User, from_document, issue_token
from tests.views.samples import DOCUMENT
from django.conf import settings
user = User.objects.create_user("writer")
user.groups.add(Group.objects.get(name="annotator"))
print(json.dumps({"slug": from_document(DOCUMENT).slug, "token": issue_token(user, "load", ["read", "write"])[1]}))
"""


@pytest.fixture(scope="module")
def site():
    """All of it, running, with one article."""
    for name in ("nginx", "redis-server"):
        if not shutil.which(name):
            pytest.skip(f"needs {name}: apt-get install nginx redis-server")
    folder = Path(tempfile.mkdtemp(prefix="newsreader-"))  # pytest's own are closed to other users at any moment
    folder.chmod(0o777)  # PostgreSQL runs as another user, and nginx's workers do
    started = []
    try:
        primary = servers.Postgres(folder / "primary").start()
        started.append(primary.stop)
        settings = {"DEBUG": "false", "HTTPS": "false", "SECRET_KEY": secrets.token_urlsafe(50), "SITE_URL": ""}
        settings |= {"BEHIND_PROXY": "true", "DATABASE_URL": primary.url, "LOG_LEVEL": "WARNING"}
        manage = [sys.executable, "manage.py"]
        environment = {**os.environ, **settings}
        subprocess.run([*manage, "migrate", "-v0"], check=True, cwd=servers.ROOT, env=environment)
        if not (servers.ROOT / "staticfiles" / "staticfiles.json").exists():  # compressing takes a minute
            collect = [*manage, "collectstatic", "--no-input", "-v0"]
            subprocess.run(collect, check=True, cwd=servers.ROOT, env=environment)
        made = subprocess.run(
            [*manage, "shell", "-v0", "-c", MAKE_SITE],
            check=True,
            cwd=servers.ROOT,
            env=environment,
            stdout=subprocess.PIPE,
        )
        replica = servers.Postgres(folder / "replica", primary).start()
        started.append(replica.stop)
        redis = servers.redis(folder)
        started.append(redis.kill)
        settings |= {
            "DATABASE_REPLICA_URLS": replica.url,
            "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
        }
        web = []
        for _ in range(2):
            web.append(servers.gunicorn(folder, settings))
            started.append(web[-1].kill)
        nginx = servers.nginx(folder, [one.port for one in web])
        started.append(nginx.kill)
        base = f"http://127.0.0.1:{nginx.port}"
        yield SimpleNamespace(
            base=base, primary=primary, replica=replica, redis=redis, web=web, **json.loads(made.stdout)
        )
    finally:
        for stop in reversed(started):
            stop()
        shutil.rmtree(folder, ignore_errors=True)


def nothing_is_lost(site, load):
    """Every note that was acknowledged is there, with its words and its first version."""
    stored = site.primary.ask(
        "SELECT a.public_id FROM articles_annotation a JOIN articles_span s ON s.annotation_id = a.id"
        " JOIN articles_annotationversion v ON v.annotation_id = a.id AND v.number = a.version"
    )
    assert set(load.acknowledged) <= {public_id for (public_id,) in stored}


def report(name, load):
    """What they were answered; `make test-faults` shows it."""
    print(f"\n{name}: read {dict(load.read)}, written {dict(load.written)} {sorted(load.details)}")


def test_in_good_order(site):
    with Load(site.base, site.slug, site.token) as load:
        pass
    report("nothing", load)
    assert set(load.read) == {200}
    assert set(load.written) == {201}
    nothing_is_lost(site, load)


def test_one_reads_what_one_wrote_though_the_replica_is_behind(site):
    site.replica.ask("SELECT pg_wal_replay_pause()")
    try:
        body = {"kind": "comment", "body": "Mine.", "article": site.slug, "spans": []}
        status, note = ask(f"{site.base}/api/v1/annotations/", body, site.token)
        assert status == 201, note
        address = f"{site.base}/api/v1/annotations/{note['id']}"
        assert ask(address, token=site.token)[0] == 200
        assert ask(address)[0] == 404  # others read the replica
    finally:
        site.replica.ask("SELECT pg_wal_replay_resume()")
    servers.wait_until(lambda: ask(address)[0] == 200, "the replica")


def test_the_connections_of_the_primary_are_cut(site):
    with Load(site.base, site.slug, site.token) as load:
        for _ in range(5):
            site.primary.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            time.sleep(0.5)
    report("connections of the primary cut", load)
    assert set(load.read) == {200}
    assert set(load.written) <= {201, 503}
    nothing_is_lost(site, load)


def test_the_replica_is_gone(site):
    with Load(site.base, site.slug, site.token) as load:
        site.replica.stop()
        time.sleep(3)
        site.replica.start()
    report("replica stopped", load)
    assert set(load.read) == {200}
    assert set(load.written) == {201}
    nothing_is_lost(site, load)


def test_the_primary_is_gone(site):
    servers.wait_until(lambda: ask(f"{site.base}/articles/{site.slug}/")[0] == 200, "a page")
    with Load(site.base, site.slug, site.token) as load:
        site.primary.stop()
        time.sleep(4)
        site.primary.start()
    report("primary stopped", load)
    assert set(load.read) == {200}
    assert set(load.written) <= {201, 503}
    assert all("cannot be reached" in detail for detail in load.details)
    nothing_is_lost(site, load)


def test_redis_is_gone(site):
    with Load(site.base, site.slug, site.token) as load:
        site.redis.kill()
        time.sleep(3)
        site.redis.start()
    report("Redis killed", load)
    assert set(load.read) == {200}
    assert set(load.written) == {201}
    nothing_is_lost(site, load)


def test_a_web_process_is_gone(site):
    with Load(site.base, site.slug, site.token) as load:
        site.web[0].kill()
        time.sleep(3)
        site.web[0].start()
    report("web process killed", load)
    assert set(load.read) == {200}
    assert set(load.written) <= {201, 502}
    nothing_is_lost(site, load)


def test_a_backup_taken_under_load_fits_the_other_database(site, tmp_path):
    file, other = str(tmp_path / "site.zip"), {"DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite3'}"}

    def manage(*arguments, **settings):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, check=True, cwd=servers.ROOT, env={**os.environ, "LOG_LEVEL": "WARNING", **settings})

    with Load(site.base, site.slug, site.token) as load:
        manage("backup", file, DATABASE_URL=site.primary.url)
    report("a backup taken", load)
    assert set(load.written) == {201}
    manage("migrate", "-v0", **other)
    manage("restore", file, **other)
    with sqlite3.connect(tmp_path / "other.sqlite3") as connection:
        (halves,) = connection.execute(
            "SELECT count(*) FROM articles_annotation a WHERE version <> (SELECT max(number) FROM"
            " articles_annotationversion v WHERE v.annotation_id = a.id)"
        ).fetchone()
        (notes,) = connection.execute("SELECT count(*) FROM articles_annotation").fetchone()
    assert (halves, notes > 4) == (0, True)
