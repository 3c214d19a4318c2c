"""What the log says about its settings when the program starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from arbeidsrom.core.audit import destinations, signing
from arbeidsrom.core.keys.checks import readable_by_others


@checks.register("audit")
def checkpoints_can_be_signed(**_options: Any) -> list[checks.CheckMessage]:
    """A missing or broken signing key is told at start, not by a job that fails every hour."""
    path = Path(settings.AUDIT_KEY_FILE)
    makes_its_own = not (settings.PRODUCTION or settings.AUDIT_KEY or path.exists())
    if settings.PROCESS == "receiver" or makes_its_own:
        return []
    try:
        signing.public_keys()
    except ImproperlyConfigured as problem:
        return [checks.Error(str(problem), id="audit.E001")]
    return [] if settings.AUDIT_KEY else readable_by_others(path)


@checks.register("audit")
def destinations_are_understood(**_options: Any) -> list[checks.CheckMessage]:
    """A place for checkpoints that nobody can send to is told at start."""
    try:
        for destination in settings.AUDIT_DESTINATIONS:
            destinations.parse(destination)
    except ImproperlyConfigured as problem:
        return [checks.Error(str(problem), id="audit.E002")]
    return []
