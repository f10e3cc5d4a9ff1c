"""What a command says when it cannot do what was asked."""

from __future__ import annotations

from pathlib import Path

from cspr.protocol.explain import one_line


class Refused(Exception):
    """Said on standard error, one line each; the command ends with `code`."""

    def __init__(self, *lines: str, code: int = 2) -> None:
        self.lines, self.code = tuple(one_line(line) for line in lines), code
        super().__init__("\n".join(self.lines))


def read_text(name: str) -> str:
    """The text of a file, or of standard input for "-"; a byte order mark is dropped.

    Raises Refused with what is wrong: absent, a folder, not readable, not UTF-8.
    """
    import sys

    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise Refused(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error}). Check the name.") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{name}: is not UTF-8 text (byte {error.start}). Save it as UTF-8.") from error
