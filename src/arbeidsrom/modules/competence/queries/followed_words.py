"""The search of «Kompetanseoppfølging»: for employee and requirement together, word for word (KP-FREQ-002)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from arbeidsrom.core.organisation.access import NOTHING
from arbeidsrom.core.organisation.models import Person
from arbeidsrom.core.organisation.queries import with_words
from arbeidsrom.modules.competence.models import Requirement

MOST_WORDS = 6
FEW = 3_000
"""So many ids are named one by one, so that the database knows how few they are; few names are had by more."""
LONGEST_NUMBER = 12


def with_all_words(text: str) -> Q:
    """Each word begins a word of the employee's name or of the requirement's, or is the requirement's ID.

    First it is found what each word can mean, among all names there are: a word that is in no requirement's name is
    asked of people alone, and the other way round. Signs alone find nothing. Two queries for each word.
    """
    found = NOTHING
    for word in text.split()[:MOST_WORDS]:
        named = with_words(word)
        if named:
            meant = _meant("person", Person.objects.filter(named)) | _requirement(word)
            found = meant if found is NOTHING else found & meant
    return found


def with_requirement_words(text: str) -> Q:
    """The same where requirements alone are listed. A query for each word."""
    found = NOTHING
    for word in text.split()[:MOST_WORDS]:
        if with_words(word):
            found = _requirement(word) if found is NOTHING else found & _requirement(word)
    return found


def _requirement(word: str) -> Q:
    """Which requirements it can mean; an e-mail address none."""
    if "@" in word:
        return Q(requirement__in=[])
    named = with_words(word)
    if word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER:
        named |= Q(pk=int(word))
    return _meant("requirement", Requirement.objects.filter(named))


def _meant(name: str, rows: QuerySet[Any]) -> Q:
    few = list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
    return Q(**{f"{name}__in": few if len(few) <= FEW else rows.values("pk")})
