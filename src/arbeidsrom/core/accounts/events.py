"""What the log can say about signing in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from arbeidsrom.core.audit.events import Event

EVENTS = (
    Event("accounts.signed_in", _("Signed in.")),
    Event("accounts.session_ended", _("Ended one of the own sessions.")),
    Event("accounts.sign_in_failed", _("Somebody tried to sign in with a wrong password or code.")),
    Event("accounts.passkey_refused", _("Somebody tried to sign in with a passkey that was refused.")),
    Event("accounts.made", _("An account was made when its person signed in for the first time.")),
    Event("accounts.linked", _("A way of signing in was tied to the account.")),
    Event("accounts.unlinked", _("A way of signing in was taken from the account.")),
    Event("accounts.confirmed", _("Showed once more who they are.")),
    Event("accounts.refused", _("Somebody who cannot use the program signed in with a provider, and was refused.")),
    Event("accounts.signed_out_by_provider", _("The provider ended the session.")),
    Event("accounts.locked", _("Signing in was locked for a while after many wrong tries.")),
)
