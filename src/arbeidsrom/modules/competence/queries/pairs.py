"""Pairs of a person and a requirement, however many, in one condition."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.sql.compiler import SQLCompiler

from arbeidsrom.core.organisation.models import Person
from arbeidsrom.modules.competence.models import Requirement

Pair = tuple[int, int]
"""A person and a requirement."""
Key = tuple[UUID, UUID]
"""The same by their public ids."""


class OneOf(Func):
    """Whether a row's person and requirement are one of the pairs: the database is given two arrays of numbers.

    As a list of thousands of conditions it would take longer to plan than to carry out.
    """

    output_field = BooleanField()

    def __init__(self, pairs: Collection[Pair], person: str = "person_id", requirement: str = "requirement_id") -> None:
        super().__init__(F(person), F(requirement))
        self.pairs = tuple(pairs)

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, list[Any]]:
        """As a row of two columns among the rows of two arrays."""
        sides = [compiler.compile(one) for one in self.get_source_expressions()]
        columns = ", ".join(sql for sql, _params in sides)
        given = [value for _sql, params in sides for value in params]
        arrays = [[person for person, _ in self.pairs], [requirement for _, requirement in self.pairs]]
        return f"({columns}) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))", [*given, *arrays]  # noqa: S608 -- columns of the query


def numbers_of(keys: Collection[Key]) -> Mapping[Key, Pair]:
    """The numbers of those that there are. Two queries."""
    people = dict(Person.objects.filter(public_id__in={one for one, _ in keys}).values_list("public_id", "pk"))
    wanted = {one for _, one in keys}
    requirements = dict(Requirement.objects.filter(public_id__in=wanted).values_list("public_id", "pk"))
    return {
        (person, requirement): (people[person], requirements[requirement])
        for person, requirement in keys
        if person in people and requirement in requirements
    }
