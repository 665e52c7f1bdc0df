#!/usr/bin/env python3
"""Makes the HDF5 files beside it with h5py, as people's own scripts make theirs.

Each has six examples; spike j = 0..4+3i of example i is of unit (37 j + 11 i) mod 700 at (j + i/16) / 32 s; its label is
7 i mod 20. Whole numbers are rounded down. In short-* files spike j is at j ms instead. Run it with h5py 3.7 or later; the
tests need the files alone.
"""

import gzip
import io
import pathlib

import h5py
import numpy

HERE = pathlib.Path(__file__).parent
S, MS, US = 1, 1e3, 1e6


def write(name, times="f4", scale=S, units="u2", labels="u2", lists=None, plain=None, attribute=None, short=False):
    """One file; lists and plain are options of h5py's create_dataset for the lists and for the labels."""
    lists = dict(lists, chunks=(4,)) if lists else {}
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        time_lists = file.create_dataset("spikes/times", (6,), dtype=h5py.vlen_dtype(numpy.dtype(times)), **lists)
        unit_lists = file.create_dataset("spikes/units", (6,), dtype=h5py.vlen_dtype(numpy.dtype(units)), **lists)
        for i in range(6):
            j = numpy.arange(5 + 3 * i)
            values = j.astype(float) if short else (j + i / 16) / 32 * scale
            time_lists[i] = numpy.floor(values).astype(times) if numpy.dtype(times).kind in "iu" else values.astype(times)
            unit_lists[i] = ((37 * j + 11 * i) % 700).astype(units)
        file.create_dataset("labels", data=numpy.array([7 * i % 20 for i in range(6)]).astype(labels), **(plain or {}))
        if attribute:
            time_lists.attrs["units"] = attribute
    # No name and no time within, so that the same script gives the same bytes.
    (HERE / f"{name}.h5.gz").write_bytes(gzip.compress(memory.getvalue(), 9, mtime=0))


for each in ["i2", "u2", "i4", "i8", "u8", "f4"]:
    write(f"times-{each}-ms", times=each, scale=MS)
for each in ["i4", "u4", "i8", "u8", "f4", "f8"]:
    write(f"times-{each}-us", times=each, scale=US)
write("times-f8-s", times="f8")
for each in ["i1", "u1"]:
    write(f"short-{each}", times=each, short=True)
write("short-f4-attribute", times="f4", short=True, attribute="ms")
write("short-f4-strange-attribute", times="f4", short=True, attribute="fortnights")
for each in ["i2", "i4", "u4", "i8", "u8"]:
    write(f"units-{each}", units=each)
for each in ["i1", "u1", "i2", "i4", "u4", "i8", "u8"]:
    write(f"labels-{each}", labels=each)
for each in ["f4", "i4"]:
    write(f"times-big-endian-{each}", times=f">{each}", scale=S if each == "f4" else US)
write("units-big-endian", units=">u2")
write("labels-big-endian", labels=">u2")
write("units-f4", units="f4")
write("labels-f4", labels="f4")
write("gzip", lists={"compression": "gzip"}, plain={"compression": "gzip", "chunks": (4,)})
write("shuffle", lists={"shuffle": True}, plain={"shuffle": True, "chunks": (4,)})
write("gzip-shuffle", lists={"compression": "gzip", "shuffle": True}, plain={"compression": "gzip", "shuffle": True, "chunks": (4,)})
write("lzf", lists={"compression": "lzf"}, plain={"compression": "lzf", "chunks": (4,)})
write("lzf-labels", plain={"compression": "lzf", "shuffle": True, "chunks": (4,)})
