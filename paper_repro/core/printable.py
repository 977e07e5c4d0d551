"""File names and other foreign text in a form that every terminal and every UTF-8 file accepts."""

from __future__ import annotations

import re

#: Control characters, lone surrogates, Unicode's own line breaks, bidirectional overrides and the byte order mark.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def printable(text: object) -> str:
    r"""Escapes what cannot be encoded as UTF-8, breaks a line or reorders it.

    On POSIX a file name is a sequence of bytes. Python decodes those that are not UTF-8 to lone surrogates (PEP 383),
    which raise ``UnicodeEncodeError`` when they are printed or written. They are escaped as those surrogates, as in
    tables (``reporting.formats.encodable``) and in JSON, which is read back as the very name: a name looks the same
    everywhere, and the byte 0x9b is told from the control character U+009B.

    Args:
        text: a string, or an object whose ``str`` is shown, such as a path.

    Returns:
        The text on one line, with ``\n``, ``\r``, ``\t``, ``\xNN`` (control character) and ``\uNNNN`` in
        place of such characters. Other text, backslashes included, is returned unchanged.

    Example:
        >>> import os
        >>> printable(os.fsdecode(b"caf\xe9.mp3"))
        'caf\\udce9.mp3'
        >>> printable("two\nlines")
        'two\\nlines'
    """
    return _UNPRINTABLE.sub(_escaped, str(text))


def _escaped(match: re.Match) -> str:
    character = match.group()
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
