#!/usr/bin/env python3
"""Makes two circuits with h5py, by the layout that the SONATA developer guide publishes, as tools for SONATA write them.

three-hundred: 300 leaky integrate-and-fire neurons of five types and 100 virtual nodes that spike at given times, as in the example that NEST and the Allen
Institute share; who is connected is a formula here, so that a test can make the same network by itself.

mixed: a few neurons of each of several models, with ids that are not in order, parameters of each node, two groups of edges, delays and weights of each edge,
an index that nobody needs, currents and reports.

Run it with h5py 3.7 or later; the tests need the files alone.
"""

import json
import pathlib

import h5py
import numpy

HERE = pathlib.Path(__file__).parent
TEXT = h5py.string_dtype()


def open_h5(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    file = h5py.File(path, "w", libver="earliest")
    file.attrs["magic"] = numpy.uint32(0x0A7A)
    file.attrs["version"] = numpy.array([0, 1], "u4")
    return file


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n")


def nodes_of(file, population, types, ids=None):
    nodes = file.create_group(f"nodes/{population}")
    nodes.create_dataset("node_type_id", data=numpy.array(types, "u4"))
    nodes.create_dataset("node_id", data=numpy.arange(len(types), dtype="u8") if ids is None else numpy.array(ids, "u8"))
    nodes.create_dataset("node_group_id", data=numpy.zeros(len(types), "u4"))
    nodes.create_dataset("node_group_index", data=numpy.arange(len(types), dtype="u8"))
    nodes.create_group("0")
    return nodes


def edges_of(file, name, source, target, sources, targets, types):
    edges = file.create_group(f"edges/{name}")
    for end, population, ids in (("source", source, sources), ("target", target, targets)):
        column = edges.create_dataset(f"{end}_node_id", data=numpy.array(ids, "u8"), compression="gzip", shuffle=True)
        column.attrs["node_population"] = population
    edges.create_dataset("edge_type_id", data=numpy.array(types, "u4"), compression="gzip")
    edges.create_dataset("edge_group_id", data=numpy.zeros(len(sources), "u2"), compression="gzip")
    edges.create_dataset("edge_group_index", data=numpy.arange(len(sources), dtype="u8"), compression="gzip")
    return edges


def three_hundred():
    folder = HERE / "three-hundred"
    sizes = [80, 80, 80, 30, 30]
    with open_h5(folder / "network/internal_nodes.h5") as file:
        nodes = nodes_of(file, "internal", numpy.repeat(numpy.arange(100, 105), sizes))
        nodes["0"].create_dataset("x", data=numpy.linspace(-50, 50, 300))
    (folder / "network/internal_node_types.csv").write_text(
        "node_type_id ei model_template model_type dynamics_params model_name\n"
        "104 i nest:iaf_psc_alpha point_process e.json PV2\n"
        "100 e nest:iaf_psc_alpha point_process a.json Scnn1a\n"
        "101 e nest:iaf_psc_alpha point_process b.json Rorb\n"
        "102 e nest:iaf_psc_alpha point_process c.json Nr5a1\n"
        "103 i nest:iaf_psc_alpha point_process d.json \"PV 1\"\n")
    for i, name in enumerate("abcde"):
        write_json(
            folder / f"components/cell_models/{name}.json",
            {"I_e": 0.0, "tau_m": 20.0 + i, "C_m": 239.0 - 10 * i, "t_ref": 3.0, "E_L": -78.0 + i, "V_th": -50.0, "V_reset": -65.0 - i})
    with open_h5(folder / "network/external_nodes.h5") as file:
        nodes_of(file, "external", [100] * 100)
    (folder / "network/external_node_types.csv").write_text("node_type_id model_type ei\n100 virtual e\n")

    # Neuron s of the e types 0 to 239, of the i types from 240 on. Types of edges: 100 + 2·(s is i) + (t is i).
    s, t = numpy.meshgrid(numpy.arange(300), numpy.arange(300), indexing="ij")
    there = (s * 31 + t * 17 + s * t) % 13 == 0
    s, t = s[there], t[there]
    with open_h5(folder / "network/internal_internal_edges.h5") as file:
        edges = edges_of(file, "internal_to_internal", "internal", "internal", s, t, 100 + 2 * (s >= 240) + (t >= 240))
        weights = numpy.choose(2 * (s >= 240) + (t >= 240), [5.0, 14.0, -30.0, -12.0])
        edges.create_dataset("0/syn_weight", data=weights, compression="gzip")
    rows = "".join(f"{100 + i} ei=='{'ei'[i % 2]}' ei=='{'ei'[i // 2]}' 2.0 static.json nest:static_synapse\n" for i in range(4))
    (folder / "network/internal_internal_edge_types.csv").write_text(
        "edge_type_id target_query source_query delay dynamics_params model_template\n" + rows)
    s, t = numpy.meshgrid(numpy.arange(100), numpy.arange(300), indexing="ij")
    there = (s * 7 + t * 5) % 4 != 0
    s, t = s[there], t[there]
    with open_h5(folder / "network/external_internal_edges.h5") as file:
        edges_of(file, "external_to_internal", "external", "internal", s, t, 100 + (t >= 240))
    (folder / "network/external_internal_edge_types.csv").write_text(
        "edge_type_id syn_weight delay dynamics_params model_template\n"
        "100 50.0 1.5 static.json static_synapse\n"
        "101 65.0 2.0 static.json static_synapse\n")
    write_json(folder / "components/synaptic_models/static.json", {})

    # Node n spikes at 1.25 n/10 + 12.5 k + 0.3 ms, rounded to 0.1 ms; sorted by node.
    ids = numpy.repeat(numpy.arange(100), 16)
    steps = (ids * 5) % 125 + 125 * numpy.tile(numpy.arange(16), 100) + 3
    with open_h5(folder / "inputs/external_spike_trains.h5") as file:
        spikes = file.create_group("spikes/external")
        spikes.create_dataset("node_ids", data=ids.astype("u8"), compression="gzip")
        spikes.create_dataset("timestamps", data=steps / 10, compression="gzip").attrs["units"] = "ms"
    write_json(folder / "circuit_config.json", {
        "manifest": {"$BASE_DIR": "${configdir}", "$NETWORK_DIR": "$BASE_DIR/network", "$COMPONENTS_DIR": "$BASE_DIR/components"},
        "components": {
            "point_neuron_models_dir": "$COMPONENTS_DIR/cell_models", "synaptic_models_dir": "$COMPONENTS_DIR/synaptic_models",
        },
        "networks": {
            "nodes": [
                {"nodes_file": f"$NETWORK_DIR/{name}_nodes.h5", "node_types_file": f"$NETWORK_DIR/{name}_node_types.csv"}
                for name in ("internal", "external")
            ],
            "edges": [
                {"edges_file": f"$NETWORK_DIR/{name}_internal_edges.h5", "edge_types_file": f"$NETWORK_DIR/{name}_internal_edge_types.csv", "enabled": True}
                for name in ("internal", "external")
            ],
        },
        "target_simulator": "NEST",
    })
    write_json(folder / "node_sets.json", {
        "external": {"population": "external"},
        "recorded_cells": {"population": "internal", "node_id": [0, 80, 81, 160, 240, 270]},
    })
    write_json(folder / "simulation_config.json", {
        "manifest": {"$BASE_DIR": ".", "$OUTPUT_DIR": "$BASE_DIR/output", "$INPUT_DIR": "$BASE_DIR/inputs"},
        "run": {"tstop": 200.0, "dt": 0.1, "nsteps_block": 5000},
        "target_simulator": "NEST",
        "network": "$BASE_DIR/circuit_config.json",
        "conditions": {"celsius": 34.0, "v_init": -80},
        "node_sets_file": "$BASE_DIR/node_sets.json",
        "inputs": {
            "external_spike_trains": {
                "input_type": "spikes", "module": "h5", "input_file": "$INPUT_DIR/external_spike_trains.h5", "node_set": "external",
            },
        },
        "output": {"log_file": "log.txt", "output_dir": "$OUTPUT_DIR", "spikes_file": "spikes.h5", "spikes_sort_order": "time"},
        "reports": {
            "membrane_potential": {"cells": "recorded_cells", "variable_name": "V_m", "module": "membrane_report", "sections": "soma", "dt": 0.5},
        },
    })


def mixed():
    folder = HERE / "mixed"
    # By row; ids run backwards. Types: 1 iaf_psc_exp (6, thresholds of their own), 2 iaf_cond_exp (2), 3 glif_psc (2), 4 iaf_psc_delta (1), 5 the same as 4
    # (1), 6 aeif_cond_alpha (2, in two groups, with an a of its own for one), 7 izhikevich (1), 8 parrot (1).
    types = [1, 2, 1, 3, 1, 2, 1, 3, 1, 4, 1, 5, 6, 6, 7, 8]
    count = len(types)
    with open_h5(folder / "nodes.h5") as file:
        nodes = nodes_of(file, "cells", types, numpy.arange(count)[::-1])
        group = numpy.where(numpy.array(types) == 1, 1, 0)
        group[13] = 2
        index = numpy.empty(count, "u8")
        for one in range(3):
            index[group == one] = numpy.arange((group == one).sum())
        nodes["node_group_id"][...] = group
        nodes["node_group_index"][...] = index
        nodes.create_dataset("1/dynamics_params/V_th", data=-52.0 + numpy.arange(6) / 4)
        nodes.create_dataset("2/dynamics_params/a", data=[2.0])
        nodes_of(file, "lgn", [9, 9, 9])
    (folder / "node_types.csv").write_text(
        "node_type_id  population model_type   model_template       dynamics_params layer\n"
        "1             cells      point_neuron nest:iaf_psc_exp     exp.json        4\n"
        "2             cells      point_neuron nest:iaf_cond_exp    NULL            4\n"
        "3             cells      point_neuron nest:glif_psc        glif.json       5\n"
        "4             cells      point_neuron nest:iaf_psc_delta   NULL            5\n"
        "5             cells      point_neuron iaf_psc_delta        empty.json      6\n"
        "6             cells      point_neuron nest:aeif_cond_alpha NULL            6\n"
        "7             cells      point_neuron nest:izhikevich      izh.json        6\n"
        "8             cells      point_neuron nest:parrot_neuron   NULL            1\n"
        "\n"
        "9             lgn        virtual      NULL                 NULL            NULL\n")
    write_json(folder / "models/exp.json", {"C_m": 200.0, "tau_syn_ex": 0.5, "t_ref": 1.55, "tau_minus": 30.0})
    write_json(folder / "models/glif.json", {
        "V_m": -79.0, "V_th": -49.6, "g": 3.5, "E_L": -79.0, "C_m": 60.7, "t_ref": 1.45, "V_reset": -79.0, "asc_init": [0.0, 0.0],
        "asc_decay": [0.03, 0.3], "asc_amps": [-23.8, -292.0], "tau_syn": [5.5, 8.5, 2.8], "spike_dependent_threshold": False,
        "after_spike_currents": True, "adapting_threshold": False,
    })
    write_json(folder / "models/empty.json", {})
    write_json(folder / "models/izh.json", {"a": 0.1, "I_e": 4.0})
    write_json(folder / "models/port3.json", {"receptor_type": 3})
    write_json(folder / "models/stdp.json", {"Wmax": 90.0, "lambda": 0.02, "alpha": 1.1, "mu_plus": 0.4})
    write_json(folder / "models/tsodyks.json", {"U": 0.4, "tau_rec": 100.0})
    with open_h5(folder / "edges.h5") as file:
        # To each neuron of type 1 (ids 15, 13, 11, 9, 7, 5) from each virtual node, with weights and delays of their own in two groups.
        sources = numpy.tile([0, 1, 2], 6)
        targets = numpy.repeat([15, 13, 11, 9, 7, 5], 3)
        i = numpy.arange(18)
        edges = edges_of(file, "lgn_to_cells", "lgn", "cells", sources, targets, numpy.full(18, 100))
        edges["edge_group_id"][...] = i % 2
        edges["edge_group_index"][...] = i // 2
        edges.create_dataset("0/syn_weight", data=(100.0 + i[::2]).astype("f4"))
        edges.create_dataset("1/syn_weight", data=-20.0 - i[1::2])
        edges.create_dataset("0/delay", data=1.0 + i[::2] * 0.25)
        edges.create_dataset("1/delay", data=1.0 + i[1::2] * 0.25)
        edges.create_dataset("1/nsyns", data=numpy.full(9, 2))
        edges.create_dataset("indices/source_to_target/node_id_to_ranges", data=numpy.zeros((3, 2), "i8"))
        # To conductances (ids 14, 10), ports (12, 8), jumps (6, 4), aeif (3, 2), izhikevich (1), parrot (0).
        edges_of(file, "lgn_to_others", "lgn", "cells", [0, 1, 2, 0, 0, 1, 1, 2, 0, 1], [14, 14, 10, 12, 8, 6, 4, 3, 1, 0], [1, 2, 1, 3, 3, 4, 5, 1, 6, 7])
        # The parrot and the neuron of type 4 to a conductance, by a synapse that tires; the parrot to a jump, and to a current by two synapses that learn.
        edges_of(file, "cells_to_cells", "cells", "cells", [0, 6, 0, 0, 0], [14, 14, 6, 15, 13], [8, 8, 4, 9, 10])
    (folder / "edge_types.csv").write_text(
        "edge_type_id model_template syn_weight delay dynamics_params population\n"
        "100 static_synapse NULL NULL NULL lgn_to_cells\n"
        "1 static_synapse 30 0.5 NULL NULL\n"
        "2 static_synapse -15 0.5 NULL NULL\n"
        "3 static_synapse 400 1.0 port3.json NULL\n"
        "4 static_synapse 20 1.0 NULL NULL\n"
        "5 static_synapse 21.5 30.0 NULL NULL\n"
        "6 static_synapse 6 1.0 NULL NULL\n"
        "7 static_synapse 123 1.0 NULL NULL\n"
        "8 nest:tsodyks2_synapse 25 0.7 tsodyks.json NULL\n"
        "9 stdp_synapse 40 1.2 stdp.json NULL\n"
        "10 stdp_synapse 50 1.3 stdp.json NULL\n")
    (folder / "spikes.csv").write_text(
        "timestamps population node_ids\n" + "".join(f"{time / 100:.2f} lgn {time % 3}\n" for time in range(60, 10000, 217)))
    write_json(folder / "config.json", {
        "manifest": {"$MODELS": "./models"},
        "run": {"tstop": 100.0, "dt": 0.1},
        "components": {"point_neuron_models_dir": "$MODELS", "synaptic_models_dir": "${MODELS}"},
        "networks": {
            "nodes": [{"nodes_file": "nodes.h5", "node_types_file": "node_types.csv"}],
            "edges": [{"edges_file": "./edges.h5", "edge_types_file": "edge_types.csv"}],
        },
        "node_sets": {
            "deep": {"population": "cells", "layer": [5, 6], "model_template": "nest:glif_psc"},
            "delta": {"population": ["cells"], "node_type_id": [4, 5]},
            "clamped": ["deep", "delta"],
            "early": {"population": "lgn", "node_id": [0, 1]},
        },
        "inputs": {
            "spikes": {"input_type": "spikes", "module": "csv", "input_file": "spikes.csv", "node_set": "lgn"},
            "clamp": {"input_type": "current_clamp", "module": "IClamp", "node_set": "clamped", "amp": [100.0, 250.0], "delay": [10.0, 40.0], "duration": [20.0, 30.0]},
            "later": {"input_type": "extracellular", "enabled": False},
        },
        "reports": {
            "u": {"cells": {"population": "cells", "node_type_id": 7}, "variable_name": ["v", "U_m"], "module": "multimeter_report", "start_time": 10, "end_time": 90.0, "dt": 1.0},
            "ecp": {"module": "extracellular", "enabled": False},
        },
    })


three_hundred()
mixed()
