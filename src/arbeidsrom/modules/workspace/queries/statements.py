"""The case statement form of a case."""

from __future__ import annotations

from datetime import date

from arbeidsrom.modules.workspace.models import Case, StatementDraft
from arbeidsrom.modules.workspace.queries.facts import facts_of
from arbeidsrom.modules.workspace.statements.answers import Answers, prefilled


def draft_of(case: Case, *, lock: bool = False) -> StatementDraft | None:
    """The draft that the case's stewards share, if somebody has begun."""
    drafts = StatementDraft.objects.select_for_update() if lock else StatementDraft.objects
    draft = drafts.filter(case=case).first()
    if draft is not None:
        draft.case = case
    return draft


def answers_of(case: Case, draft: StatementDraft | None, *, today: date) -> Answers:
    """What the form opens with: the draft, or what the case already knows."""
    return Answers.kept(draft.answers) if draft else prefilled(facts_of(case, today=today))
