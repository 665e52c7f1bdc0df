#!/usr/bin/env python3
"""Makes edges.h5 and spikes.h5 with h5py, as tools for SONATA circuits write them: edges of two populations, of which the first has two groups,
and spikes of one population, sorted by neuron.

Edge i of the population v1_to_v1 goes from neuron 3i mod 10 to neuron i mod 7, is of type 100 + i mod 2, and lies in group 0 where
i mod 3 is 0, else in group 1, which holds its edges backwards. Group 0 has weights and delays; group 1 has weights alone, so that
delays come from edge_types.csv. The population lgn_to_v1 has no groups. Run it with h5py 3.7 or later; the tests need the files alone.
"""

import pathlib

import h5py
import numpy

HERE = pathlib.Path(__file__).parent
EDGES = 12

with h5py.File(HERE / "edges.h5", "w", libver="earliest") as file:
    i = numpy.arange(EDGES)
    edges = file.create_group("edges/v1_to_v1")
    edges.create_dataset("source_node_id", data=(3 * i % 10).astype("u8")).attrs["node_population"] = "v1"
    edges.create_dataset("target_node_id", data=(i % 7).astype("u8"), chunks=(4,), compression="gzip").attrs["node_population"] = "v1"
    edges.create_dataset("edge_type_id", data=(100 + i % 2).astype("u4"))
    group = numpy.where(i % 3 == 0, 0, 1)
    first, second = i[group == 0], i[group == 1][::-1]
    index = numpy.empty(EDGES, "u8")
    index[first] = numpy.arange(len(first))
    index[second] = numpy.arange(len(second))
    edges.create_dataset("edge_group_id", data=group.astype("u2"))
    edges.create_dataset("edge_group_index", data=index)
    edges.create_dataset("0/syn_weight", data=(first / 8).astype("f4"))
    edges.create_dataset("0/delay", data=1 + first / 4)
    edges.create_dataset("1/syn_weight", data=(-second / 8).astype("f8"))
    other = file.create_group("edges/lgn_to_v1")
    other.create_dataset("source_node_id", data=numpy.array([5, 0, 5], "i4"))
    other.create_dataset("target_node_id", data=numpy.array([1, 2, 1], "i8"))

with h5py.File(HERE / "spikes.h5", "w", libver="earliest") as file:
    spikes = file.create_group("spikes/lgn")
    spikes.attrs["sorting"] = "by_id"
    spikes.create_dataset("node_ids", data=numpy.array([0, 0, 2, 2, 3], "u8"))
    times = spikes.create_dataset("timestamps", data=numpy.array([4.5, 20.0, 0.25, 4.5, 1.0]))
    times.attrs["units"] = "milliseconds"
