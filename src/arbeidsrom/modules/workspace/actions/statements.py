"""Filling in and finishing the case statement form (KL-CASE-012)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from arbeidsrom.core.vault import actions as vault
from arbeidsrom.core.vault.actions import StoredContent
from arbeidsrom.core.vault.models import Document
from arbeidsrom.lib.actor import Actor
from arbeidsrom.lib.papers.content import Language
from arbeidsrom.lib.papers.pdf import as_pdf
from arbeidsrom.lib.papers.word import as_word
from arbeidsrom.lib.refusals import ChangedMeanwhile, Refused
from arbeidsrom.modules.workspace import access
from arbeidsrom.modules.workspace.actions import documents
from arbeidsrom.modules.workspace.actions.timeline import author_of, record
from arbeidsrom.modules.workspace.models import Case, CaseDocument, Origin, StatementDraft
from arbeidsrom.modules.workspace.queries import cases, statements
from arbeidsrom.modules.workspace.queries.facts import facts_of
from arbeidsrom.modules.workspace.rules.titles import CASE_STATEMENT, dated_title, title_proposals
from arbeidsrom.modules.workspace.statements.answers import Answers, missing
from arbeidsrom.modules.workspace.statements.paper import statement_paper

ONE_SITTING = timedelta(minutes=15)


class NotFilledIn(Refused):
    """The form lacks something that the competence centre needs."""


@transaction.atomic
def save_statement(
    case_id: UUID,
    answers: Answers,
    *,
    lock_version: int,
    sitting: UUID | None = None,
    by_itself: bool = False,
    actor: Actor,
    now: datetime,
) -> StatementDraft:
    """Keep what has been written so far. Saves close to each other are one entry in the log.

    A page that saves by itself may do so while its writer presses the button: the press then carries an earlier number
    but the same sitting, and wins. A save by itself that comes late is refused.
    """
    case = cases.get_case(case_id, actor=actor, lock=True)
    access.may_work_on(actor, case).or_refuse()

    draft = statements.draft_of(case, lock=True) or StatementDraft(case=case)
    is_own = sitting is not None and draft.sitting == sitting and not by_itself
    if draft.lock_version != lock_version and not is_own:
        raise ChangedMeanwhile(
            _("Somebody else has written in the form since you opened it. Open it again to see what they wrote.")
        )
    by = author_of(actor)
    is_new_sitting = draft.pk is None or draft.saved_by != by or now - draft.saved_at > ONE_SITTING
    draft.answers, draft.saved_at, draft.saved_by, draft.sitting = answers.to_keep(), now, by, sitting
    draft.lock_version += 1
    draft.save()
    if is_new_sitting:
        record("workspace.statement.saved", case, actor=actor, now=now)
    return draft


def finish_statement(
    case_id: UUID, *, lock_version: int, language: Language, actor: Actor, now: datetime, today: date
) -> StatementDraft:
    """Make the form into a PDF and a Word document of the case; made again, they become new versions.

    The files are made and sealed before the transaction that writes them down.
    """
    case = cases.get_case(case_id, actor=actor)
    access.may_work_on(actor, case).or_refuse()
    draft = statements.draft_of(case)
    answers = statements.answers_of(case, draft, today=today)
    lacking = missing(answers, case.subject)
    if draft is None or lacking:
        raise NotFilledIn(
            _("The form is not filled in: %(what)s.") % {"what": ", ".join(str(one.label) for one in lacking)}
        )

    with override(language):
        title = dated_title(str(next(one.title for one in title_proposals() if one.key == CASE_STATEMENT)), today)
        paper = statement_paper(answers, facts_of(case, today=today), dated=today, language=language)
    name = f"saksfremstilling-{case.year}-{case.number}"
    made = [
        vault.receive([content], holder=case.holder, file_name=f"{name}.{ending}", length=len(content))
        for ending, content in (("pdf", as_pdf(paper)), ("docx", as_word(paper)))
    ]
    return _file(case_id, made, title=title, lock_version=lock_version, actor=actor, now=now, today=today)


@transaction.atomic
def _file(
    case_id: UUID,
    made: list[StoredContent],
    *,
    title: str,
    lock_version: int,
    actor: Actor,
    now: datetime,
    today: date,
) -> StatementDraft:
    """Write the two files down as documents of the case."""
    case = cases.get_case(case_id, actor=actor, lock=True)
    draft = statements.draft_of(case, lock=True)
    if draft is None or draft.lock_version != lock_version:
        raise ChangedMeanwhile(
            _("Somebody else has written in the form since you opened it. Open it again to see what they wrote.")
        )
    pdf, word = made
    draft.pdf = _document(case, draft.pdf, pdf, title=title, actor=actor, now=now, today=today)
    draft.word = _document(case, draft.word, word, title=f"{title} (Word)", actor=actor, now=now, today=today)
    draft.finished_at = now
    draft.lock_version += 1
    draft.save(update_fields=["pdf", "word", "finished_at", "lock_version"])
    record("workspace.statement.finished", case, actor=actor, now=now, document=str(draft.pdf))
    return draft


def _document(
    case: Case, earlier: UUID | None, content: StoredContent, *, title: str, actor: Actor, now: datetime, today: date
) -> UUID:
    """A new document, or a new version of the one made before if that is still in the case."""
    made_before = CaseDocument.objects.select_related("document").filter(case=case)
    row = made_before.filter(document__public_id=earlier).first() if earlier else None
    if row is None:
        version = documents.add_document(
            case.public_id,
            content,
            title=title,
            dated=today,
            kind=CASE_STATEMENT,
            origin=Origin.MADE,
            actor=actor,
            now=now,
        )
        return version.document.public_id
    document: Document = row.document
    documents.add_version(case.public_id, document.public_id, content, actor=actor, now=now)
    vault.describe(
        document.public_id, title=title, dated=today, kind=CASE_STATEMENT, lock_version=document.lock_version
    )
    return document.public_id
