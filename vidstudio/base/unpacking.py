"""Unpacks what came over the wire, never more than there is room for: small can be a bomb."""

import zlib

_KNOWN = {"gzip", "x-gzip", "deflate"}


class PackedOddly(ValueError):
    """Packed in a way that is not understood."""


class Unpacker:
    """`packing` is the Content-Encoding of an answer. Raises PackedOddly."""

    def __init__(self, packing: str) -> None:
        named = packing.strip().lower() or "identity"
        if named != "identity" and named not in _KNOWN:
            raise PackedOddly(named)
        self._zip = None if named == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 32)

    def feed(self, chunk: bytes, most_bytes: int) -> bytes:
        """The next bytes, `most_bytes` at most."""
        if self._zip is None:
            return chunk[:most_bytes]
        try:
            # To zlib, 0 means “without limit”.
            return self._zip.decompress(chunk, most_bytes) if most_bytes > 0 else b""
        except zlib.error as error:
            raise PackedOddly(str(error)) from error
