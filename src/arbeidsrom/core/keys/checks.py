"""What the program says about its keys when it starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from arbeidsrom.core.keys import ring


@checks.register("keys")
def master_key_can_be_read(**_options: Any) -> list[checks.CheckMessage]:
    """A missing or unreadable master key is told at start, not at the first page."""
    if settings.PROCESS == "receiver":
        return []
    try:
        ring.master_keys().current()
    except ring.MasterKeyProblem as problem:
        return [checks.Error(str(problem), id="keys.E002")]
    return []


@checks.register("keys")
def pepper_can_be_read(**_options: Any) -> list[checks.CheckMessage]:
    """A missing pepper is told at start, not when somebody issues or tries the first code."""
    if settings.PROCESS == "worker" or "sharing" not in settings.MODULES:
        return []
    try:
        ring.pepper()
    except ring.MasterKeyProblem as problem:
        return [checks.Error(str(problem), id="keys.E003")]
    return []


@checks.register("keys")
def receiver_has_no_master_key(**_options: Any) -> list[checks.CheckMessage]:
    """The process that faces the internet must not be able to read what it must not open (docs/security/sharing.md)."""
    if settings.PROCESS != "receiver" or not settings.PRODUCTION:
        return []
    at_hand = [
        ("ARBEIDSROM_MASTER_KEYS is set", bool(settings.MASTER_KEYS)),
        ("ARBEIDSROM_KEY_SERVICE is set", bool(settings.KEY_SERVICE)),
        (f"the key file {settings.MASTER_KEY_FILE} can be read", os.access(settings.MASTER_KEY_FILE, os.R_OK)),
    ]
    return [
        checks.Error(f"The receiving process must not have the master key, but {what}.", id="keys.E004")
        for what, is_there in at_hand
        if is_there
    ]


@checks.register("keys")
def master_key_lies_apart(**_options: Any) -> list[checks.CheckMessage]:
    """Whoever gets the disk must not get the key with it."""
    if settings.MASTER_KEYS or settings.KEY_SERVICE or settings.PROCESS == "receiver":
        return []
    path = Path(settings.MASTER_KEY_FILE)
    found = readable_by_others(path)
    if path.exists() and path.stat().st_dev in disks_with_data():
        found.append(
            checks.Warning(
                f"The master key {path} lies on the same disk as the data: whoever gets the disk can read everything.",
                hint="In production keep it on another disk, in the environment or in a key service.",
                id="keys.W001",
            )
        )
    return found


@checks.register("keys")
def pepper_is_for_its_owner_alone(**_options: Any) -> list[checks.CheckMessage]:
    """The pepper is as secret as the master key."""
    return [] if settings.PEPPER else readable_by_others(Path(settings.PEPPER_FILE))


def disks_with_data() -> set[int]:
    """The disks of the home and of the sealed files."""
    return {folder.stat().st_dev for folder in (Path(settings.HOME), Path(settings.VAULT_FOLDER)) if folder.exists()}


def readable_by_others(path: Path) -> list[checks.CheckMessage]:
    """A key file that more than its owner can read: production refuses it."""
    if not path.exists() or not path.stat().st_mode & 0o077:
        return []
    level = checks.ERROR if settings.PRODUCTION else checks.WARNING
    sentence = f"Others than its owner can read the key file {path}: make it readable by its owner alone (chmod 600)."
    return [checks.CheckMessage(level, sentence, id="keys.W002")]
