"""What tests with several connections need."""

from __future__ import annotations

import pytest

from arbeidsrom.modules.workspace.models import CaseType
from arbeidsrom.modules.workspace.rules.case_types import shipped_case_types
from tests.cast import Cast, make_cast


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    """The cast and the shipped case types in a database that is emptied afterwards."""
    for order, shipped in enumerate(shipped_case_types(), start=1):
        CaseType.objects.get_or_create(
            key=shipped.key,
            defaults={
                "name_nb": shipped.name.nb,
                "name_nn": shipped.name.nn,
                "name_en": shipped.name.en,
                "retention_years": shipped.retention_years,
                "outcomes": list(shipped.outcomes),
                "steps": [{"nb": step.nb, "nn": step.nn, "en": step.en} for step in shipped.steps],
                "order": order,
            },
        )
    return make_cast()
