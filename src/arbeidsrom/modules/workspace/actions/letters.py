"""Making letters from Word templates, and looking after a unit's own templates (KL-CASE-013)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from arbeidsrom.core.audit import actions as audit
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.models import DocumentVersion
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.papers.content import Language
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import documents
from arbeidsrom.modules.workspace.actions.timeline import author_of
from arbeidsrom.modules.workspace.letters.merging import check, merge
from arbeidsrom.modules.workspace.models import LetterTemplate, Origin
from arbeidsrom.modules.workspace.queries import cases, letters
from arbeidsrom.modules.workspace.queries.facts import facts_of
from arbeidsrom.modules.workspace.queries.letters import ChosenTemplate
from arbeidsrom.modules.workspace.rules.titles import dated_title, title_proposals


def make_letter(
    case_id: UUID,
    template: str,
    answers: Mapping[str, Any],
    *,
    language: Language,
    actor: Actor,
    now: datetime,
    today: date,
) -> DocumentVersion:
    """A Word document of the case, filled from its data, to be read through and gone on with."""
    case = cases.get_case(case_id, actor=actor)
    access.may_work_on(actor, case).or_refuse()
    chosen = letters.chosen(template, case.club, language=language)

    dated = answers.get("dato") or today
    with override(chosen.language):
        facts = facts_of(case, today=today)
    filled = merge(chosen.template.content, facts, {**answers, "dato": dated}, language=chosen.language, now=now)
    title = _title(chosen, dated)
    content = vault.receive([filled], holder=case.holder, file_name=f"{title}.docx", length=len(filled))
    return documents.add_document(
        case_id, content, title=title, dated=dated, kind=chosen.kind, origin=Origin.MADE, actor=actor, now=now
    )


def _title(chosen: ChosenTemplate, day: date) -> str:
    """The title that documents of this kind have, with the letter's date."""
    with override(chosen.language):
        known = {proposal.key: str(proposal.title) for proposal in title_proposals()}
        return dated_title(known.get(chosen.kind, str(chosen.label)), day)


@transaction.atomic
def add_template(
    unit: Unit, *, name: str, language: str, content: bytes, actor: Actor, now: datetime
) -> LetterTemplate:
    """A template for the unit and those below it; refused with the reason when it holds more than fields."""
    access.may_keep_templates(actor, unit).or_refuse()
    checked = check(content)
    template = LetterTemplate.objects.create(
        unit=unit, name=name, language=language, content=checked.content, added_at=now, added_by=author_of(actor)
    )
    _record("workspace.template.added", template, unit, actor=actor, now=now)
    return template


@transaction.atomic
def remove_template(template_id: UUID, *, actor: Actor, now: datetime) -> LetterTemplate:
    """The template is offered no more; letters made from it stay."""
    template = letters.get_template(template_id, actor=actor)
    access.may_keep_templates(actor, template.unit).or_refuse()
    template.removed_at = now
    template.save(update_fields=["removed_at"])
    _record("workspace.template.removed", template, template.unit, actor=actor, now=now)
    return template


def _record(event: str, template: LetterTemplate, unit: Unit, *, actor: Actor, now: datetime) -> None:
    details = {"template": template.name, "unit": unit.name}
    audit.record(event, template.public_id, actor=actor, at=now, tenant=unit.tenant, details=details)
