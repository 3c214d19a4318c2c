"""What the security pages claim is there: each row of the standard, its evidence, the tests of each threat."""

from __future__ import annotations

import ast
import csv
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "security"
STANDARD = Path(os.environ.get("ARBEIDSROM_STANDARDS", ROOT / "../shared/standards")) / "owasp-asvs/asvs-5.0.0-en.csv"


def rows() -> list[dict[str, str]]:
    with (PAGES / "asvs.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_row_is_met_with_evidence_not_applicable_with_a_reason_or_open_with_what_is_missing() -> None:
    for row in rows():
        assert row["status"] in {"met", "not applicable", "open"}, row
        assert row["level"] in {"1", "2"}, row
        assert row["words"].endswith("."), row
        assert row["evidence"] or row["status"] != "met", row


def test_every_piece_of_evidence_exists() -> None:
    missing = [row["id"] for row in rows() if row["evidence"] and not (ROOT / row["evidence"]).exists()]

    assert missing == []


@pytest.mark.skipif(
    not STANDARD.exists(), reason="the standard's own table is not on this machine (ARBEIDSROM_STANDARDS)"
)
def test_every_row_of_the_standard_at_levels_1_and_2_is_answered_once() -> None:
    with STANDARD.open(newline="", encoding="utf-8") as file:
        wanted = {row["req_id"]: row["L"] for row in csv.DictReader(file) if row["L"] in {"1", "2"}}

    assert {row["id"]: row["level"] for row in rows()} == wanted
    assert len(rows()) == len(wanted)


def test_every_threat_names_tests_that_are_there() -> None:
    page = (PAGES / "threat-model.md").read_text(encoding="utf-8")
    threats = [line for line in page.partition("## ")[0].splitlines() if line.startswith("| ")][1:]
    assert len(threats) >= 13
    for threat in threats:
        named = re.findall(r"`([\w/.]+)::(\w+)`", threat)
        assert named, threat
        for path, name in named:
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            tests = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
            assert name in tests, f"{path} has no {name}"


def test_every_place_that_the_pages_name_is_there() -> None:
    for page in sorted(PAGES.glob("*.md")):
        for place in re.findall(r"`(src/[\w/.]+)`", page.read_text(encoding="utf-8")):
            assert (ROOT / place).exists(), f"{page.name} names {place}"
