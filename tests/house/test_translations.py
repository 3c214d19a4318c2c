"""Every text of the program exists in bokmål and nynorsk; the English is in the code (PL-UI-001)."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.req("PL-UI-001")
def test_every_text_is_translated_into_bokmal_and_nynorsk():
    faults = StringIO()
    try:
        call_command("messages", "--check", stderr=faults)
    except CommandError:
        pytest.fail(faults.getvalue())
