"""A sealed file opens with its key as it was written, and in no other way."""

from __future__ import annotations

import io
import random

import pytest

from cspr.config.backup import sealed
from cspr.config.backup.sealed import HEAD, Damaged, Opening, Sealing

SECRET, SMALL = "a made-up secret of some length", 64
SEALED = SMALL + 16


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "PIECE", SMALL)
    monkeypatch.setattr(sealed, "COST", 2**4)  # Guessing is dear by design; nobody guesses here.


def write(content: bytes, steps: int = 7) -> bytes:
    """The content, sealed, written a few bytes at a time."""
    file = io.BytesIO()
    sealing = Sealing(file, SECRET)
    for start in range(0, len(content), steps):
        sealing.write(content[start:start + steps])
    sealing.finish()
    return file.getvalue()


def read(file: bytes, secret: str = SECRET) -> bytes:
    """All of it."""
    opening, found = Opening(io.BytesIO(file), secret), b""
    while some := opening.read(50):
        found += some
    return found


def content(size: int) -> bytes:
    """Made-up bytes."""
    return random.Random(size).randbytes(size)


@pytest.mark.parametrize("size", [0, 1, SMALL - 1, SMALL, SMALL + 1, 3 * SMALL, 3 * SMALL + 5])
def test_what_was_written_is_read(size: int) -> None:
    file = write(content(size))
    assert read(file) == content(size)
    assert len(file) == HEAD + size + 16 * max(1, -(-size // SMALL)), "nothing but the head and each piece's tag is added"


def test_no_change_of_one_bit_passes() -> None:
    file = write(content(3 * SMALL))
    for place in range(len(file)):
        changed = bytearray(file)
        changed[place] ^= 1 << place % 8
        with pytest.raises(Damaged):
            read(bytes(changed))


def test_no_part_of_it_passes_for_the_whole() -> None:
    file = write(content(3 * SMALL))
    for size in range(len(file)):
        with pytest.raises(Damaged, match="cut off|beginning is damaged"):
            read(file[:size])
    with pytest.raises(Damaged):
        read(file + b"x")


def test_pieces_keep_their_order_and_their_file() -> None:
    file, other = write(content(3 * SMALL)), write(content(3 * SMALL))
    first, second, rest = file[HEAD:HEAD + SEALED], file[HEAD + SEALED:HEAD + 2 * SEALED], file[HEAD + 2 * SEALED:]
    for pieces in (second + first + rest, first + first + rest, second + rest, first + rest, first + other[HEAD + SEALED:]):
        with pytest.raises(Damaged, match="damaged"):
            read(file[:HEAD] + pieces)


def test_another_key_is_told_from_damage() -> None:
    file = write(content(SMALL))
    with pytest.raises(Damaged, match="BACKUP_KEY is not the one"):
        read(file, "another made-up secret of some length")
    assert SECRET.encode() not in file and content(SMALL) not in file
    assert write(content(SMALL)) != file, "each file has a salt and nonces of its own"
