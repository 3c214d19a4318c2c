"""What the cases of the clubs know about a member, for the member's right of access (KL-CASE-015, PL-AUD-003)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import chain

from django.utils.translation import gettext as _

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.membership.models import Member
from arbeidsrom.core.privacy.collectors import DataSection, DataSubject, Fact, Record, fact
from arbeidsrom.core.vault import queries as vault
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.decisions import denied
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.models import Case, CaseEvent, CaseParty, EventKind
from arbeidsrom.modules.workspace.queries import search
from arbeidsrom.modules.workspace.queries.cases import outcome_label, position_name
from arbeidsrom.modules.workspace.queries.consents import covered_by
from arbeidsrom.modules.workspace.rules.timeline import sentence
from arbeidsrom.web.components.formats import moment, plain_date

DOCUMENT = "document:"
"""What the key of a document's record begins with."""


def of_member(subject: DataSubject, actor: Actor) -> Iterable[DataSection]:
    """The cases that concern the member: in full where the actor works with the case, else that there is one."""
    member = Member.objects.filter(public_id=subject.member).first() if subject.member else None
    if member is None:
        return []
    concerned = search.cases_concerning(member.public_id)
    cases = list(
        concerned.select_related("club", "type", "employer", "responsible__person", "responsible__unit").order_by("id")
    )
    seen = set(access.visible_cases(actor).filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True))
    keys.open_holders([case for case in cases if case.pk in seen])
    records = [
        record
        for case in cases
        for record in told(case, search.member_index(case.tenant, member.public_id), in_full=case.pk in seen)
    ]
    return [
        DataSection(
            key="workspace.cases",
            title=_("Cases"),
            records=tuple(records),
            note=_("The steward responsible gives out the content of the cases that only the number of is given here.")
            if len(seen) < len(cases)
            else "",
            correction=_("A steward of the case corrects what is wrong in it."),
            erasure=denied(_("A case is kept until its retention time has passed, and then deleted for good.")),
        )
    ]


def of_member_in(case: Case, party: CaseParty) -> DataSection:
    """One case with everything in it, as it is given to a member whose case it is (KL-CASE-015)."""
    records = told(case, bytes(party.member_index or b""), in_full=True)
    return DataSection(key="workspace.case", title=number_of(case), records=tuple(records))


def without(section: DataSection, left_out: Collection[str], *, reason: str) -> DataSection:
    """The same without what would harm somebody else (GDPR art. 15(4)): that it is left out, and why, stands there."""
    instead = (fact("left_out", _("Left out"), reason),)
    records = (replace(row, facts=instead) if row.key in left_out else row for row in section.records)
    return replace(section, records=tuple(records))


def told(case: Case, index: bytes, *, in_full: bool) -> list[Record]:
    """A case: its number and responsible, and where it may be given out all that stands in it. Six queries a case."""
    facts: tuple[Fact, ...] = (
        fact("state", _("State"), case.get_state_display()),
        fact("opened_on", _("Opened"), plain_date(case.opened_on)),
        fact("closed_on", _("Closed"), plain_date(case.closed_on)),
        fact("responsible", _("Responsible"), position_name(case.responsible)),
    )
    if not in_full:
        return [Record(number_of(case), facts)]
    content = (
        fact("type", _("Type of case"), case.type.name),
        fact("title", _("Title"), case.title),
        fact("summary", _("Summary"), case.summary),
        fact("group", _("Group"), case.group),
        fact("waiting_for", _("What the case waits for"), case.waiting_for),
        fact("waiting_until", _("Waits until"), plain_date(case.waiting_until)),
        fact("employer", _("Employer"), case.employer.name if case.employer else ""),
        fact("workplace", _("Workplace"), case.workplace),
        fact("outcome", _("Outcome"), outcome_label(case.outcome)),
    )
    records = (parties(case, index), consents(case, index), deadlines(case), documents(case), events(case, index))
    about = Record(_("%(case)s: what it is about") % {"case": number_of(case)}, content, key=f"case:{case.public_id}")
    return [Record(number_of(case), facts), about, *chain.from_iterable(records)]


def number_of(case: Case) -> str:
    """«Sak 2026/14, Sykehusklubben»."""
    return _("Case %(number)s, %(club)s") % {"number": f"{case.year}/{case.number}", "club": case.club.name}


def parties(case: Case, index: bytes) -> list[Record]:
    """Whom the case concerns; of other members only that they have a part in it, of others no contact."""
    found = list(case.parties.order_by("id"))
    keys.open_holders(found)
    return [
        Record(
            _("%(case)s: party") % {"case": number_of(case)},
            (
                fact("role", _("Role"), party.get_role_display()),
                fact("name", _("Name"), "" if is_other_member(party, index) else party.name),
                fact("contact", _("Contact"), party.contact if is_self(party, index) else ""),
            ),
            key="" if is_self(party, index) else f"party:{party.public_id}",
        )
        for party in found
    ]


def is_self(party: CaseParty, index: bytes) -> bool:
    """Whether the party is the member who asks."""
    return party.member_index is not None and bytes(party.member_index) == index


def is_other_member(party: CaseParty, index: bytes) -> bool:
    """Whether the party is another member, whose membership is nobody else's to know."""
    return party.member_index is not None and not is_self(party, index)


def consents(case: Case, index: bytes) -> list[Record]:
    """What the member has agreed to."""
    found = list(case.consents.filter(party__member_index=index).order_by("given_on", "id"))
    keys.open_holders(found)
    return [
        Record(
            _("%(case)s: consent") % {"case": number_of(case)},
            (
                fact("kind", _("Kind"), consent.get_kind_display()),
                fact("form", _("How it was given"), consent.get_form_display()),
                fact("given_on", _("Given"), plain_date(consent.given_on)),
                fact("last_day", _("Last day it holds"), plain_date(consent.last_day)),
                fact("withdrawn_on", _("Withdrawn"), plain_date(consent.withdrawn_on)),
                fact("receivers", _("Receivers that it covers"), ", ".join(covered_by(consent))),
                fact("scope", _("What it covers"), consent.scope),
            ),
        )
        for consent in found
    ]


def deadlines(case: Case) -> list[Record]:
    """What had to be done by when."""
    found = list(case.deadlines.order_by("due", "id"))
    keys.open_holders(found)
    return [
        Record(
            _("%(case)s: deadline") % {"case": number_of(case)},
            (
                fact("label", _("What must be done"), deadline.label),
                fact("due", _("Day"), plain_date(deadline.due)),
                fact("state", _("State"), deadline.get_state_display()),
            ),
            key=f"deadline:{deadline.public_id}",
        )
        for deadline in found
    ]


def documents(case: Case) -> list[Record]:
    """Which documents the case holds; the files themselves are given through sharing."""
    ids = case.documents.order_by("id").values_list("document__public_id", flat=True)
    newest = {version.document_id: version for version in reversed(vault.versions_of(ids))}
    return [
        Record(
            _("%(case)s: document") % {"case": number_of(case)},
            (
                fact("title", _("Title"), version.document.title),
                fact("dated", _("Dated"), plain_date(version.document.dated)),
                fact("file_name", _("File"), version.file_name),
            ),
            key=f"{DOCUMENT}{version.document.public_id}",
        )
        for version in newest.values()
    ]


def events(case: Case, index: bytes) -> list[Record]:
    """What has happened in the case; other members are not named in what the program wrote."""
    found = list(case.events.order_by("happened_at", "id"))
    keys.open_holders(found)
    hidden = other_members(case, index)
    return [
        Record(
            _("%(case)s: %(when)s") % {"case": number_of(case), "when": moment(event.happened_at)},
            (
                fact("kind", _("Kind"), event.get_kind_display()),
                fact("heading", _("Heading"), heading_of(event, hidden)),
                fact("text", _("Text"), event.text),
                fact("author", _("By"), event.author),
            ),
            key=key_of(event),
        )
        for event in found
    ]


def key_of(event: CaseEvent) -> str:
    """What is told about a document goes out with the document: the title stands in it."""
    is_about_document = event.kind == EventKind.DOCUMENT and event.about
    return f"{DOCUMENT}{event.about}" if is_about_document else f"event:{event.public_id}"


def other_members(case: Case, index: bytes) -> set[str]:
    """The names of the other members of the case."""
    found = list(case.parties.filter(member_index__isnull=False).exclude(member_index=index))
    keys.open_holders(found)
    return {party.name for party in found}


def heading_of(event: CaseEvent, hidden: set[str]) -> str:
    """What a steward wrote, or the program's sentence."""
    if not event.what:
        return str(event.heading)
    facts = {
        key: _("another member") if isinstance(value, str) and value in hidden else value
        for key, value in (event.facts or {}).items()
    }
    return sentence(event.what, facts)
