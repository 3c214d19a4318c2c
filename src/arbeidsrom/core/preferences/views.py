"""The person's own choices, and what their lists and forms keep for them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from arbeidsrom.core.preferences import actions, drafts, queries
from arbeidsrom.core.preferences.forms import OpeningViewForm, PreferencesForm, SavedViewForm
from arbeidsrom.core.preferences.look import SESSION_KEY
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request, posted, posted_id


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Request) -> HttpResponse:
    """Choose language and look."""
    account: Any = request.user
    now = {"language": account.language, "look": queries.look_of(account.pk)}
    form = PreferencesForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.choose_language(account.pk, form.cleaned_data["language"])
        actions.choose_look(account.pk, form.cleaned_data["look"])
        request.session[SESSION_KEY] = form.cleaned_data["look"]
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Your choices are saved."))
        return redirect("preferences")
    return page(request, "preferences/preferences.html", {"form": form})


@require_POST
def save_view(request: Request) -> HttpResponse:
    """Keep a list's search, filters and columns under a name."""
    form = SavedViewForm(request.POST)
    back = _back(request)
    if form.is_valid():
        view = actions.save_view(**form.cleaned_data, actor=request.actor, now=timezone.now())
        messages.success(request, _("The view is saved as a tab above the list."))
        mark = "&" if view.query else ""
        return redirect(f"{back}?{view.query}{mark}view={view.public_id}")
    messages.error(request, _("Give the view a name of at most 60 letters."))
    return redirect(back)


@require_POST
def open_list_with(request: Request) -> HttpResponse:
    """Let a list open as it is filtered now, or as it was made."""
    form = OpeningViewForm(request.POST)
    if not form.is_valid():
        raise BadRequest("listing")
    actions.open_list_with(**form.cleaned_data, actor=request.actor, now=timezone.now())
    if form.cleaned_data["query"]:
        messages.success(request, _("The view is saved: the list opens so the next time."))
    else:
        messages.success(request, _("The filters are reset."))
    return redirect(_back(request))


@require_POST
def remove_view(request: Request) -> HttpResponse:
    """Forget one of one's own views."""
    actions.remove_view(posted_id(request, "view"), actor=request.actor)
    messages.success(request, _("The view is removed."))
    return redirect(_back(request))


@require_POST
def choose_columns(request: Request) -> HttpResponse:
    """Choose the columns of a list, or go back to the usual ones."""
    columns = [] if request.POST.get("usual") else request.POST.getlist("columns")[:40]
    actions.choose_columns(
        posted(request, "listing", longest=80), [name.replace("\x00", "")[:80] for name in columns], actor=request.actor
    )
    return redirect(_back(request))


@require_POST
def keep_draft(request: Request) -> HttpResponse:
    """A form saves itself while it is written."""
    actor, name, content = request.actor, drafts.name_in(request.POST), drafts.content_of(request.POST)
    if name is None or content is None or not drafts.belongs_to(name, actor):
        return JsonResponse({"said": _("The draft could not be saved.")}, status=400)
    actions.keep_draft(name.form, name.about, content, actor=actor, now=timezone.now())
    return JsonResponse({"said": _("Draft saved")})


@require_POST
def discard_draft(request: Request) -> HttpResponse:
    """Begin the form anew."""
    actor, name = request.actor, drafts.name_in(request.POST)
    if name is not None and drafts.belongs_to(name, actor):
        actions.discard_draft(name.form, name.about, actor=actor)
    return redirect(_back(request))


def _back(request: Request) -> str:
    where = request.POST.get("next", "")
    return where if url_has_allowed_host_and_scheme(where, {request.get_host()}) else "/"
