"""A module that is switched off leaves nothing behind (PL-MOD-001)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

LOOK = """
import json, django
django.setup()
from django.urls import get_resolver
from procrastinate.contrib.django import app
from arbeidsrom.core.audit import events
from arbeidsrom.core.home import cards
from arbeidsrom.core.notifications import types
from arbeidsrom.core.roles import registry
from arbeidsrom.web import navigation

app.perform_import_paths()
print(json.dumps({
    "addresses": sorted(str(name) for name in get_resolver().reverse_dict if isinstance(name, str)),
    "menu": sorted(navigation._items),
    "permissions": sorted({p for role in registry.roles().values() for p in role.permissions}),
    "offices": sorted(registry.offices()),
    "jobs": sorted(app.tasks),
    "events": sorted(events.declared()),
    "notifications": sorted(kind.key for kind in types.all_types()),
}))
"""
SIGNS = {
    "addresses": {"cases", "shipments"},
    "menu": {"cases", "shipments"},
    "permissions": {"workspace.handle_cases", "sharing.share"},
    "offices": {"club_leader", "centre_desk"},
    "jobs": {"workspace.", "sharing."},
    "events": {"workspace.", "sharing."},
    "notifications": {"workspace.", "sharing."},
}


@cache
def with_modules(modules: str) -> dict[str, Any]:
    """What an installation with these modules offers."""
    environment = os.environ | {"ARBEIDSROM_MODULES": modules, "DJANGO_SETTINGS_MODULE": "arbeidsrom.config.settings"}
    told = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-2000:]
    return dict(json.loads(told.stdout.splitlines()[-1]))


@pytest.mark.req("PL-MOD-001")
@pytest.mark.parametrize("kind", SIGNS)
def test_with_no_module_nothing_of_one_is_left(kind: str) -> None:
    everything, nothing = with_modules("workspace,sharing")[kind], with_modules(",")[kind]

    for sign in SIGNS[kind]:
        assert any(name.startswith(sign) for name in everything)
        assert not any(name.startswith(sign) for name in nothing)


@pytest.mark.req("PL-MOD-001")
def test_sharing_stands_without_the_workspace() -> None:
    sharing = with_modules("sharing")

    assert any(name.startswith("sharing.") for name in sharing["jobs"])
    assert not any(name.startswith("workspace.") for kind in sharing.values() for name in kind)
