"""How gunicorn serves the web and the receiving process; see docs/operating/settings.md."""

from __future__ import annotations

import os
from typing import Any

from prometheus_client.multiprocess import mark_process_dead

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

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

accesslog = None  # addresses carry references; the program logs requests without them
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
forwarded_allow_ips = os.environ.get("ARBEIDSROM_TRUSTED_PROXIES", "127.0.0.1,::1")


def child_exit(_server: Any, worker: Any) -> None:
    """A web process that ended is no longer counted among the living."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
