"""How an app declares what its columns hold about people (GDPR art. 30, PL-AUD-004).

Each app has ``privacy.py`` with ``ACTIVITIES``, the processing it does, and ``MODELS``, every field of every model:

```python
MODELS = {
    "Member": {
        **special("membership.register", {"member_number": _("Member number"), "details": _("Name and e-mail")}),
        **not_personal("id", "public_id", "tenant"),
    },
}
```

Each personal field is declared with what it holds in plain words, for whoever reads the register of processing
activities. A test fails when a field or its words are missing, so that nothing personal is stored without a purpose and
an end; and when a limit in days, months or years names no job (``erased_by``) that carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text: TypeAlias = str | _StrPromise
else:
    Text = str


class Category(StrEnum):
    """How sensitive something about a person is."""

    ORDINARY = "ordinary"
    SPECIAL = "special"
    """Special categories, GDPR art. 9: among them that somebody is a member of a union, and health."""
    NATIONAL_ID = "national_id"
    """The national identity number, the Personal Data Act § 12."""


@dataclass(frozen=True, slots=True)
class Activity:
    """A processing activity: what is done with whose data, why, on what legal basis, who gets it, and until when."""

    key: str
    name: Text
    purpose: Text
    people: Text
    basis: Text
    recipients: Text
    retention: Text
    security: Text = ""
    erased_by: str = ""
    """The periodic job that carries the limit out."""


@dataclass(frozen=True, slots=True)
class Personal:
    """A field that holds something about a person; without a retention of its own it has its activity's."""

    category: Category
    activity: str
    words: Text
    """What the field holds, as a reader who has never seen a database says it."""
    retention: Text = ""
    erased_by: str = ""


@dataclass(frozen=True, slots=True)
class NotPersonal:
    """A field that says nothing about any person."""


Declaration: TypeAlias = Personal | NotPersonal
Fields: TypeAlias = Mapping[str, Declaration]


def ordinary(
    activity: str, fields: Mapping[str, Text], *, retention: Text = "", erased_by: str = ""
) -> dict[str, Declaration]:
    """Fields with ordinary personal data."""
    return _personal(Category.ORDINARY, activity, fields, retention, erased_by)


def special(
    activity: str, fields: Mapping[str, Text], *, retention: Text = "", erased_by: str = ""
) -> dict[str, Declaration]:
    """Fields with, or showing, special categories of personal data."""
    return _personal(Category.SPECIAL, activity, fields, retention, erased_by)


def national_id(
    activity: str, fields: Mapping[str, Text], *, retention: Text = "", erased_by: str = ""
) -> dict[str, Declaration]:
    """Fields with national identity numbers, or hashes of them."""
    return _personal(Category.NATIONAL_ID, activity, fields, retention, erased_by)


def not_personal(*fields: str) -> dict[str, Declaration]:
    """Fields that say nothing about any person: keys, states, settings."""
    return dict.fromkeys(fields, NotPersonal())


def _personal(
    category: Category, activity: str, fields: Mapping[str, Text], retention: Text, erased_by: str
) -> dict[str, Declaration]:
    return {name: Personal(category, activity, words, retention, erased_by) for name, words in fields.items()}
