"""What an installation with the modules of the environment offers, and whether its people can use it.

Run as a process of its own, for the modules are chosen when a process starts. It builds a small demonstration in the
database that the environment names, visits it as everybody there, tells all of it as JSON and leaves nothing behind.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.core.management import call_command, get_commands  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from procrastinate.contrib.django import app as jobs  # noqa: E402

from arbeidsrom.config.demo.build import build  # noqa: E402
from arbeidsrom.config.demo.sizes import Size  # noqa: E402
from arbeidsrom.core.accounts.models import Account  # noqa: E402
from arbeidsrom.core.audit import events  # noqa: E402
from arbeidsrom.core.home import cards  # noqa: E402
from arbeidsrom.core.notifications import outbox, types  # noqa: E402
from arbeidsrom.core.organisation.models import Position  # noqa: E402
from arbeidsrom.core.organisation.queries import held_on  # noqa: E402
from arbeidsrom.core.privacy import collectors, register  # noqa: E402
from arbeidsrom.core.roles import explainers, registry  # noqa: E402
from arbeidsrom.core.roles.models import RoleGrant  # noqa: E402
from arbeidsrom.core.roles.standing import standing_of  # noqa: E402
from arbeidsrom.core.vault import destinations  # noqa: E402
from arbeidsrom.web import navigation  # noqa: E402

TINY = Size("tiny", local_unions=6, clubs=12, members=600, cases=20)


def views(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """The places in the code that answer an address, such as ``sharing.views.desk.desk``."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns)
        else:
            yield f"{pattern.callback.__module__}.{getattr(pattern.callback, '__name__', '')}"


def offered() -> dict[str, list[str]]:
    """Everything that the apps have hung up, each thing under the name of the app it belongs to."""
    jobs.perform_import_paths()
    items = navigation._items.values()
    searches = [search.url_name for search in navigation._searches.values()]
    menu = [resolve(reverse(name)).func.__module__ for name in [*(item.url_name for item in items), *searches]]
    periodic = [task.task.name for task in jobs.periodic_registry.periodic_tasks.values()]
    wanted = [
        held for item in items for held in ([item.permission] if isinstance(item.permission, str) else item.permission)
    ]
    ours = {
        "addresses": views(get_resolver().url_patterns),
        "receiver's addresses": views(get_resolver("arbeidsrom.config.receiver_urls").url_patterns),
        "menu": menu,
        "permissions": [*registry.permissions(), *filter(None, wanted)],
        "names of permissions": registry._registry.permissions,
        "roles": registry.roles(),
        "offices": [role for office in registry.offices().values() for role in office.roles],
        "jobs": [*jobs.tasks, *periodic],
        "events": events.declared(),
        "notifications": [kind.key for kind in types.all_types()],
        "guards of the outbox": [guard.__module__ for guard in outbox._guards.values()],
        "models": [model._meta.label for model in apps.get_models()],
        "privacy declarations": [*register.fields_by_model(), *(label for label, _module in register.declarations())],
        "collectors": [collect.__module__ for collect in collectors._collectors.values()],
        "cards": [make.__module__ for make in cards._makers.values()],
        "explainers": [type(explainer).__module__ for explainer in explainers.explainers().values()],
        "destinations": [one.keep.__module__ for one in destinations._destinations.values()],
        "commands": [str(app) for app in get_commands().values()],
    }
    return {
        kind: sorted(name.removeprefix("arbeidsrom.modules.") for name in set(names)) for kind, names in ours.items()
    }


def following(person_id: int | None, today: date) -> set[str]:
    """The roles that follow from what a person's positions are, which nobody grants."""
    positions = Position.objects.filter(held_on(today), person=person_id)
    known = [standing_of(position, today=today) for position in positions]
    return {one.role for each in known for one in registry.following_from(each.standing)}


def visited() -> dict[str, dict[str, Any]]:
    """For each ready-made user: the roles they hold today, and what home and every page of their menus answer."""
    found = {}
    today = timezone.localdate()
    for account in Account.objects.filter(is_demonstration=True).select_related("person").order_by("id"):
        client = Client()
        client.force_login(account)
        home = client.get(reverse("home"))
        actor = home.wsgi_request.actor
        held = RoleGrant.objects.filter(held_on(today), held_on(today, "position__"), position__person=account.person)
        links = [link.url for place in navigation.Place for link in navigation.links(place, actor, "/")]
        found[account.email] = {
            "roles": sorted({*held.values_list("role", flat=True), *following(account.person_id, today)}),
            "permissions": sorted(actor.permissions),
            "answers": {url: client.get(url, follow=True).status_code for url in links},
        }
    return found


def main() -> None:
    """Tell everything in one line."""
    MigrationLoader(None)  # refuses when a migration needs one of a module that is off
    call_command("check", verbosity=0)
    with transaction.atomic():
        build(TINY)
        told = {"offered": offered(), "visited": visited()}
        transaction.set_rollback(True)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
