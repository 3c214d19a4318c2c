"""An independent tester of SCIM 2.0 finds nothing wrong with the service."""

from __future__ import annotations

import pytest
from django.test.client import ClientHandler
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from arbeidsrom.core.api_clients.tests.clients import a_client, a_token
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def whole_program(environ, start_response):
    """The program as a web server calls it, every middleware included, within the test's transaction."""
    response = ClientHandler()(environ)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.headers.items()))
    return [response.content]


@pytest.mark.req("PL-ORG-004")
def test_the_independent_conformance_tester_passes(cast: Cast) -> None:
    token = a_token(cast, a_client(cast, cast.union, "api.provisioner", per_minute=5000), days=400)
    client = WSGISCIMClient(
        whole_program,
        base_url="http://testserver/scim/v2",
        headers={"Authorization": f"Bearer {token}"},
    )

    results = check_server(client)

    wrong = [f"{one.title}: {one.reason}" for one in results if one.status not in (Status.SUCCESS, Status.SKIPPED)]
    assert wrong == []
    assert len([one for one in results if one.status is Status.SUCCESS]) > 30
