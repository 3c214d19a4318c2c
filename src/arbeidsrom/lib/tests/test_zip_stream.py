import io
import subprocess
import sys
import zipfile
import zlib
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arbeidsrom.lib.zip_stream import Bytes, Entry, Part, ZipLayout

WRITTEN = datetime(2026, 11, 22, 12, 30, 44)
FILES = {"Oppsigelse datert 03.02.26.pdf": b"%PDF" + bytes(range(256)) * 9, "tom.txt": b"", "blåbær.docx": b"PK" * 700}


def entries(files):
    return [Entry(name, len(content), zlib.crc32(content), WRITTEN) for name, content in files.items()]


def sent(layout, contents, start=0, end=None):
    return b"".join(
        piece.content if isinstance(piece, Bytes) else contents[piece.entry][piece.start : piece.end]
        for piece in layout.pieces(start, end)
    )


def test_the_archive_opens_and_holds_the_very_same_bytes(tmp_path):
    layout = ZipLayout(entries(FILES))
    whole = sent(layout, list(FILES.values()))
    assert len(whole) == layout.length
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert archive.infolist()[0].date_time == (2026, 11, 22, 12, 30, 44)


def test_another_program_opens_it_too(tmp_path):
    (tmp_path / "alle.zip").write_bytes(sent(ZipLayout(entries(FILES)), list(FILES.values())))
    code = "import shutil,sys; shutil.unpack_archive(sys.argv[1], sys.argv[2], 'zip')"
    subprocess.run([sys.executable, "-c", code, tmp_path / "alle.zip", tmp_path / "out"], check=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == FILES


@given(st.dictionaries(st.text("abcæøå", min_size=1, max_size=8), st.binary(max_size=90), max_size=4), st.data())
@settings(max_examples=60)
def test_any_range_is_that_part_of_the_whole(files, data):
    layout, contents = ZipLayout(entries(files)), list(files.values())
    whole = sent(layout, contents)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole) + 5))
    assert sent(layout, contents, start, end) == whole[start:end]


class Sparse(io.RawIOBase):
    """An archive of which only the records exist; the files' bytes are zeros."""

    def __init__(self, layout):
        self.layout, self.at = layout, 0

    def seekable(self):
        return True

    def readable(self):
        return True

    def seek(self, offset, whence=0):
        self.at = offset + (0, self.at, self.layout.length)[whence]
        return self.at

    def tell(self):
        return self.at

    def read(self, size=-1):
        end = self.layout.length if size < 0 else min(self.at + size, self.layout.length)
        pieces = self.layout.pieces(self.at, end)
        self.at = end
        return b"".join(p.content if isinstance(p, Bytes) else bytes(p.end - p.start) for p in pieces)


@pytest.mark.req("KL-SHARE-014")
def test_files_beyond_four_gib_and_places_beyond_it_are_found():
    large = 5 * 2**30
    layout = ZipLayout([Entry("stor.bin", large, 0, WRITTEN), Entry("etter.bin", 9, 1, WRITTEN)])
    with zipfile.ZipFile(Sparse(layout)) as archive:
        first, second = archive.infolist()
        assert (first.file_size, second.file_size) == (large, 9)
        assert second.header_offset > large
        with archive.open(second) as file:
            file._expected_crc = None
            assert file.read() == bytes(9)
    assert sum(p.end - p.start for p in layout.pieces() if isinstance(p, Part)) == large + 9
