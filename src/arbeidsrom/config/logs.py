"""Logs as lines of JSON that hold no personal data: kinds and places of faults, never their messages (PL-OPS-001)."""

from __future__ import annotations

import logging
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

OURS = ("arbeidsrom.", "procrastinate.")
STANDARD = frozenset(vars(logging.makeLogRecord({})))
FRAMES_SHOWN = 12


def configuration(level: str = "INFO") -> dict[str, Any]:
    """The setting ``LOGGING``: one handler, one line a record."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
                "foreign_pre_chain": shared_processors(),
                "keep_exc_info": True,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"level": "WARNING", "propagate": True, "handlers": []},
            "django.request": {"level": "ERROR"},  # every answer has its own line already
            "procrastinate": {"level": "WARNING"},
        },
    }


def configure_structlog() -> None:
    """Our own lines go the same way as those of the libraries."""
    structlog.configure(
        processors=[*shared_processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        event_without_arguments,
        own_details,
        fault_without_message,
    ]


def event_without_arguments(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """What a library filled into its message (an address, a key, a value) is left out."""
    record = event.get("_record")
    if record is not None and not record.name.startswith(OURS):
        told = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        event["event"] = told.partition(" from ip=")[0]  # gunicorn fills that in by itself
    return event


def of_the_server(level: str = "INFO") -> dict[str, Any]:
    """The same for gunicorn, which starts before the settings are read."""
    lines = configuration(level)
    names = ("gunicorn.error", "gunicorn.access")
    return lines | {"loggers": {name: {"level": "WARNING", "handlers": [], "propagate": True} for name in names}}


def own_details(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """The ``extra`` of our own lines; a library's may hold whole requests."""
    record = event.get("_record")
    if record is not None and record.name.startswith("arbeidsrom."):
        event.update({name: value for name, value in vars(record).items() if name not in STANDARD})
    return event


def fault_without_message(_logger: Any, _name: str, event: EventDict) -> MutableMapping[str, Any]:
    """Where a fault happened and of what kind; its message may hold a name or a number."""
    fault = event.pop("exc_info", None)
    record = event.get("_record")
    if record is not None:
        fault = fault or record.exc_info
        record.exc_info = record.exc_text = record.stack_info = None
    if isinstance(fault, BaseException):
        fault = (type(fault), fault, fault.__traceback__)
    if isinstance(fault, tuple) and fault[0] is not None:
        frames = traceback.extract_tb(fault[2])[-FRAMES_SHOWN:]
        event["fault"] = fault[0].__name__
        event["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event
