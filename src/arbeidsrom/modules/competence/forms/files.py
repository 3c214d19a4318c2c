"""Which files can be added, as a form says it."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from arbeidsrom.web.components.formats import file_size


def what_can_be_added() -> str:
    """The kinds, and how large one can be (KP-EIMP-031)."""
    said = {"kinds": ", ".join(settings.ATTACHMENT_KINDS), "size": file_size(settings.ATTACHMENT_MAX)}
    return _("At most %(size)s. One of these kinds: %(kinds)s.") % said


def endings() -> str:
    """What the browser offers when one chooses a file."""
    return ",".join(f".{kind}" for kind in settings.ATTACHMENT_KINDS)
