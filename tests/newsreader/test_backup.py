"""A backup put back gives the same rows, bytes and times; what does not fit is refused, and nothing is lost."""

import zipfile
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command

from articles.models import Annotation, Article, Revision, Source, User, add_notes, delete_annotation, from_document
from articles.models.article import ArticleAddress
from newsreader import backup
from tests.views.samples import DOCUMENT, QUOTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path):
    """A database with something in every corner, and its backup."""
    ines = User.objects.create_user("ines", "ines@news.example", "a password")
    article = from_document(DOCUMENT)
    Revision.objects.update(original=b"\x00\xff bytes")
    ArticleAddress.objects.create(article=article, url="https://elsewhere.example/é")
    add_notes(article, [QUOTE], actor=ines)
    delete_annotation(Annotation.objects.last(), actor=ines)
    path = tmp_path / "site.zip"
    call_command("backup", str(path))
    return path


def tables(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != backup.MANIFEST}


def test_round_trip(site, tmp_path):
    before = tables(site)
    Annotation.objects.update(body="changed since")
    User.objects.create_user("later")
    call_command("restore", str(site), "--replace")
    call_command("backup", str(tmp_path / "again.zip"))
    assert tables(tmp_path / "again.zip") == before
    assert bytes(Revision.objects.get().original) == b"\x00\xff bytes"
    assert User.objects.get().check_password("a password")


def test_new_rows_are_numbered_after_the_old(site):
    highest = Source.objects.order_by("pk").last().pk
    call_command("restore", str(site), "--replace")
    assert Source.objects.create(slug="new", name="New", kind="person").pk > highest


def test_only_its_owner_may_read_the_file(site):
    assert site.stat().st_mode & 0o077 == 0


def test_sessions_stay_out_and_end(site, client):
    client.force_login(User.objects.get())
    call_command("restore", str(site), "--replace")
    assert client.get("/account/").status_code == 302
    assert not any("session" in name for name in tables(site))


def test_what_is_there_is_not_lost_by_accident(site):
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(site))
    assert Article.objects.exists()


def damage(path, how):
    data = bytearray(path.read_bytes())
    if how == "cut off":
        data = data[: len(data) // 2]
    elif how == "one byte":
        with zipfile.ZipFile(path) as archive:
            row = archive.getinfo("articles_article.jsonl")
        data[row.header_offset + 30 + len(row.filename) + row.compress_size // 2] ^= 1
    elif how == "another file":
        data = b"not a backup"
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("how", ["cut off", "one byte", "another file"])
def test_damage_is_found_before_anything_is_lost(site, how):
    damage(site, how)
    for options in (["--check"], ["--replace"]):
        with pytest.raises(CommandError, match=str(site)):
            call_command("restore", str(site), *options)
    assert Article.objects.exists()


def test_no_byte_can_change_unseen(site):
    whole, counts = site.read_bytes(), backup.check(site)
    for at in range(0, len(whole), len(whole) // 40):
        site.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with suppress(backup.BackupError):  # a bit of padding or of a time may say nothing
            assert backup.check(site) == counts


def test_a_backup_of_another_release_is_refused(site, monkeypatch):
    recorder = backup.MigrationRecorder
    monkeypatch.setattr(recorder, "applied_migrations", lambda self: {("articles", "0099_later"): None})
    with pytest.raises(CommandError, match="lacks the migration"):
        call_command("restore", str(site), "--replace")


def test_a_disk_that_is_full_leaves_the_old_backup(site, monkeypatch):
    before = site.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup.os, "fsync", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", str(site))
    assert site.read_bytes() == before
    assert [path.name for path in site.parent.iterdir()] == [site.name]


def test_where_nothing_can_be_written_is_said(site, tmp_path):
    for path, why in ((tmp_path / "no" / "site.zip", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(CommandError) as refused:
            call_command("backup", str(path))
        assert str(refused.value) == f"{path} could not be written: {why}."
    assert not tmp_path.with_name(f".{tmp_path.name}.part").exists()
