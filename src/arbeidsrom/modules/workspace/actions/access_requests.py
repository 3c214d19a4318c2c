"""A member asks for access to everything in their case (KL-CASE-015, GDPR art. 15)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from arbeidsrom.core.privacy import package
from arbeidsrom.core.privacy.collectors import DataSubject
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.papers.content import Language
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import documents
from arbeidsrom.modules.workspace.data_subject import of_member_in
from arbeidsrom.modules.workspace.models import Origin, PartyRole
from arbeidsrom.modules.workspace.queries import cases
from arbeidsrom.modules.workspace.rules.titles import dated_title

KIND = "access_copy"


def write_out_case(
    case_id: UUID, *, party: UUID, language: Language, actor: Actor, now: datetime, today: date
) -> DocumentVersion:
    """Everything that is written in the case as one paper for the member, to be shared with all its documents."""
    case = cases.get_case(case_id, actor=actor)
    access.may_work_on(actor, case).or_refuse()
    member = case.parties.select_related("case").get(public_id=party, role=PartyRole.MEMBER)
    with override(language):
        title = dated_title(_("Access to the case"), today)
        section = of_member_in(case, member)
        paper = package.paper(DataSubject(member.name), [section], made_by=actor.label, now=now)
    made = as_pdf(paper)
    content = vault.receive([made], holder=case.holder, file_name=f"{title}.pdf", length=len(made))
    return documents.add_document(
        case_id, content, title=title, dated=today, kind=KIND, origin=Origin.MADE, actor=actor, now=now
    )
