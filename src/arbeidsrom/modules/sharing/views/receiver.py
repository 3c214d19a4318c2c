"""The receiver's page: link, reference, code, then what was sent. No account, no script, no cookie before the code."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arbeidsrom.modules.sharing.actions import deliveries, openings
from arbeidsrom.modules.sharing.queries import openings as opened_shipments
from arbeidsrom.modules.sharing.queries.openings import NotAvailable, OpenShipment
from arbeidsrom.modules.sharing.receiver_cookie import Cookie, drop_cookie, read_cookie, read_cookies, set_cookie
from arbeidsrom.modules.sharing.receiver_forms import CodeForm, LinkAndReferenceForm
from arbeidsrom.modules.sharing.rules import links
from arbeidsrom.web.pages import plain_page

COME_BACK_AFTER = 60

Opened = Callable[..., HttpResponseBase]


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Nothing lies here; the way in is the link."""
    return HttpResponseRedirect(reverse("receiver_open"))


@require_http_methods(["GET", "HEAD", "POST"])
def open_shipment(request: HttpRequest) -> HttpResponse:
    """Ask for reference and code. To look at the page reveals nothing, changes nothing and uses nothing up."""
    if request.method != "POST":
        return _step(request, LinkAndReferenceForm())
    if "code" not in request.POST:
        form = LinkAndReferenceForm(request.POST)
        return _step(request, CodeForm(initial=form.cleaned_data)) if form.is_valid() else _step(request, form)
    code_form = CodeForm(request.POST)
    if not code_form.is_valid():
        return _step(request, code_form if set(code_form.errors) == {"code"} else LinkAndReferenceForm(request.POST))
    return _try(request, code_form)


def _try(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """One try. Every refusal of what was tried takes at least the same time and says the same."""
    began, said = time.monotonic(), form.cleaned_data
    token = links.read_token(said["link_key"])
    try:
        secret = openings.open_with_code(
            token=token, reference=said["reference"], code=said["code"], origin=origin_of(request), now=timezone.now()
        )
    except openings.AddressLimited as limit:  # at once: it says nothing about the link, and would hold a thread
        return _step(request, LinkAndReferenceForm(initial=said), wait_until=limit.until)
    except openings.WaitFirst as wait:
        answer = _step(request, LinkAndReferenceForm(initial=said), wait_until=wait.until)
    except openings.NotOpened:
        answer = _step(request, LinkAndReferenceForm(initial=said), refused=True)
    except openings.NoTurn:
        answer = _step(request, CodeForm(initial={**said, "code": ""}), status=503, crowded=True)
        answer["Retry-After"] = str(COME_BACK_AFTER)
    else:
        return _opened(request, said["reference"], secret)
    _take_as_long_as_any(began)
    return answer


def _opened(request: HttpRequest, reference: str, secret: bytes) -> HttpResponse:
    """To the shipment, which has a cookie of its own; a browser keeps no more than some of them."""
    response = HttpResponseRedirect(reverse("receiver_content", args=[reference]))
    others = {of: cookie.secret for of, cookie in read_cookies(request).items() if of != reference}
    for closed in openings.close_oldest(others):
        drop_cookie(response, closed)
    set_cookie(response, reference, Cookie(secret, translation.get_language() or ""))
    return response


def _take_as_long_as_any(began: float) -> None:
    """Wait until the fixed time is over, or the next multiple of it; the database is not kept waiting meanwhile."""
    let_go_of_database()
    floor = settings.SHARING_REFUSAL_TAKES
    if floor > 0:
        time.sleep(floor - (time.monotonic() - began) % floor)


def _step(request: HttpRequest, form: LinkAndReferenceForm, *, status: int = 200, **context: Any) -> HttpResponse:
    """The page with one step of the form; the same whoever asks and whatever the link is."""
    found = {"form": form, "is_code": isinstance(form, CodeForm), **context}
    return plain_page(request, "sharing/receiver/open.html", found, status=status)


def with_open_shipment(view: Opened) -> Opened:
    """Only where the right code was given for the shipment of this address; else the page says nothing is available."""

    def wrapped(request: HttpRequest, reference: str, *args: Any, **options: Any) -> HttpResponseBase:
        cookie = read_cookie(request, reference)
        try:
            opened = opened_shipments.open_shipment(cookie.secret, reference=reference, now=timezone.now())
            response = view(request, opened, *args, **options)
        except NotAvailable:
            closed = plain_page(request, "sharing/receiver/not_available.html", status=404)
            drop_cookie(closed, reference)
            return closed
        chosen = request.GET.get("language", "")
        if chosen and chosen != cookie.language and chosen in dict(settings.LANGUAGES):
            set_cookie(response, reference, Cookie(cookie.secret, chosen))
        return response

    return wrapped


def to_content(opened: OpenShipment) -> str:
    """Where the opened shipment is shown."""
    return reverse("receiver_content", args=[opened.shipment.reference])


@require_safe
@with_open_shipment
def show_content(request: HttpRequest, opened: OpenShipment) -> HttpResponse:
    """Sender and purpose first, then the message and the documents."""
    said = opened.manifest
    delivered = opened_shipments.delivered_places(opened)
    context = {
        "said": said,
        "reference": opened.shipment.reference,
        "expires_at": opened.generation.expires_at,
        "ends_at": opened.ends_at,
        "documents": [(document, document.place in delivered) for document in said.documents],
        "total_size": sum(document.size for document in said.documents),
        "answers": opened_shipments.answers_given(opened),
        "is_completed": opened.generation.used_up_at is not None,
        "answered": request.GET.get("svar") == "takk",
    }
    return plain_page(request, "sharing/receiver/content.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_open_shipment
def complete(request: HttpRequest, opened: OpenShipment) -> HttpResponse:
    """«Jeg har mottatt alt»: asked once more, for the code stops working."""
    now = timezone.now()
    if request.method == "POST":
        deliveries.complete_shipment(opened, origin=origin_of(request), now=now)
        return HttpResponseRedirect(to_content(opened))
    ends_at = min(opened.ends_at, now + deliveries.GRACE)
    context = {"said": opened.manifest, "reference": opened.shipment.reference, "ends_at": ends_at}
    return plain_page(request, "sharing/receiver/complete.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def wrong_receiver(request: HttpRequest, reference: str = "") -> HttpResponse:
    """«Feil mottaker»: for somebody who got what was not meant for them, with or without the code."""
    if request.method != "POST":
        return plain_page(request, "sharing/receiver/wrong.html", {"done": False, "reference": reference})
    hashed = _hash_of_link(request, reference)
    if hashed is not None:
        deliveries.report_wrong_receiver(token_hash=hashed, origin=origin_of(request), now=timezone.now())
    response = plain_page(request, "sharing/receiver/wrong.html", {"done": True})
    if reference:
        drop_cookie(response, reference)
    return response


def _hash_of_link(request: HttpRequest, reference: str) -> bytes | None:
    """Which link it is about: the one of this address if it is open in this browser, else the one that was pasted."""
    try:
        secret = read_cookie(request, reference).secret
        opened = opened_shipments.open_shipment(secret, reference=reference, now=timezone.now())
    except NotAvailable:
        try:
            return links.token_hash(links.read_token(request.POST.get("link_key", "")))
        except links.MistypedLinkKey:
            return None
    return bytes(opened.generation.token_hash)


@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the shipment on a computer that others use too."""
    openings.close_session(read_cookie(request, reference).secret)
    response = plain_page(request, "sharing/receiver/closed.html")
    drop_cookie(response, reference)
    return response


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens with the data, in plain words."""
    return plain_page(request, "sharing/receiver/privacy.html")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether this process can answer; asks the database for nothing but a sign of life."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def origin_of(request: HttpRequest) -> str:
    """The network address that the request comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def let_go_of_database() -> None:
    """Give the connection back before something slow; not inside a transaction."""
    if not connection.in_atomic_block:
        connection.close()
