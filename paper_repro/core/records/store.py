"""``--records URL``: finished shards of features kept in a second place, for machines that share no folder.

Any file system of fsspec: a bucket (``s3://``, ``gs://``), a folder. A shard lies there as it lies in its folder, its
description last, so what is described is whole. Training reads the copy in ``--runs``: an epoch costs no traffic.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paper_repro.core.errors import UserError
from paper_repro.core.files import whole_file, write_text

#: What each kind of address needs besides fsspec, as an extra of this package.
EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs"}

#: Errors of the disk here, whatever the store.
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Store:
    """A folder of shards at ``url``; goes to workers of a cluster as its address.

    Example:
        >>> store = Store("memory://features")
        >>> store.require()
        >>> store.take(Path("records"), "shard-00000", identity="of others")
        False
    """

    url: str

    @functools.cached_property
    def _place(self) -> tuple[Any, str]:
        """The file system, and the path in it."""
        try:
            from fsspec.core import url_to_fs

            return url_to_fs(self.url)
        except ImportError:
            extra = EXTRAS.get(self._kind)
            how = f"in a clone, `pip install -e '.[{extra}]'`" if extra else "install fsspec and what it asks for"
            raise UserError(
                f"--records {self.url}: {self._kind}:// needs a package that is not installed: {how}."
            ) from None
        except ValueError as error:
            raise UserError(f"--records {self.url}: no address that is known here ({_line(error)}).") from None

    @property
    def _kind(self) -> str:
        return self.url.partition("://")[0] if "://" in self.url else "file"

    def __reduce__(self):
        return type(self), (self.url,)

    def require(self) -> None:
        """Writes, reads and removes a file there: before hours of work rather than after.

        Raises:
            UserError: a package for such addresses is missing, the address is none, or it cannot be written to.
        """
        files, root = self._place
        token = secrets.token_hex(8)
        probe = f"{root}/.probe-{token}"
        with self._reached("be written to"):
            self._make_folder(root)
            files.pipe_file(probe, token.encode())
            answer = files.cat_file(probe)
            files.rm_file(probe)
        if answer != token.encode():
            raise UserError(f"--records {self.url}: gives back other bytes than were written; choose another address.")

    def take(self, folder: Path, name: str, identity: str) -> bool:
        """Copies a shard into ``folder``, its description last.

        Returns:
            whether it was there whole and is of the records ``identity``; otherwise nothing is written.

        Raises:
            UserError: the store cannot be read.
            OSError: the disk is full.
        """
        files, root = self._place
        there = f"{root}/{folder.name}/{name}"
        try:
            with self._reached("be read", absent=True):
                text = files.cat_file(f"{there}.json").decode(errors="replace")
        except FileNotFoundError:
            return False
        about = _described(text)
        if about.get("identity") != identity:
            return False
        try:
            with whole_file(folder / f"{name}.tfrecord") as temporary:
                with self._reached("be read", absent=True):
                    files.get_file(f"{there}.tfrecord", str(temporary))
                if _checksum(temporary) != about.get("sha256"):
                    raise FileNotFoundError
        except FileNotFoundError:  # as good as not there
            return False
        write_text(folder / f"{name}.json", text)
        return True

    def keep(self, folder: Path, name: str) -> None:
        """Copies a finished shard there; one of the same name is replaced.

        One that had to refuse files is not kept: they may be readable another time.

        Raises:
            UserError: the store cannot be written to. The shard in ``folder`` stays.
        """
        if json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["refused"]:
            return
        files, root = self._place
        with self._reached("be written to"):
            self._make_folder(f"{root}/{folder.name}")
            for ending in ("tfrecord", "json"):
                path = folder / f"{name}.{ending}"
                files.put_file(str(path), f"{root}/{folder.name}/{path.name}")

    def _make_folder(self, path: str) -> None:
        # Buckets have no folders, and a mistyped bucket's name should not make a new one.
        if self._kind not in EXTRAS:
            self._place[0].makedirs(path, exist_ok=True)

    @contextmanager
    def _reached(self, what: str, absent: bool = False) -> Iterator[None]:
        """Errors of the other side in one line; a full disk is raised as it is, and with ``absent`` a missing file."""
        try:
            yield
        except Exception as error:  # each file system has errors of its own: botocore's, aiohttp's, OSError
            if getattr(error, "errno", None) in FULL or (absent and isinstance(error, FileNotFoundError)):
                raise
            raise UserError(
                f"--records {self.url}: cannot {what} ({_line(error)}). Finished shards are kept."
            ) from error


@functools.cache
def opened(url: str) -> Store | None:
    """The store at an address, tried once a process; None for an empty one.

    Raises:
        UserError: as ``Store.require``.
    """
    if not url:
        return None
    store = Store(url)
    store.require()
    return store


def _described(text: str) -> dict[str, Any]:
    try:
        about = json.loads(text)
    except ValueError:
        return {}
    return about if isinstance(about, dict) else {}


def _checksum(path: Path) -> str:
    """Of the records in a file, as a shard's description has it."""
    import tensorflow as tf

    checksum = hashlib.sha256()
    try:
        for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
            checksum.update(record)
    except tf.errors.OpError:  # no such file of records
        return ""
    return checksum.hexdigest()


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0] or type(error).__name__
