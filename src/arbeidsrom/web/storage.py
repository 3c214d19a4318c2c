"""Static files under names that say their content: a browser may keep them for ever (fast on an old phone)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage

USED = ("assets/", "arbeidsrom/", "vault/", "sharing/")  # the packages' other files are never asked for


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Before anything is collected, as in tests, a file goes by its plain name. Nothing is compressed twice."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name with its hash, where the file has been collected."""
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Only what pages load, under its lasting name, and only when it is new."""
        lasting = set(self.hashed_files.values())
        new = [path for path in paths if path in lasting and path.startswith(USED) and not self.exists(f"{path}.gz")]
        yield from super().compress_files(new)
