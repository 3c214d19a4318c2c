"""What SCIM speaks of here: users, with no more about them than an account needs (RFC 7643)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models.urn import URN

MOST = 200
"""So many users in one answer."""


class Name(ComplexAttribute):
    """What somebody is called."""

    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """An e-mail address."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class PhoneNumber(ComplexAttribute):
    """A telephone number."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class User(Resource[Any]):
    """Somebody who is to be able to sign in."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """How the identity system names the user; unique, whatever the case of its letters."""

    name: Name | None = None
    """What the user is called."""

    active: bool | None = None
    """Whether the user may sign in. Closing it ends what the user is signed in to, at the next request."""

    emails: list[Email] | None = None
    """E-mail addresses; the primary one, else the first, is where messages go."""

    phone_numbers: list[PhoneNumber] | None = None
    """Telephone numbers; the primary one, else the first, is used."""


class EnterpriseUser(Extension):
    """What an employer knows of a user."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    employee_number: Annotated[str | None, CaseExact.true] = None
    """The HR system's number for the person, by which an employee who is known already is found."""


class Member(ComplexAttribute):
    """A user in a group: the id and the address, never the name, which whoever may read users finds there."""

    value: Annotated[str | None, Mutability.immutable, Required.true, CaseExact.true] = None
    """The user's id."""

    ref: Annotated[Reference[User] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    """The user's address."""


class Group(Resource[Any]):
    """Users who belong together. Which role it gives, if any, an administrator here has said."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true, Uniqueness.server] = None
    """The group's name; unique, whatever the case of its letters."""

    members: list[Member] | None = None
    """Who is in it."""


ProvisionedShape = User[EnterpriseUser]  # type: ignore[type-arg]

CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=MOST),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="Bearer token",
            description="A token of an API client with the role to provision users.",
            primary=True,
        )
    ],
)

PROVIDER = ScimProvider(
    models=[User, EnterpriseUser, Group],
    resource_types=[ResourceType.from_resource(ProvisionedShape), ResourceType.from_resource(Group)],
    config=CONFIG,
)
