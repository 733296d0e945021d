"""Gzip put together from pieces: what many people get is packed once, the rest for each of them.

A gzip file is a row of blocks, and a block may point back at what stands before it. So a piece
can be packed alone, or with a view to the piece that always stands before it, and then be put
between others as it is. Only the check sum goes over the whole.
"""

import zlib
from collections.abc import Iterable
from typing import NamedTuple

# The head of a gzip file with a name in it: the place for filler that nobody sees.
_HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_LEVEL_KEPT, _LEVEL_ONCE = 6, 3  # of zlib: with care for many people, quickly for one
_REACH = 1 << 15  # bytes that a block may look back


class Packed(NamedTuple):
    """A piece of HTML, and the same packed. It stands behind what it was packed for."""

    html: bytes
    deflated: bytes


Piece = bytes | Packed


def pack(html: bytes, before: bytes) -> bytes:
    """Pack a piece to be sent many times. `before` is what will stand right before it."""
    return _deflate(html, before, _LEVEL_KEPT)


def plain(piece: Piece) -> bytes:
    """A piece as it is read."""
    return piece.html if isinstance(piece, Packed) else piece


def padded_gzip(pieces: Iterable[Piece], step: int) -> bytes:
    """A gzip file of all pieces, its length filled up to a multiple of `step`."""
    blocks, check, length, before = [], 0, 0, b""
    for piece in pieces:
        html = plain(piece)
        if isinstance(piece, Packed):
            blocks.append(piece.deflated)
        else:
            blocks.append(_deflate(html, before, _LEVEL_ONCE))
        check, length, before = zlib.crc32(html, check), length + len(html), html
    tail = check.to_bytes(4, "little") + (length & 0xFFFFFFFF).to_bytes(4, "little")
    packed = b"".join([b"\0", *blocks, _LAST_BLOCK, tail])
    return _HEAD + b"p" * (-(len(_HEAD) + len(packed)) % step) + packed


def _deflate(html: bytes, before: bytes, level: int) -> bytes:
    """Blocks that end at a whole byte, so that others can follow."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before[-_REACH:])
    return deflate.compress(html) + deflate.flush(zlib.Z_SYNC_FLUSH)
