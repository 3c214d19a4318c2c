"""«Hjelp»: guides to read and to search in (KP-MENU-002, 003)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from arbeidsrom.core.help import queries
from arbeidsrom.core.help.files import Kind
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request

LONGEST = 100


@require_safe
def help(request: Request) -> HttpResponse:
    """The user guides and the short guides, or what was searched for."""
    searched = request.GET.get("q", "").strip()[:LONGEST]
    actor, language = request.actor, get_language()
    context = {
        "guides": queries.contents(Kind.GUIDE, actor=actor, language=language),
        "short": queries.contents(Kind.SHORT, actor=actor, language=language),
        "searched": searched,
        "hits": queries.search(searched, actor=actor, language=language) if searched else [],
    }
    return page(request, "help/help.html", context)


@require_safe
def help_chapter(request: Request, chapter: str) -> HttpResponse:
    """One guide."""
    try:
        found = queries.get_chapter(chapter, actor=request.actor, language=get_language())
    except queries.NoSuchChapter as error:
        raise Http404 from error
    return page(request, "help/chapter.html", {"chapter": found, "more": found.parts[1:]})
