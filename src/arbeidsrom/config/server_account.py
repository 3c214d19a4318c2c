"""Which account a database server runs under: PostgreSQL refuses to be root. Standard library only."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1


def enter_user_namespace() -> None:
    """Let root be seen as account 1 in a private user namespace: files stay root's, nothing needs chown or useradd."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text("1 0 1")
    Path("/proc/self/gid_map").write_text("1 0 1")


def end_with_parent(how: signal.Signals = signal.SIGQUIT) -> None:
    """Ask the kernel to signal this process when the process that started it is gone (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)


def user_namespaces_work() -> bool:
    """Whether this machine lets root make a user namespace; many containers do not."""
    if sys.platform != "linux" or os.environ.get("ARBEIDSROM_NO_USER_NAMESPACE"):
        return False
    try:
        return subprocess.run(["true"], preexec_fn=enter_user_namespace).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


class ServerAccount:
    """Runs programs so that PostgreSQL accepts them: as ourselves, in a user namespace, or as another account."""

    def __init__(self, existing_data: Path) -> None:
        self.other: pwd.struct_passwd | None = None
        self.in_namespace = False
        if os.geteuid() != 0:
            return
        if existing_data.exists() and existing_data.stat().st_uid != 0:
            self.other = pwd.getpwuid(existing_data.stat().st_uid)
        elif user_namespaces_work():
            self.in_namespace = True
        else:
            self.other = service_account()

    def options(self, *, tied: bool = False) -> dict[str, Any]:
        """The arguments of ``subprocess`` that make a program run under the account, tied to our own life or not."""
        before: list[Callable[[], None]] = []
        if self.in_namespace:
            before.append(enter_user_namespace)
        if tied:
            before.append(end_with_parent)
        options: dict[str, Any] = {"cwd": "/"}
        if before:
            options["preexec_fn"] = lambda: [step() for step in before]
        if self.other:
            options |= {"user": self.other.pw_uid, "group": self.other.pw_gid, "extra_groups": []}
        return options

    def give(self, path: Path) -> None:
        """Hand a file or folder over to the account."""
        if self.other:
            os.chown(path, self.other.pw_uid, self.other.pw_gid)

    def reaches(self, path: Path) -> bool:
        """Whether the account can pass through or run what lies at the path."""
        return subprocess.run(["test", "-x", str(path)], **self.options()).returncode == 0


def service_account() -> pwd.struct_passwd:
    """The account that serves best on a machine where root cannot make user namespaces."""
    for name in ("arbeidsrom", "postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise SystemExit("PostgreSQL cannot run as root, and there is no account 'arbeidsrom', 'postgres' or 'nobody'.")
