"""The files that quotes lead back to: original bytes and stored texts, each under its own SHA-256."""

from __future__ import annotations

import errno
import os
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from kg.errors import StoreError

_PART: Final = ".part-"
_ABANDONED: Final = 3600.0
"""Seconds after which a part of a file is nobody's work any more; writing one takes far less."""

_REASONS: Final = {
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "your disk quota is used up; make room",
    errno.EFBIG: "the file is larger than the system allows; raise the limit",
    errno.EROFS: "the file system is read-only; choose another data directory",
    errno.EACCES: "you may not write there; choose another data directory",
}


class Archive:
    """Content-addressed files in two folders. A file is whole or absent, also after a crash; none is ever changed."""

    def __init__(self, originals: Path, texts: Path) -> None:
        """Take the folder of original bytes and that of stored texts; both are made when first written to."""
        self._originals = originals
        self._texts = texts

    def put_original(self, data: bytes) -> str:
        """Keep a source's original bytes and give their SHA-256 in hexadecimal digits.

        Raises:
            StoreError: they can't be written; nothing is left behind.
        """
        digest = sha256(data).hexdigest()
        _write_once(self._original_path(digest), data)
        return digest

    def put_text(self, text: str) -> str:
        """Keep a document's stored text and give its SHA-256, which is `Document.text_sha256`.

        A better reader may give the same bytes another text; both are kept, each under its own digest, so that a
        graph always finds the text that its places refer to, even after a crash between the two.

        Raises:
            StoreError: it can't be written; nothing is left behind.
        """
        data = text.encode()
        digest = sha256(data).hexdigest()
        _write_once(self._text_path(digest), data)
        return digest

    def original(self, sha256: str) -> bytes:
        """Give the original bytes.

        Raises:
            StoreError: there are none with this SHA-256, or they can't be read.
        """
        return _read(self._original_path(sha256), "original")

    def text(self, text_sha256: str) -> str:
        """Give a stored text by its own SHA-256.

        Raises:
            StoreError: there is none, or it can't be read.
        """
        return _read(self._text_path(text_sha256), "text").decode()

    def has_original(self, sha256: str) -> bool:
        """Whether the original bytes are kept."""
        return self._original_path(sha256).exists()

    def has_text(self, text_sha256: str) -> bool:
        """Whether a stored text is kept."""
        return self._text_path(text_sha256).exists()

    def _original_path(self, digest: str) -> Path:
        return self._originals / _checked(digest)[:2] / digest

    def _text_path(self, digest: str) -> Path:
        return self._texts / _checked(digest)[:2] / f"{digest}.txt"


def _checked(digest: str) -> str:
    # The digest becomes a path, and it may come from a URL.
    if len(digest) == 64 and not set(digest) - set("0123456789abcdef"):
        return digest
    raise StoreError(f"{digest!r:.80} is no SHA-256; give 64 hexadecimal digits.")


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise StoreError(f"The {what} {path} is missing; ingest the document again.") from error
    except OSError as error:
        raise StoreError(f"The {what} {path} can't be read: {error.strerror}.") from error


def _write_once(path: Path, data: bytes) -> None:
    if not path.exists():
        _write(path, data)


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it is whole or absent: into a neighbour first, onto the disk, then renamed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PART)
        try:
            _fill(handle, data)
            os.replace(name, path)  # noqa: PTH105 - `name` is no Path, and this is the atomic call
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        _settle(path.parent)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"{error.strerror or error}; look at the disk")
        raise StoreError(f"{path.parent} can't be written: {reason}, then run it again.") from error


def _sweep(folder: Path) -> None:
    """Delete the parts that a process left in the folder when it was killed while it wrote."""
    oldest = time.time() - _ABANDONED  # the clock that dates files
    for part in folder.glob(f"{_PART}*"):
        # Another process may have swept it, or the file may be somebody else's: nothing is lost if it stays.
        with suppress(OSError):
            if part.stat().st_mtime < oldest:
                part.unlink()


def _fill(handle: int, data: bytes) -> None:
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _settle(folder: Path) -> None:
    # The new name is in the folder, which is a file of its own to the disk.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
