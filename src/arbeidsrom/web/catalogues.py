"""Compiles the translations, so that nothing compiled lies in the repository."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polib
from django.utils.translation.reloader import translation_file_changed

SOURCE = Path(__file__).resolve().parents[1]


def compile_catalogues() -> int:
    """Write the .mo file beside each .po file that is newer; a half-written one is never seen. Says how many.

    Whoever has spoken before, if only to name a menu item at start, has remembered that there were no words: they are
    read anew, or the demonstration of a first start would be written in English.
    """
    written = 0
    for source in SOURCE.glob("**/locale/*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            file.write(polib.pofile(str(source)).to_binary())
        Path(file.name).chmod(0o644)
        Path(file.name).replace(target)
        translation_file_changed(None, target)
        written += 1
    return written
