"""A paper as a PDF that archives accept and screen readers can read (PDF/A-2a and PDF/UA-1)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import fontpkg_inter
import typst

from arbeidsrom.lib.papers.content import Block, Pairs, Paper, Points, Table, Words
from arbeidsrom.lib.papers.letters import drawable

HERE = Path(__file__).parent
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]


def as_pdf(paper: Paper) -> bytes:
    """The finished PDF. Nothing is written to disk."""
    return bytes(
        typst.compile(
            HERE / "paper.typ",
            root=HERE,
            font_paths=[fontpkg_inter.ROOT / "files"],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"paper": json.dumps(_drawable(_described(paper)))},
            pdf_standards=[*STANDARDS],
        )
    )


def _described(paper: Paper) -> dict[str, Any]:
    """The paper as the template reads it."""
    described = asdict(paper)
    described["title"] = drawable(paper.title).strip() or paper.kind
    described["dated"] = {"year": paper.dated.year, "month": paper.dated.month, "day": paper.dated.day}
    described["sections"] = [
        {"heading": section.heading, "blocks": [_block(block) for block in section.blocks]}
        for section in paper.sections
    ]
    return described


def _drawable(described: Any) -> Any:
    """The same, with only such characters as the typeface can draw."""
    match described:
        case str():
            return drawable(described)
        case dict():
            return {key: _drawable(value) for key, value in described.items()}
        case list() | tuple():
            return [_drawable(value) for value in described]
    return described


def _block(block: Block) -> dict[str, Any]:
    """A block and its kind."""
    match block:
        case Words():
            return {"block": "words", "paragraphs": block.paragraphs}
        case Pairs():
            return {"block": "pairs", "rows": block.rows}
        case Points():
            return {"block": "points", "items": block.items}
        case Table():
            return {"block": "table", **asdict(block)}
