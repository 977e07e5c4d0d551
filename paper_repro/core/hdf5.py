"""Objects of an HDF5 file from anywhere: none is read that lies outside of the file, or claims memory without measure.

HDF5 can keep content in any other file of the machine: by external links, external storage and virtual datasets.
"""

from __future__ import annotations

import math

import h5py

from paper_repro.core.errors import ItemError

#: Bytes that one row of a table, and one chunk of a dataset, may claim: both are allocated before anything is read.
LARGEST_ROW, LARGEST_CHUNK = 1 << 20, 256 << 20


def member(file: h5py.File | h5py.Group, name: str) -> h5py.Group | h5py.Dataset:
    """The group or dataset at the path ``name``, reached through no link but HDF5's plain (hard) ones.

    Raises:
        KeyError: nothing is there, with the reason.
        ItemError: a step is a soft or external link, which may lead to another file, or the dataset is stored outside
            or claims too large rows or chunks. The reason is ``unreadable``.
    """
    item = file
    for step in name.split("/"):
        link = item.get(step, getlink=True) if isinstance(item, h5py.Group) else None
        if link is None:
            raise KeyError(f"no {name}")
        if not isinstance(link, h5py.HardLink):
            raise _refused(item, name, "is a link, which is not followed")
        item = item[step]
    if isinstance(item, h5py.Dataset):
        _check(item, name)
    return item


def datasets_below(file: h5py.File, name: str) -> dict[str, h5py.Dataset]:
    """Every dataset below the group ``name``, by its path from there; empty where ``name`` is a dataset.

    Raises:
        KeyError, ItemError: as ``member``, for the group and for all that is in it.
    """
    group = member(file, name)
    paths: list[str] = []
    if isinstance(group, h5py.Group):
        group.visit_links(paths.append)
    items = {path: member(group, path) for path in paths}
    return {path: item for path, item in items.items() if isinstance(item, h5py.Dataset)}


def _check(dataset: h5py.Dataset, name: str) -> None:
    if dataset.external or dataset.is_virtual:
        raise _refused(dataset, name, "is stored in another file, which is not opened")
    row = dataset.dtype.itemsize
    chunk = math.prod(dataset.chunks or (1,)) * row
    if chunk > LARGEST_CHUNK or (dataset.dtype.names and row > LARGEST_ROW):
        raise _refused(dataset, name, f"claims rows of {row:,} bytes in chunks of {chunk:,} bytes")


def _refused(item: h5py.Group | h5py.Dataset, name: str, why: str) -> ItemError:
    return ItemError(f"{item.file.filename}: /{name} {why}; remove the file.", "unreadable")
