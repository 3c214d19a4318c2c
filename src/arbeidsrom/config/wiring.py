"""Fills the typed registries of lower apps from the apps that are switched on.

An app that has something to hang up (navigation, roles, notification types, job doors, declarations of personal data)
has a module ``wiring`` with a function ``connect()``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


def connect_apps() -> None:
    """Call ``connect()`` of each installed app of the house that has one, lowest first."""
    for app in apps.get_app_configs():
        if app.name.startswith("arbeidsrom.") and app.label != "config" and find_spec(f"{app.name}.wiring"):
            import_module(f"{app.name}.wiring").connect()
    connect_members_to_outbox()


def connect_members_to_outbox() -> None:
    """Messages to members go out by the outbox, which stands above membership."""
    from arbeidsrom.core.membership import sending
    from arbeidsrom.core.notifications import actions

    sending.use(mail=actions.send_mail, sms=actions.send_sms)
