"""A page with the upload form, and a page that sends a file or all of them."""

import os
from pathlib import Path
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from arbeidsrom.config.urls import urlpatterns as everything
from arbeidsrom.core.vault import actions, destinations, queries, responses
from arbeidsrom.core.vault.models import DocumentVersion

PAGE = """{% load static %}{% get_current_language as LANGUAGE_CODE %}<!doctype html>
<html lang="{{ LANGUAGE_CODE }}"><head><title>Filer</title></head><body><main>
<h1>Filer</h1><ol>{% for name in names %}<li>{{ name }}</li>{% endfor %}</ol>
{% include "vault/upload.html" with destination="test-thing" about=about next=request.path %}
</main><div id="live" role="status"></div></body></html>"""


def keep(content, incoming, actor, now):
    return actions.keep(content, title=incoming.file_name, dated=None, actor=actor, now=now)


def files(request: HttpRequest, holder: UUID) -> HttpResponse:
    versions = DocumentVersion.objects.filter(holder_id=holder).order_by("id")
    context = {"about": holder, "names": [f"{one.file_name} {one.size}" for one in versions]}
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def file(request: HttpRequest, version: UUID) -> HttpResponse:
    return responses.download(request, queries.get_version(version))


def all_files(request: HttpRequest, holder: UUID) -> HttpResponse:
    versions = DocumentVersion.objects.filter(holder_id=holder).order_by("id")
    return responses.send_zip(request, [responses.file_to_send(one) for one in versions], name="alt.zip")


def plain(request: HttpRequest, name: str) -> FileResponse:
    """A file that lies readable, sent by the framework itself: what downloads are compared with."""
    return FileResponse((Path(os.environ["BENCHMARK_FOLDER"]) / name).open("rb"))


destinations.register(destinations.Destination("test-thing", lambda incoming, actor: incoming.about, keep))
urlpatterns = [
    path("things/<uuid:holder>/", files),
    path("things/<uuid:holder>/all/", all_files),
    path("files/<uuid:version>/", file),
    path("plain/<str:name>", plain),
    *everything,
]
