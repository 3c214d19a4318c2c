"""Backup and restore: the database, the sealed files, and the keys in a file apart (PL-KEY-003).

A backup folder holds ``database.dump``, ``files/`` and ``contents.json`` with their checksums; nothing in it can be
read without the keys. The database is dumped first: every document in the dump then has its file in the store, because
a file is stored before its row is.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg.pq import Conninfo

from arbeidsrom import __version__
from arbeidsrom.config.embedded_postgresql import clean_environment, find_binaries
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.core.vault.storage import MissingFile, store

DUMP = "database.dump"
CONTENTS = "contents.json"
PIECE = 1024 * 1024


class BackupProblem(Exception):
    """The backup cannot be made or put back; the message says why and that nothing was changed."""


@dataclass(frozen=True)
class Contents:
    """What a backup holds, with checksums."""

    made_at: str
    version: str
    dump: str
    files: Mapping[str, str]


def back_up(folder: Path, keys: Path, *, now: datetime) -> Contents:
    """Write database and sealed files to an empty folder, and the keys to a file apart from it."""
    refuse_unless(not folder.exists() or not any(folder.iterdir()), f"{folder} is not empty.")
    refuse_unless(not keys.exists(), f"{keys} is there already.")
    refuse_unless(folder.resolve() not in keys.resolve().parents, "The keys must lie apart from the backup.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    dump_database(folder / DUMP)
    files = {key: copy_out(key, folder / "files") for key, _stored_at in store().stored()}
    kept = {key: checksum for key, checksum in files.items() if checksum}
    contents = Contents(now.isoformat(), __version__, checksum_of(folder / DUMP), kept)
    write_private(folder / CONTENTS, json.dumps(asdict(contents), indent=1))
    write_private(keys, json.dumps(keys_of_installation(), indent=1))
    return contents


def restore(folder: Path, keys: Path | None) -> Contents:
    """Put a backup back into an empty installation; what is damaged is found before anything is changed."""
    contents = read_contents(folder)
    refuse_unless(not connection.introspection.table_names(), "The database is not empty: restore into a new one.")
    refuse_unless(
        next(iter(store().stored()), None) is None, "The store of files is not empty: restore into a new one."
    )
    verify(folder, contents)
    if keys:
        put_keys_back(keys)
    load_database(folder / DUMP)
    for key in contents.files:
        copy_in(key, folder / "files")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("database_roles")
    return contents


def documents_without_file() -> int:
    """How many versions of documents the store does not hold after a restore; it must be none."""
    stored = {key for key, _stored_at in store().stored()}
    wanted = DocumentVersion.objects.exclude(storage_key="").values_list("storage_key", flat=True)
    return sum(1 for key in wanted if key not in stored)


# -- the database


def dump_database(target: Path) -> None:
    run_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(target))
    target.chmod(0o600)


def load_database(source: Path) -> None:
    """All or nothing, in one transaction."""
    connection.close()
    flags = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    run_tool("pg_restore", *flags, "--dbname", str(connection.settings_dict["NAME"]), str(source))


def run_tool(name: str, *arguments: str) -> None:
    """One of PostgreSQL's programs on our database; the password goes by the environment, where nobody lists it."""
    command: list[str | Path] = [find_binaries() / name, *arguments]
    told = subprocess.run(command, env=database_environment(), capture_output=True, text=True)
    refuse_unless(told.returncode == 0, f"{name}: {told.stderr.strip()}")


def database_environment() -> dict[str, str]:
    """How the programs reach our database: all that its address says, certificates and encryption among it."""
    parts = connection.settings_dict
    names = {option.keyword.decode(): option.envvar.decode() for option in Conninfo.get_defaults() if option.envvar}
    said = {names[word]: str(value) for word, value in parts["OPTIONS"].items() if word in names}
    return (
        clean_environment()
        | said
        | {
            "PGHOST": str(parts["HOST"]),
            "PGPORT": str(parts["PORT"] or "5432"),
            "PGUSER": str(parts["USER"]),
            "PGPASSWORD": str(parts["PASSWORD"]),
            "PGDATABASE": str(parts["NAME"]),
        }
    )


# -- the files


def copy_out(key: str, folder: Path) -> str:
    """Copy a sealed file as it lies; one that was removed meanwhile is left out (empty checksum)."""
    target = folder / key
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    try:
        with store().read(key) as reading, target.open("wb") as file:
            for offset in range(0, reading.size, PIECE):
                piece = reading.read_at(offset, min(PIECE, reading.size - offset))
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except MissingFile:
        target.unlink(missing_ok=True)
        return ""
    return digest.hexdigest()


def copy_in(key: str, folder: Path) -> None:
    writing = store().write(key)
    for piece in pieces(folder / key):
        writing.write(piece)
    writing.commit()


# -- the keys


def keys_of_installation() -> dict[str, str]:
    """The contents of the key files; keys in the environment or a key service are kept where they are."""
    elsewhere = keys_elsewhere()
    return {name: path.read_text() for name, path in key_files().items() if name not in elsewhere and path.exists()}


def keys_elsewhere() -> dict[str, str]:
    """The keys that do not come from a file, and the setting that says where they are."""
    settled = {
        "master": {
            "ARBEIDSROM_KEY_SERVICE": settings.KEY_SERVICE,
            "ARBEIDSROM_MASTER_KEYS": settings.MASTER_KEYS,
        },
        "pepper": {"ARBEIDSROM_PEPPER": settings.PEPPER},
        "audit": {"ARBEIDSROM_AUDIT_KEY": settings.AUDIT_KEY},
    }
    found = {key: [name for name, value in said.items() if value] for key, said in settled.items()}
    return {key: names[0] for key, names in found.items() if names}


def key_files() -> dict[str, Path]:
    return {"master": settings.MASTER_KEY_FILE, "pepper": settings.PEPPER_FILE, "audit": settings.AUDIT_KEY_FILE}


def put_keys_back(source: Path) -> None:
    """Write the key files that are not there; another key that is there is never overwritten."""
    kept: dict[str, str] = json.loads(source.read_text())
    for name, path in key_files().items():
        if name not in kept:
            continue
        refuse_unless(not path.exists() or path.read_text() == kept[name], f"{path} holds another key already.")
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(path, kept[name])


# -- checking


def read_contents(folder: Path) -> Contents:
    try:
        told: dict[str, Any] = json.loads((folder / CONTENTS).read_text())
        return Contents(**told)
    except (OSError, ValueError, TypeError) as error:
        raise BackupProblem(f"{folder} is not a whole backup: {CONTENTS} cannot be read.") from error


def verify(folder: Path, contents: Contents) -> None:
    """Every file is there and as it was written."""
    damaged = [DUMP] if checksum_of(folder / DUMP) != contents.dump else []
    damaged += [key for key, checksum in contents.files.items() if checksum_of(folder / "files" / key) != checksum]
    shown = ", ".join(damaged[:5])
    refuse_unless(not damaged, f"{len(damaged)} files of the backup are missing or damaged: {shown}")


def checksum_of(path: Path) -> str:
    """SHA-256 of a file; empty when it is not there."""
    digest = hashlib.sha256()
    try:
        for piece in pieces(path):
            digest.update(piece)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def write_private(path: Path, text: str) -> None:
    """A file that its owner alone can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def refuse_unless(fine: bool, sentence: str) -> None:
    if not fine:
        raise BackupProblem(sentence)
