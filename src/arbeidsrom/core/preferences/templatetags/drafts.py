"""Forms that save themselves: ``{% load drafts %}``.

``<form data-draft>`` with ``{% draft_field "workspace.create_case" about %}`` in it; the view fills the form with
``web.unfinished.begun(...).initial`` and gives the template the draft for ``{% draft_notice %}``.
"""

from __future__ import annotations

from uuid import UUID

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from arbeidsrom.core.preferences import drafts
from arbeidsrom.web.components.formats import moment
from arbeidsrom.web.unfinished import Unfinished

register = template.Library()


@register.simple_tag(takes_context=True)
def draft_field(context: RequestContext, form: str, about: UUID | None = None) -> SafeString:
    """Which draft the form is, and where the word that it is saved appears."""
    return _field(context, form, about, reverse("keep_draft"))


@register.simple_tag(takes_context=True)
def kept_form_field(context: RequestContext, form: str, about: UUID | None = None) -> SafeString:
    """For a form that saves itself in a way of its own: it is kept when it is sent after the session has ended."""
    return _field(context, form, about, "")


def _field(context: RequestContext, form: str, about: UUID | None, keep_url: str) -> SafeString:
    saves_itself = format_html(' data-keep-url="{}"', keep_url) if keep_url else ""
    return format_html(
        '<input type="hidden" name="{}" value="{}"{}>'
        '<p class="form-note" data-draft-said role="status" data-signed-out="{}"></p>',
        drafts.FIELD,
        drafts.signed_name(context["request"].actor, form, about),
        saves_itself,
        gettext("You have been signed out. Sign in in another tab, and go on here: nothing is lost."),
    )


@register.inclusion_tag("preferences/draft_notice.html", takes_context=True)
def draft_notice(
    context: RequestContext, draft: Unfinished | None, form: str, about: UUID | None = None
) -> dict[str, object]:
    """That one goes on where one left, and the way to begin anew. Stands outside the form."""
    request = context["request"]
    return {
        "saved_at": moment(draft.saved_at) if draft else "",
        "name": drafts.signed_name(request.actor, form, about),
        "path": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }
