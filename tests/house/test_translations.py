"""Every text of the program exists in bokmål and nynorsk; the English is in the code (PL-UI-001)."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import arbeidsrom


@pytest.mark.req("PL-UI-001")
def test_every_text_is_translated_into_bokmal_and_nynorsk():
    faults = StringIO()
    try:
        call_command("messages", "--check", stderr=faults)
    except CommandError:
        pytest.fail(faults.getvalue())


@pytest.mark.req("PL-UI-001")
def test_texts_are_never_asked_for_under_a_name_that_the_gathering_does_not_know():
    renamed = re.compile(r"import n?p?gettext\w* as (?!_$)", re.MULTILINE)
    files = [file for file in Path(arbeidsrom.__file__).parent.rglob("*.py") if "tests" not in file.parts]
    assert [str(file) for file in files if renamed.search(file.read_text(encoding="utf-8"))] == []
