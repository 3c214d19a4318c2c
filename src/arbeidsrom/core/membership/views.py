"""The list of members, a member, and messages to members."""

from __future__ import annotations

from dataclasses import replace
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

from arbeidsrom.core.membership import access, actions, panels, rules
from arbeidsrom.core.membership.forms import MessageForm, NoteForm
from arbeidsrom.core.membership.listings import MEMBERS, as_uuid, counted_filters
from arbeidsrom.core.membership.models import Channel, Member
from arbeidsrom.core.membership.queries.lists import MemberRow, members_to_write_to
from arbeidsrom.core.membership.queries.members import details_of, get_member, note_of, sender, transfers_of
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.identity_number import grouped, mask
from arbeidsrom.web import unfinished
from arbeidsrom.web.components.formats import number
from arbeidsrom.web.lists import list_page, ticked
from arbeidsrom.web.pages import page
from arbeidsrom.web.requests import Request


@require_GET
def members(request: Request) -> HttpResponseBase:
    """The members of one's clubs; who was shown is written in the log."""
    actor = request.actor
    access.may_see_lists(actor).or_refuse()
    listing = replace(MEMBERS, filters=counted_filters(actor))
    return list_page(request, listing, "membership/members.html")


@require_GET
def member(request: Request, member_id: UUID) -> HttpResponse:
    """All that the club knows of a member."""
    found = actions.look_at_member(member_id, actor=request.actor, now=timezone.now())
    return page(request, "membership/member.html", _shown(found, request.actor))


@require_POST
def show_identity_number(request: Request, member_id: UUID) -> HttpResponse:
    """The member's page with the identity number unmasked, once."""
    actor = request.actor
    whole = actions.look_at_identity_number(member_id, actor=actor, now=timezone.now())
    context = _shown(get_member(member_id, actor=actor), actor)
    return page(request, "membership/member.html", context | {"identity_number": grouped(whole), "is_masked": False})


@require_http_methods(["GET", "POST"])
def write_note(request: Request, member_id: UUID) -> HttpResponse:
    """The club's note about a member; whoever comes back here after signing in finds it on the member's page."""
    actor = request.actor
    if request.method == "GET":
        return redirect("member", get_member(member_id, actor=actor).public_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        actions.write_note(
            member_id, text=given["text"], lock_version=given["lock_version"], actor=actor, now=timezone.now()
        )
        messages.success(request, _("The note is saved."))
        return redirect("member", member_id)
    return page(request, "membership/member.html", _shown(get_member(member_id, actor=actor), actor, form))


def _shown(member: Member, actor: Actor, form: NoteForm | None = None) -> dict[str, Any]:
    note = note_of(member)
    stored = {"text": note.text if note else "", "lock_version": note.lock_version if note else 0}
    begun = unfinished.begun(actor, "membership.note", member.public_id)
    cases = panels.cases().cases_of(member.public_id, actor=actor, now=timezone.now())
    known = member.identity_number
    return {
        "member": details_of(member),
        "identity_number": mask(known) if known else "",
        "is_masked": bool(known),
        "open_cases": [case for case in cases if case.is_open],
        "closed_cases": [case for case in cases if not case.is_open],
        "new_case_url": panels.cases().new_case_url(member.public_id, actor=actor),
        "transfers": transfers_of(member),
        "may_note": access.may_note(actor, member),
        "may_write": access.may_write(actor),
        "note": note,
        "begun": begun,
        "note_form": form or NoteForm(initial={**stored, **begun.initial}),
    }


@require_http_methods(["POST"])
def write_to_members(request: Request) -> HttpResponse:
    """First the message, then what it looks like and how many get it, then it is sent."""
    actor = request.actor
    access.may_write(actor).or_refuse()
    step = request.POST.get("step", "")
    ids = [public_id for one in ticked(request, MEMBERS) if (public_id := as_uuid(one))]
    chosen = members_to_write_to(ids, actor=actor)
    form = MessageForm(request.POST if step else None)
    if step and form.is_valid():
        if step == "send":
            return _send(request, form, ids)
        if step == "preview":
            return page(request, "membership/preview_message.html", _preview(request, form, chosen))
    return page(request, "membership/write_message.html", {"form": form} | _recipients(request, chosen))


def _send(request: Request, form: MessageForm, ids: list[UUID]) -> HttpResponse:
    given, actor = form.cleaned_data, request.actor
    sent = actions.send_message(
        given["message_id"],
        members=ids,
        channel=Channel(given["channel"]),
        subject=given["subject"],
        text=given["text"],
        sender=sender(actor),
        actor=actor,
        now=timezone.now(),
    )
    count = {"count": number(sent.recipients)}
    messages.success(
        request,
        ngettext(
            "The message is on its way to %(count)s member.",
            "The message is on its way to %(count)s members, each alone.",
            sent.recipients,
        )
        % count,
    )
    return redirect(reverse("members"))


def _preview(request: Request, form: MessageForm, chosen: list[MemberRow]) -> dict[str, Any]:
    given = form.cleaned_data
    reached, without = rules.reached(chosen, given["channel"])
    whole = rules.signed(given["text"], sender(request.actor))
    return {
        "form": form,
        "channel": Channel(given["channel"]),
        "is_sms": given["channel"] == Channel.SMS,
        "subject": given["subject"],
        "whole": whole,
        "parts": rules.sms_parts(whole),
        "reached": len(reached),
        "without": [row.name for row in without],
        "hidden": [(name, given[name]) for name in ("channel", "subject", "text", "message_id")],
    } | _recipients(request, chosen)


def _recipients(request: Request, chosen: list[MemberRow]) -> dict[str, Any]:
    """How the choice of members is carried to the next step: as it was made, ticked or all that match."""
    return {
        "chosen": len(chosen),
        "with_email": len(rules.reached(chosen, Channel.MAIL)[0]),
        "with_phone": len(rules.reached(chosen, Channel.SMS)[0]),
        "all": request.POST.get("all", ""),
        "query": request.POST.get("query", ""),
        "ids": [] if request.POST.get("all") == "1" else request.POST.getlist("ids"),
    }
