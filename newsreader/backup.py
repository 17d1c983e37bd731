"""The whole database as one file, whichever database it is: taken while the site runs, checked, and put back.

A ZIP file holds `manifest.json` and for each table `TABLE.jsonl`: one row a line, its values in the order of the
manifest's columns. It fits SQLite and PostgreSQL alike, so it also carries a site from one to the other. Sessions and
counted sign-ins are left out: whoever has the file is not signed in by it, and everybody signs in again.
"""

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

FORMAT = "newsreader backup 1"
MANIFEST = "manifest.json"
LEFT_OUT = {"sessions", "axes", "modelsearch"}  # apps; the index for searching is made anew
ROWS_AT_ONCE = 500


class BackupError(Exception):
    """A backup that cannot be read or put back; the message says why in one sentence."""


def write(path: Path) -> dict[str, int]:
    """Write the database to `path` as it is at one moment, read it back, and say how many rows each table has.

    Raises OSError; then `path` is as it was before.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds what is private
        with os.fdopen(descriptor, "w+b") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            _write_archive(archive)
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        counts = check(draft)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return counts


def check(path: Path) -> dict[str, int]:
    """How many rows each table of a backup has, after every byte was compared with its digest. Raises BackupError."""
    with _opened(path) as (archive, manifest):
        for name, table in manifest["tables"].items():
            digest, count = hashlib.sha256(), 0
            with archive.open(f"{name}.jsonl") as lines:
                for line in lines:
                    digest.update(line)
                    count += 1
            if (digest.hexdigest(), count) != (table["sha256"], table["rows"]):
                raise BackupError(f"{path}: the table {name} is damaged.")
        return {name: table["rows"] for name, table in manifest["tables"].items()}


def restore(path: Path, replace: bool = False) -> dict[str, int]:
    """Put a backup in place of what the database holds: all of it or, if anything fails, nothing.

    Raises BackupError if it is damaged, if the database is not at the backup's migrations, or if there are accounts
    or articles and `replace` is not said.
    """
    counts = check(path)
    with _opened(path) as (archive, manifest), transaction.atomic():
        _refuse_unfit(path, manifest)
        if not replace and _holds_something():
            raise BackupError("The database holds articles or accounts. To lose them for the backup, say --replace.")
        tables = {model._meta.db_table: model for model in _models()}
        if unknown := manifest["tables"].keys() ^ tables.keys():
            raise BackupError(f"{path}: it has other tables than this code: {', '.join(sorted(unknown))}.")
        _empty([*tables, *_tables_left_out()])
        for name, model in tables.items():
            with archive.open(f"{name}.jsonl") as lines:
                _insert(model, manifest["tables"][name]["columns"], lines)
        _set_counters(list(tables.values()))
        _compare(counts, tables)
        connection.check_constraints()
    cache.clear()
    call_command("rebuild_modelsearch_index", verbosity=0)
    return counts


def _models() -> list[type[models.Model]]:
    """Every table of the database but those left out, with the tables between two."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def _tables_left_out() -> list[str]:
    left_out = [model for model in apps.get_models() if model._meta.app_label in LEFT_OUT and model._meta.managed]
    known = connection.introspection.table_names()
    # The table of SQLite's full text follows that of its entries by itself.
    return [name for model in left_out if (name := model._meta.db_table) in known and not name.endswith("_fts")]


def _write_archive(archive: zipfile.ZipFile) -> None:
    """The tables, all as they are at one moment, and the manifest last."""
    tables = {}
    with _one_moment():
        for model in _models():
            columns = [field.attname for field in model._meta.concrete_fields]
            digest, count = hashlib.sha256(), 0
            rows = model._base_manager.order_by("pk").values_list(*columns)
            with archive.open(f"{model._meta.db_table}.jsonl", "w", force_zip64=True) as lines:
                for row in rows.iterator(ROWS_AT_ONCE):
                    line = json.dumps(row, default=_to_json, ensure_ascii=False).encode() + b"\n"
                    lines.write(line)
                    digest.update(line)
                    count += 1
            tables[model._meta.db_table] = {"columns": columns, "rows": count, "sha256": digest.hexdigest()}
        migrations = sorted(MigrationRecorder(connection).applied_migrations())
    manifest = {"format": FORMAT, "made": datetime.now(UTC), "migrations": migrations, "tables": tables}
    archive.writestr(MANIFEST, json.dumps(manifest, default=_to_json, indent=1))


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees one state of the database throughout, and keeps nobody from writing."""
    mode = connection.settings_dict.get("OPTIONS", {}).get("transaction_mode")
    if connection.vendor == "sqlite":
        connection.transaction_mode = None  # deferred: a reader of the write-ahead log sees one state
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and not connection.savepoint_ids:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict]]:
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if manifest.get("format") != FORMAT:
                raise BackupError(f"{path} is no backup of this newsreader.")
            yield archive, manifest
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, zlib.error, RuntimeError, KeyError, ValueError, AttributeError, EOFError) as error:
        raise BackupError(f"{path} is damaged, or no backup: {error}.") from error


def _refuse_unfit(path: Path, manifest: dict) -> None:
    mine = {tuple(name) for name in MigrationRecorder(connection).applied_migrations()}
    theirs = {tuple(name) for name in manifest["migrations"]}
    if missing := sorted(mine ^ theirs):
        app, name = missing[0]
        where = "the backup" if missing[0] in mine else "the database"
        raise BackupError(
            f"{path}: {where} lacks the migration {app} {name}. Restore with the release that made the backup, "
            "then migrate."
        )


def _holds_something() -> bool:
    return get_user_model().objects.exists() or apps.get_model("articles", "Article").objects.exists()


def _empty(tables: list[str]) -> None:
    connection.check_constraints()  # PostgreSQL empties no table while checks of it are outstanding
    statements = connection.ops.sql_flush(no_style(), tables, reset_sequences=False)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _insert(model: type[models.Model], columns: list[str], lines: Iterator[bytes]) -> None:
    """Store rows as they are: no time is set anew, no signal sent."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    if set(columns) != fields.keys():
        raise BackupError(f"The table {model._meta.db_table} has other columns than this code.")
    chosen = [fields[name] for name in columns]
    size = min(ROWS_AT_ONCE, connection.ops.bulk_batch_size(chosen, range(ROWS_AT_ONCE)))
    while batch := list(islice(lines, size)):
        rows = [
            model(
                **{name: _to_python(field, value) for name, field, value in zip(columns, chosen, values, strict=True)}
            )
            for values in map(json.loads, batch)
        ]
        model._base_manager.get_queryset()._insert(rows, fields=chosen, using=connection.alias, raw=True)


def _to_json(value: object) -> object:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _to_python(field: models.Field, value: object) -> object:
    if field.remote_field:
        field = field.target_field
    return value if value is None or isinstance(field, models.JSONField) else field.to_python(value)


def _set_counters(tables: list[type[models.Model]]) -> None:
    """Let new rows be numbered after those that were restored."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def _compare(counts: dict[str, int], tables: dict[str, type[models.Model]]) -> None:
    for name, model in tables.items():
        if (stored := model._base_manager.count()) != counts[name]:
            raise BackupError(f"Of {counts[name]} rows of {name}, {stored} were stored; the database is as before.")
