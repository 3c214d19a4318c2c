"""The master keys: kept outside the database, in a file, an environment variable or a key service (PL-KEY-001)."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from arbeidsrom.core.keys import envelope


class MasterKeyProblem(Exception):
    """The master key is missing, unreadable or not the one that the data was sealed under."""


class KeyService(Protocol):
    """Whatever can wrap and unwrap under a master key that it keeps to itself."""

    def current(self) -> str:
        """The name of the master key that wraps from now on."""

    def wrap(self, secret: bytes, bound_to: str) -> tuple[str, bytes]:
        """Wrap under the current master key; gives its name and the wrapped secret."""

    def unwrap(self, master: str, wrapped: bytes, bound_to: str) -> bytes:
        """Unwrap what was wrapped under the master key of that name."""


@dataclass(frozen=True)
class Ring:
    """Several master keys by name; the first wraps, all of them unwrap."""

    keys: Mapping[str, bytes]
    place: str

    def current(self) -> str:
        return next(iter(self.keys))

    def wrap(self, secret: bytes, bound_to: str) -> tuple[str, bytes]:
        name = self.current()
        return name, envelope.seal(self.keys[name], secret, f"{name}|{bound_to}")

    def unwrap(self, master: str, wrapped: bytes, bound_to: str) -> bytes:
        if master not in self.keys:
            raise MasterKeyProblem(
                f"The data is sealed under the master key “{master}”, which {self.place} does not hold"
                f" (it holds {', '.join(self.keys)}). Put the key back; nothing can be read without it."
            )
        try:
            return envelope.unseal(self.keys[master], wrapped, f"{master}|{bound_to}")
        except envelope.KeyDoesNotFit as error:
            raise MasterKeyProblem(
                f"The master key “{master}” in {self.place} is not the one that the data was sealed under."
            ) from error


def parse(text: str, place: str) -> Ring:
    """Read ``name key`` lines (or words ``name:key``), the current key first; ``#`` begins a comment."""
    keys: dict[str, bytes] = {}
    lines = (line.split("#")[0] for line in text.splitlines())
    words = " ".join(lines).replace(":", " ").split()
    for name, encoded in zip(words[::2], words[1::2], strict=False):
        if name in keys:
            raise MasterKeyProblem(f"The master key “{name}” is in {place} twice.")
        keys[name] = _decoded(name, encoded, place)
    if not keys or len(words) % 2:
        raise MasterKeyProblem(f"{place} must hold one or more lines “name key”, the current key first.")
    return Ring(keys, place)


def _decoded(name: str, encoded: str, place: str) -> bytes:
    try:
        key = base64.b64decode(encoded, altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise MasterKeyProblem(f"The master key “{name}” in {place} is not base64.") from error
    if len(key) != envelope.KEY_BYTES:
        raise MasterKeyProblem(f"The master key “{name}” in {place} is {len(key)} bytes long; it must be 32.")
    return key


def master_keys() -> KeyService:
    """The installation's master keys, read again as soon as their file changes."""
    if settings.PROCESS == "receiver":
        raise MasterKeyProblem("The public receiving process works without the master key.")
    if settings.KEY_SERVICE:
        return _service(settings.KEY_SERVICE)
    if settings.MASTER_KEYS:
        return parse(settings.MASTER_KEYS, "ARBEIDSROM_MASTER_KEYS")
    return _ring_in_file()


@lru_cache(maxsize=4)
def _service(path: str) -> KeyService:
    try:
        made = import_string(path)
    except ImportError as error:
        raise MasterKeyProblem("ARBEIDSROM_KEY_SERVICE does not name a class that can be imported.") from error
    service: KeyService = made()
    return service


def _ring_in_file() -> Ring:
    path = Path(settings.MASTER_KEY_FILE)
    if settings.DEMONSTRATION and not path.exists():
        make_file(path)
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise MasterKeyProblem(
            f"The master key file {path} cannot be read ({error.strerror})."
            " Name it in ARBEIDSROM_MASTER_KEY_FILE, or make one with “make_master_key”."
        ) from error


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, size: int) -> Ring:
    return parse(path.read_text(encoding="ascii", errors="replace"), str(path))


def new_line(name: str) -> str:
    """A line of the key file with a fresh key."""
    return f"{name} {base64.b64encode(envelope.new_key()).decode()}\n"


def make_file(path: Path) -> None:
    """Make a key file with one fresh key, readable by its owner alone; a file that is there is left as it is."""
    _place(path, new_line("first"), replace=False)


def add_current(path: Path, name: str) -> None:
    """Put a fresh key first in the file; the earlier keys stay for what is sealed under them."""
    text = path.read_text(encoding="ascii")
    if name in parse(text, str(path)).keys:
        raise MasterKeyProblem(f"The master key “{name}” is in {path} already.")
    _place(path, new_line(name) + text, replace=True)


def _place(path: Path, text: str, *, replace: bool) -> None:
    """Write whole or not at all, and without a moment in which others could read it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        if replace:
            draft.replace(path)
        else:
            os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def make_pepper(path: Path) -> None:
    """Make the pepper's file, readable by its owner alone; a file that is there is left as it is."""
    _place(path, new_line("pepper"), replace=False)


def pepper() -> bytes:
    """The installation's secret beside the master key that enters sharing codes; the receiving process has it too."""
    path = Path(settings.PEPPER_FILE)
    if settings.DEMONSTRATION and not settings.PEPPER and not path.exists():
        make_pepper(path)
    try:
        text = settings.PEPPER or path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise MasterKeyProblem(
            f"The pepper file {path} cannot be read ({error.strerror})."
            " Name it in ARBEIDSROM_PEPPER_FILE, or make one with “make_pepper”."
        ) from error
    return next(iter(parse(text, "the pepper").keys.values()))
