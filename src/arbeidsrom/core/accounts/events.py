"""What the log can say about signing in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event

EVENTS = (
    Event("accounts.signed_in", _("Signed in.")),
    Event("accounts.session_ended", _("Ended one of the own sessions.")),
    Event("accounts.sign_in_failed", _("Somebody tried to sign in with a wrong password or code.")),
    Event("accounts.passkey_refused", _("Somebody tried to sign in with a passkey that was refused.")),
    Event("accounts.locked", _("Signing in was locked for a while after many wrong tries.")),
)
