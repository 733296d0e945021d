"""Compress a response and pad it to a multiple of a step, so that its length reveals nothing.

The padding is in a part of the compressed format that decoders skip, so that the HTML does not
change and the padding is not itself compressed.
"""

import gzip

import brotli

# A personal response is compressed once for one reader: these levels cost a third of the usual.
_BROTLI_QUALITY, _GZIP_LEVEL = 1, 1
_LAST_EMPTY_BLOCK = b"\x03"
_HAS_NAME = b"\x08"


def padded(html: bytes, encoding: str, step: int) -> bytes:
    """Compress by `encoding` (a Content-Encoding: br, gzip, or "" for none) and pad.

    The length of the result is a multiple of `step`, which must be from 256 to 32,768 bytes.
    """
    if encoding == "br":
        return _brotli(html, step)
    if encoding == "gzip":
        return _gzip(html, step)
    return html + b" " * (-len(html) % step)


def _brotli(html: bytes, step: int) -> bytes:
    """Pad with a metadata block, which decoders skip (RFC 7932, 9.2)."""
    packer = brotli.Compressor(quality=_BROTLI_QUALITY)
    packed: bytes = packer.process(html) + packer.flush()  # flush ends on a byte boundary
    ends = len(_LAST_EMPTY_BLOCK) + 3
    # A shorter metadata block encodes its length in one byte; this one always needs two.
    filler = 257 + -(len(packed) + ends + 257) % step
    # From the lowest bit: ISLAST 0, MNIBBLES 11 (metadata), reserved 0, MSKIPBYTES 2, length - 1.
    head = 0b0110 | 2 << 4 | (filler - 1) << 6
    return packed + head.to_bytes(3, "little") + b"p" * filler + _LAST_EMPTY_BLOCK


def _gzip(html: bytes, step: int) -> bytes:
    """Pad with the file name in the header, as Django's GZipMiddleware does (RFC 1952, 2.3.1)."""
    packed = gzip.compress(html, _GZIP_LEVEL, mtime=0)
    name = b"p" * (-(len(packed) + 1) % step) + b"\0"
    return packed[:3] + _HAS_NAME + packed[4:10] + name + packed[10:]
