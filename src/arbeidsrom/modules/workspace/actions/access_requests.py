"""A member asks for access to everything in their case (KL-CASE-015, GDPR art. 15)."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from arbeidsrom.core.privacy import package
from arbeidsrom.core.privacy.collectors import DataSection, DataSubject
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.papers.content import Language
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import documents
from arbeidsrom.modules.workspace.data_subject import of_member_in, without
from arbeidsrom.modules.workspace.models import Case, CaseParty, PartyRole
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.rules.titles import dated_title

KIND = "access_copy"


class NoReason(Refused):
    """Something is left out, and nobody has said why."""


def written_out(case: Case, *, party: UUID, language: Language, actor: Actor) -> tuple[CaseParty, DataSection]:
    """The member who asks, and all that is written in the case, to be read through as the member will read it."""
    access.may_give_out(actor, case).or_refuse()
    member = case.parties.select_related("case").get(public_id=party, role=PartyRole.MEMBER)
    with override(language):
        return member, of_member_in(case, member)


def fingerprint(section: DataSection) -> str:
    """Tells whether two readings are the same to the letter, and nothing of what stands in them."""
    told = [[row.key, row.heading, [[one.label, one.value] for one in row.facts]] for row in section.records]
    return salted_hmac("workspace.access_copy", json.dumps(told), algorithm="sha256").hexdigest()


def write_out_case(
    case_id: UUID,
    *,
    party: UUID,
    shown: str,
    left_out: Collection[str] = (),
    reason: str = "",
    language: Language,
    actor: Actor,
    now: datetime,
    today: date,
) -> DocumentVersion:
    """What is written in the case as one paper for the member, to be shared with its documents.

    ``shown`` is the fingerprint of what the steward has read through: what was written since is read first. What would
    harm somebody else can be left out; the reason stands in its place (GDPR art. 12(4) and 15(4)).
    """
    if left_out and not reason.strip():
        raise NoReason(_("Say why something is left out. The member reads the reason."))
    case = cases.get_case(case_id, actor=actor)
    member, section = written_out(case, party=party, language=language, actor=actor)
    if not constant_time_compare(fingerprint(section), shown):
        raise ChangedMeanwhile(
            _("Something in the case has changed since you opened the page. Read it through again before you give it.")
        )
    with override(language):
        title = dated_title(_("Access to the case"), today)
        section = without(section, left_out, reason=reason)
        paper = package.paper(DataSubject(member.name), [section], made_by=actor.label, now=now)
    made = as_pdf(paper)
    content = vault.receive([made], holder=case.holder, file_name=f"{title}.pdf", length=len(made))
    return documents.add_copy(case_id, content, title=title, dated=today, kind=KIND, actor=actor, now=now)
