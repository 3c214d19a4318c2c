"""How gunicorn serves the web and the receiving process; see docs/operating/settings.md."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from arbeidsrom.config import logs

ROOT = Path(__file__).resolve().parents[3]


def empty_folder_for_numbers() -> Path:
    """Where this server's processes add up their numbers; web and receiver each have their own."""
    above = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or f"{os.environ.get('ARBEIDSROM_HOME') or ROOT / 'var'}/metrics"
    folder = Path(above, os.environ.get("ARBEIDSROM_PROCESS") or "web")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(empty_folder_for_numbers())  # it is read when the library is imported

from prometheus_client.multiprocess import mark_process_dead  # noqa: E402

worker_class = "gthread"
preload_app = True  # read once, then shared by the processes
workers = int(os.environ.get("ARBEIDSROM_WEB_PROCESSES", "2"))
# The public page: whoever downloads slowly, or waits for a refusal, holds a thread and nothing else
FOR_RECEIVERS = os.environ.get("ARBEIDSROM_PROCESS") == "receiver"
threads = int(
    os.environ.get("ARBEIDSROM_RECEIVER_THREADS", "16")
    if FOR_RECEIVERS
    else os.environ.get("ARBEIDSROM_WEB_THREADS", "4")
)
timeout = 120
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000

limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190

accesslog = None  # addresses carry references; the program logs requests without them
errorlog = "-"
loglevel = "warning"
logconfig_dict = logs.of_the_server()  # one line of JSON a record, without addresses
control_socket_disable = True
forwarded_allow_ips = os.environ.get("ARBEIDSROM_TRUSTED_PROXIES", "127.0.0.1,::1")


def child_exit(_server: Any, worker: Any) -> None:
    """A web process that ended is no longer counted among the living."""
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
