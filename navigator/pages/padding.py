"""Bytes packed for one reader, quickly, and filled up so that their length tells nothing.

The filler stands where the format has room for bytes that nobody reads, so that the HTML inside
stays as it is, and no filler can be packed away.
"""

import gzip

import brotli

# One answer is packed once for one person, so quickly: these cost a third of the usual levels.
_BROTLI_QUALITY, _GZIP_LEVEL = 1, 1
_LAST_EMPTY_BLOCK = b"\x03"
_HAS_NAME = b"\x08"


def padded(html: bytes, encoding: str, step: int) -> bytes:
    """Pack as `encoding` says (a Content-Encoding: br, gzip, or "" for not at all).

    The length is a multiple of `step`, which is at least 256 and at most 32,768 bytes.
    """
    if encoding == "br":
        return _brotli(html, step)
    if encoding == "gzip":
        return _gzip(html, step)
    return html + b" " * (-len(html) % step)


def _brotli(html: bytes, step: int) -> bytes:
    """The filler is a block of metadata (RFC 7932, 9.2), which a browser skips."""
    packer = brotli.Compressor(quality=_BROTLI_QUALITY)
    packed: bytes = packer.process(html) + packer.flush()  # ends at a whole byte
    ends = len(_LAST_EMPTY_BLOCK) + 3
    # The length of a filler under 257 bytes is written otherwise, so it has more.
    filler = 257 + -(len(packed) + ends + 257) % step
    # From the lowest bit: not the last block, metadata (11), a zero, two bytes of length less one.
    head = 0b0110 | 2 << 4 | (filler - 1) << 6
    return packed + head.to_bytes(3, "little") + b"p" * filler + _LAST_EMPTY_BLOCK


def _gzip(html: bytes, step: int) -> bytes:
    """The filler is the name of a file, as in Django's GZipMiddleware (RFC 1952, 2.3.1)."""
    packed = gzip.compress(html, _GZIP_LEVEL, mtime=0)
    name = b"p" * (-(len(packed) + 1) % step) + b"\0"
    return packed[:3] + _HAS_NAME + packed[4:10] + name + packed[10:]
