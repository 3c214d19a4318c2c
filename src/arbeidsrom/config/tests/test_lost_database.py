"""Without its database the program still answers, and says plainly that something is wrong."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = """
import sys, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"accept-language": "nb"})
if len(sys.argv) > 2:
    client.cookies["session"] = "x" * 32
answer = client.get(sys.argv[1])
print(answer.status_code)
print(answer.content.decode())
"""


def asked(address: str, *signed_in: str) -> tuple[str, str]:
    """Status and page of a process whose database nobody answers for."""
    environment = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing"}
    command = [sys.executable, "-c", ASK, address, *signed_in]
    told = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    status, _line, page = told.stdout.partition("\n")
    return status, page.strip()


@pytest.mark.parametrize("address", ["/", "/cases/", "/accounts/login/"])
def test_a_page_without_its_database_is_an_error_page_with_a_reference(address: str) -> None:
    status, page = asked(address, "signed in")
    assert status == "500"
    assert "Noe gikk galt hos oss" in page
    assert "eferanse" in page


def test_the_process_lives_and_is_not_ready() -> None:
    assert asked("/health") == ("200", "ok")
    assert asked("/ready")[0] == "503"
