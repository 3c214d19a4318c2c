"""Search over cases without readable text in the database: words stand as keyed numbers (KL-CASE-008)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from arbeidsrom.core.keys import queries as keys
from arbeidsrom.core.keys.bulk import blind_indexes
from arbeidsrom.core.organisation.models import Unit
from arbeidsrom.core.vault import tokens
from arbeidsrom.modules.workspace.models import Case, CaseDocument, CaseParty

IN_CASE = "workspace.case-member"
"""The purpose of the hash by which a member is found among the parties of cases."""

NUMBER = re.compile(r"^(?:(\d{4})/)?(\d{1,6})$")
MEMBER_NUMBER = re.compile(r"^\d{4,12}$")


def member_index(tenant: UUID, member: UUID) -> bytes:
    """What a member is found by among the parties of cases."""
    return keys.blind_index(tenant, IN_CASE, str(member))


def cases_concerning(member: UUID) -> QuerySet[Case]:
    """The cases in which a member has a part, whoever may see them, by the hash of each body that answers for cases.

    A case stays with the body that had it when the member, or the club, moves to another.
    """
    tenants = Unit.objects.filter(is_controller=True).values_list("public_id", flat=True)
    indexes = list(blind_indexes(tenants, IN_CASE, str(member)).values())
    return Case.objects.filter(Exists(CaseParty.objects.filter(case=OuterRef("pk"), member_index__in=indexes)))


def tokens_of_case(case: Case, names: Iterable[str], employer: str) -> list[int]:
    """The search numbers of a case: title, group, summary, employer, workplace and everybody's names."""
    text = "\n".join((case.title, case.group, case.summary, case.workplace, employer, *names))
    return tokens.tokens_for(text, keys.word_hasher(case.tenant))


def has_number(text: str) -> Q | None:
    """The filter for a case number, «2026/14» or «14», when the text is one."""
    match = NUMBER.match(text.strip())
    if match is None:
        return None
    year, number = match.groups()
    return Q(number=int(number), **({"year": int(year)} if year else {}))


def may_be_member_number(text: str) -> bool:
    """Whether what was typed can be a member number, which has four digits or more."""
    return MEMBER_NUMBER.match(text.strip()) is not None


def has_words(tenant: UUID, text: str) -> Q:
    """The filter for cases that hold every word of the text, in the case itself or in its documents."""
    found = Q()
    for asked in tokens.query_tokens(text, keys.word_hasher(tenant)):
        words = list(asked)
        documents = CaseDocument.objects.filter(case=OuterRef("pk"))
        in_title = Exists(documents.filter(document__title_tokens__overlap=words))
        in_text = Exists(documents.filter(document__versions__tokens__overlap=words))
        found &= Q(tokens__overlap=words) | in_title | in_text
    return found
