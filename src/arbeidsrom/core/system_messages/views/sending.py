"""Writing, ordering, stopping and withdrawing: the pages of the system operator."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arbeidsrom.core.system_messages import access, groups, shown
from arbeidsrom.core.system_messages.actions import files, sending, writing
from arbeidsrom.core.system_messages.actions.files import Incoming
from arbeidsrom.core.system_messages.faults import SENTENCES, NotReady, RecipientsChanged
from arbeidsrom.core.system_messages.forms import FileForm, MessageForm, written
from arbeidsrom.core.system_messages.listings import MESSAGES, status_of, title_of
from arbeidsrom.core.system_messages.models import SystemMessage
from arbeidsrom.core.system_messages.queries import recipients
from arbeidsrom.core.system_messages.queries import writing as queries
from arbeidsrom.core.system_messages.states import MessageState
from arbeidsrom.core.vault.states import ScanState
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.web.components.formats import moment, number
from arbeidsrom.web.lists import list_page
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request, posted, posted_id


@require_GET
def system_messages(request: Request) -> HttpResponseBase:
    """All messages, the newest first."""
    access.may_see_messages(request.actor).or_refuse()
    return list_page(request, MESSAGES, "system_messages/messages.html")


@require_http_methods(["GET", "POST"])
def new_system_message(request: Request) -> HttpResponse:
    """A new draft."""
    actor = request.actor
    access.may_send(actor).or_refuse()
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        message = writing.begin_message(form.wording(), actor=actor, now=timezone.now())
        messages.success(request, _("The draft is saved. Now choose who is to get the message."))
        return redirect("system_message_recipients", message.public_id)
    return page(request, "system_messages/write.html", {"form": form, "title_length": len(form["title"].value() or "")})


@require_GET
def system_message(request: Request, system_message_id: UUID) -> HttpResponse:
    """One message: what it says, who gets it, how far it has come, and what can be done with it."""
    message = queries.get_message(system_message_id, actor=request.actor)
    now = timezone.now()
    may_change = access.may_change(request.actor, message)
    count = recipients.count_recipients(message, today=timezone.localdate(now)) if message.is_unsent else 0
    faults = queries.faults_of(message, recipients=count, now=now) if message.is_unsent else []
    return _message_page(
        request,
        "message.html",
        message,
        {
            "groups": recipients.chosen_groups(message),
            "people": recipients.chosen_people(message),
            "files": queries.files_of(message),
            "file_form": FileForm(),
            "count": count,
            "faults": [SENTENCES[fault] for fault in faults],
            "progress": None if message.is_unsent else queries.progress_of(message),
            "may_change": may_change,
            "may_withdraw": access.may_withdraw(request.actor, message),
        },
    )


def _message_page(request: Request, template: str, message: SystemMessage, context: dict[str, Any]) -> HttpResponse:
    head = {"message": message, "heading": title_of(message), "status": status_of(message)}
    return page(request, f"system_messages/{template}", {**head, **context})


@require_http_methods(["GET", "POST"])
def edit_system_message(request: Request, system_message_id: UUID) -> HttpResponse:
    """What it says, how and when; who comes second sees both versions and chooses."""
    actor = request.actor
    message = queries.get_message(system_message_id, actor=actor)
    access.may_change(actor, message).or_refuse()
    form, both = MessageForm(request.POST or None, initial=written(message)), list[tuple[str, str, str]]()
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["lock_version"] or 0
        try:
            writing.change_message(
                system_message_id, form.wording(), lock_version=version, actor=actor, now=timezone.now()
            )
        except ChangedMeanwhile:
            both = _both_versions(form, message)
            form.data = request.POST.dict() | {"lock_version": str(message.lock_version)}
        except NotReady as refusal:
            form.add_faults(refusal.faults)
        else:
            messages.success(request, _("The message is saved."))
            return redirect("system_message", system_message_id)
    length = len(form["title"].value() or "")
    return _message_page(request, "write.html", message, {"form": form, "both": both, "title_length": length})


def _both_versions(form: MessageForm, message: SystemMessage) -> list[tuple[str, str, str]]:
    """Field, what somebody else saved, what this person wrote; where the two differ."""
    saved = written(message)
    mine = {**form.cleaned_data, "videos": "\n".join(form.cleaned_data["videos"])}
    return [
        (str(form.fields[name].label), _as_words(saved[name]), _as_words(mine[name]))
        for name in form.fields
        if name != "lock_version" and saved[name] != mine[name]
    ]


def _as_words(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


@require_GET
def system_message_recipients(request: Request, system_message_id: UUID) -> HttpResponse:
    """Who is to get it: groups that all must belong to, and single people."""
    actor, today = request.actor, timezone.localdate()
    message = queries.get_message(system_message_id, actor=actor)
    access.may_change(actor, message).or_refuse()
    kinds = [(kind.key, str(kind.label)) for kind in groups.kinds()] + [(recipients.PERSON, _("Single people"))]
    kind = request.GET.get("kind", kinds[0][0])
    text = request.GET.get("q", "")[:100]
    known = groups.known(kind)
    context = {
        "groups": recipients.chosen_groups(message),
        "people": recipients.chosen_people(message),
        "count": recipients.count_recipients(message, today=today),
        "kinds": kinds,
        "kind": kind,
        "is_searched": known is None or not known.few,
        "q": text,
        "options": recipients.offered(kind, text, message=message, today=today),
    }
    return _message_page(request, "recipients.html", message, context)


@require_POST
def choose_recipients(request: Request, system_message_id: UUID) -> HttpResponse:
    """One more group or person."""
    actor, now = request.actor, timezone.now()
    access.may_change(actor, queries.get_message(system_message_id, actor=actor)).or_refuse()
    kind = posted(request, "kind")
    if kind == recipients.PERSON:
        person = posted_id(request, "value")
        today = timezone.localdate(now)
        writing.choose_person(system_message_id, person=person, actor=actor, now=now, today=today)
    else:
        value = posted(request, "value", longest=220)
        writing.choose_group(system_message_id, kind=kind, value=value, actor=actor, now=now)
    return _back_to_recipients(system_message_id, kind)


@require_POST
def leave_out_recipients(request: Request, system_message_id: UUID) -> HttpResponse:
    """One group or person less."""
    actor, now = request.actor, timezone.now()
    access.may_change(actor, queries.get_message(system_message_id, actor=actor)).or_refuse()
    kind = posted(request, "kind")
    if kind == recipients.PERSON:
        writing.leave_out_person(system_message_id, person=posted_id(request, "value"), actor=actor, now=now)
    else:
        value = posted(request, "value", longest=220)
        writing.leave_out_group(system_message_id, kind=kind, value=value, actor=actor, now=now)
    return _back_to_recipients(system_message_id, kind)


def _back_to_recipients(message: UUID, kind: str) -> HttpResponse:
    address = reverse("system_message_recipients", args=[message])
    return redirect(f"{address}?kind={kind}" if groups.known(kind) or kind == recipients.PERSON else address)


@require_POST
def add_system_message_file(request: Request, system_message_id: UUID) -> HttpResponse:
    """A picture in the message, or an attachment."""
    form = FileForm(request.POST, request.FILES)
    message = queries.get_message(system_message_id, actor=request.actor)
    access.may_change(request.actor, message).or_refuse()
    if form.is_valid():
        file = form.cleaned_data["file"]
        incoming = Incoming(file.name, file.chunks(), file.size, form.cleaned_data["description"].strip())
        try:
            added = files.add_file(system_message_id, incoming, actor=request.actor, now=timezone.now())
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            _tell_of(request, added.version.scan_state)
            return redirect("system_message", system_message_id)
    return _message_page(request, "add_file.html", message, {"form": form})


def _tell_of(request: Request, scan_state: str) -> None:
    if scan_state == ScanState.INFECTED:
        messages.error(
            request, _("The scanner found malware in the file. Remove it: the message cannot be sent with it.")
        )
    else:
        messages.success(request, _("The file is added."))


@require_POST
def remove_system_message_file(request: Request, system_message_id: UUID, file_id: UUID) -> HttpResponse:
    """A picture or attachment less."""
    files.remove_file(system_message_id, file_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The file is removed."))
    return redirect("system_message", system_message_id)


@require_GET
def preview_system_message(request: Request, system_message_id: UUID) -> HttpResponse:
    """The message as its recipients will see it (KP-MSG-017)."""
    message = queries.get_message(system_message_id, actor=request.actor)
    view = shown.as_recipient(message, queries.files_of(message), sent_at=message.send_at or timezone.now())
    return _message_page(request, "preview.html", message, {"shown": view})


@require_http_methods(["GET", "POST"])
def send_system_message(request: Request, system_message_id: UUID) -> HttpResponse:
    """The number of recipients is shown, and confirmed by sending (KP-MSG-013)."""
    actor, now = request.actor, timezone.now()
    message = queries.get_message(system_message_id, actor=actor)
    access.may_change(actor, message).or_refuse()
    changed = ""
    if request.method == "POST":
        confirmed = request.POST.get("recipients", "")
        try:
            done = sending.order_message(
                system_message_id, confirmed_for=int(confirmed) if confirmed.isdigit() else 0, actor=actor, now=now
            )
        except RecipientsChanged as refusal:
            changed = str(refusal)
        else:
            messages.success(request, _told_of_order(done, is_now=done.send_at is None or done.send_at <= now))
            return redirect("system_message", system_message_id)
    count = recipients.count_recipients(message, today=timezone.localdate(now))
    context = {
        "count": count,
        "changed": changed,
        "groups": recipients.chosen_groups(message),
        "people": recipients.chosen_people(message),
        "faults": [SENTENCES[fault] for fault in queries.faults_of(message, recipients=count, now=now)],
        "is_now": message.send_at is None or message.send_at <= now,
        "is_draft": message.state == MessageState.DRAFT,
    }
    return _message_page(request, "send.html", message, context)


def _told_of_order(message: SystemMessage, *, is_now: bool) -> str:
    count = message.confirmed_for or 0
    if is_now:
        told = ngettext(
            "The message is being sent to %(count)s recipient.",
            "The message is being sent to %(count)s recipients.",
            count,
        )
        return told % {"count": number(count)}
    return _("The message is ordered and will be sent %(moment)s.") % {"moment": moment(message.send_at)}


@require_POST
def stop_system_message(request: Request, system_message_id: UUID) -> HttpResponse:
    """It is not to be sent after all."""
    sending.stop_message(system_message_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The message is stopped and will not be sent."))
    return redirect("system_message", system_message_id)


@require_POST
def take_up_system_message(request: Request, system_message_id: UUID) -> HttpResponse:
    """A stopped message is a draft again."""
    sending.take_up_message(system_message_id, actor=request.actor, now=timezone.now())
    messages.success(request, _("The message is a draft again."))
    return redirect("system_message", system_message_id)


@require_http_methods(["GET", "POST"])
def withdraw_system_message(request: Request, system_message_id: UUID) -> HttpResponse:
    """Take it back from those who have not read it."""
    message = queries.get_message(system_message_id, actor=request.actor)
    access.may_withdraw(request.actor, message).or_refuse()
    if request.method == "POST":
        sending.withdraw_message(system_message_id, actor=request.actor, now=timezone.now())
        messages.success(request, _("The message is withdrawn."))
        return redirect("system_message", system_message_id)
    progress = queries.progress_of(message)
    unread = progress.sent_to - progress.read
    context = {
        "heading": _("Withdraw the message"),
        "consequences": [
            ngettext(
                "It disappears for %(count)s recipient who has not read it.",
                "It disappears for %(count)s recipients who have not read it.",
                unread,
            )
            % {"count": number(unread)},
            _("Those who have read it keep it under «Earlier messages»."),
            _("It cannot be sent again."),
        ],
        "submit": _("Withdraw the message"),
        "cancel_url": reverse("system_message", args=[system_message_id]),
    }
    return page(request, "web/confirm.html", context)


@require_http_methods(["GET", "POST"])
def discard_system_message(request: Request, system_message_id: UUID) -> HttpResponse:
    """Throw away what was never sent."""
    message = queries.get_message(system_message_id, actor=request.actor)
    access.may_change(request.actor, message).or_refuse()
    if request.method == "POST":
        writing.discard_message(system_message_id, actor=request.actor, now=timezone.now())
        messages.success(request, _("The message is discarded."))
        return redirect("system_messages")
    context = {
        "heading": _("Discard the message"),
        "consequences": [
            _("«%(title)s» is deleted, with its pictures and attachments.") % {"title": title_of(message)}
        ],
        "submit": _("Discard"),
        "cancel_url": reverse("system_message", args=[system_message_id]),
    }
    return page(request, "web/confirm.html", context)
