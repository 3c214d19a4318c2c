"""Forms that save themselves, and survive a session that ended while they were written.

A form says which draft it is by a signed field (``{% draft_field %}``): only forms that a signed-in person was given
can be kept. A form that is sent after the session ended is sealed under a key that only the sender's browser gets, and
becomes that person's draft when they have signed in again.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict

from arbeidsrom.core.keys import envelope
from arbeidsrom.core.preferences import actions
from arbeidsrom.core.preferences.models import KeptForm
from arbeidsrom.core.preferences.rules import owner_of
from arbeidsrom.lib.actor import Actor

FIELD = "draft"
COOKIE = f"{settings.COOKIE_PREFIX}kept-form"
NEVER_KEPT = frozenset({FIELD, "csrfmiddlewaretoken", "once", "next", "password", "code"})
LONGEST = 200_000
OLDEST_FORM = 60 * 60 * 24


@dataclass(frozen=True, slots=True)
class DraftName:
    """Which form of whom, about what."""

    form: str
    about: UUID | None
    account_id: int
    tenant: UUID


def signed_name(actor: Actor, form: str, about: UUID | None = None) -> str:
    """The value of the form's draft field."""
    return signing.dumps([form, about and str(about), actor.account_id, str(actor.tenant)], salt=FIELD)


def name_in(posted: QueryDict) -> DraftName | None:
    """The draft that a posted form says it is; nothing when it does not say so, or the name is not ours."""
    try:
        form, about, account_id, tenant = signing.loads(posted.get(FIELD, ""), salt=FIELD, max_age=OLDEST_FORM)
    except signing.BadSignature:
        return None
    return DraftName(form, UUID(about) if about else None, account_id, UUID(tenant))


def belongs_to(name: DraftName, actor: Actor) -> bool:
    """Whether the actor is the one the form was given to, in the same tenant."""
    return name.account_id == actor.account_id and name.tenant == actor.tenant


def content_of(posted: QueryDict) -> dict[str, list[str]] | None:
    """What is written in a form, without what is not writing; nothing when it is beyond all measure."""
    content = {name: values for name, values in posted.lists() if name not in NEVER_KEPT}
    return content if len(json.dumps(content)) <= LONGEST else None


def keep_sealed(name: DraftName, content: dict[str, list[str]], response: HttpResponse, *, now: datetime) -> None:
    """Keep a form whose sender has been signed out; the key leaves with the response."""
    key = secrets.token_bytes(32)
    kept = KeptForm(account_id=name.account_id, tenant=name.tenant, form=name.form, about=name.about, kept_at=now)
    kept.content = envelope.seal(key, json.dumps(content).encode(), f"kept-form|{kept.public_id}")
    kept.save()
    value = f"{kept.public_id}.{urlsafe_b64encode(key).decode()}"
    lasts = int(actions.KEPT_FORMS_LAST.total_seconds())
    response.set_cookie(
        COOKIE, value, max_age=lasts, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def fetch_sealed(request: HttpRequest, actor: Actor, *, now: datetime) -> bool:
    """Make the form that waits for this browser the person's draft; says whether there was one."""
    kept_id, _dot, key = request.COOKIES.get(COOKIE, "").partition(".")
    owner, known = owner_of(actor), _uuid(kept_id)
    if owner is None or known is None:
        return False
    fresh = KeptForm.objects.filter(kept_at__gt=now - actions.KEPT_FORMS_LAST)
    kept = fresh.filter(**owner._asdict(), public_id=known).first()
    if kept is None:
        return False
    try:
        plain = envelope.unseal(urlsafe_b64decode(key), bytes(kept.content), f"kept-form|{kept.public_id}")
    except (ValueError, envelope.KeyDoesNotFit):
        return False
    actions.keep_draft(kept.form, kept.about, json.loads(plain), actor=actor, now=now)
    kept.delete()
    return True


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
