"""Networks as they are built, without a run."""

import json
import pathlib
import tempfile
import unittest

import numpy as np

import snncluster as snn


class Descriptions(unittest.TestCase):
    def test_names_become_keys(self):
        self.assertEqual(
            snn.model("uniform", from_=1, to=np.float32(2), initial_potential_mv=None, cMv=np.int64(3)),
            {"type": "uniform", "from": 1, "to": 2.0, "cMv": 3},
        )

    def test_a_network_is_a_description(self):
        net = snn.Network(dt_ms=0.5, seed=3, name="small")
        cells = net.population("cells", 4, "lif", receptors={"jumps": "delta"}, threshold_mv=-50, grid=(2, 2))
        net.project(cells, "cells", snn.connections([0, 1], [1, 2], weights=[0.5, 1], delays_ms=[2, 1]))
        net.input("listed-spikes", cells, ids=[1, 0], times_ms=[3, 1], weight=2)
        net.modulator("dopamine", source=cells, delay_ms=1)
        net.probe("weight", projection="cells-cells", bins=dict(lower=0, upper=1, count=10))
        with tempfile.TemporaryDirectory() as folder:
            written = json.loads(net.write(folder).read_text())
            with self.assertRaisesRegex(snn.InputError, "is there already"):
                net.write(folder)
        network = written["network"]
        self.assertEqual(network["populations"][0]["model"], {"type": "lif", "thresholdMv": -50})
        self.assertEqual(network["populations"][0]["grid"], {"width": 2, "height": 2})
        self.assertEqual(network["projections"][0]["delayMs"], 1)
        self.assertEqual(network["projections"][0]["connectivity"]["weights"], [0.5, 1])
        self.assertEqual((network["inputs"][0]["ids"], network["inputs"][0]["timesMs"]), ([0, 1], [1, 3]))
        self.assertEqual(network["modulators"][0]["source"], "cells")
        self.assertEqual(written["probes"][0]["bins"]["count"], 10)

    def test_long_lists_stand_in_files(self):
        net = snn.Network()
        net.population("cells", 3000, "heterogeneous-lif", threshold_mv=np.linspace(-50, -40, 3000), reset_potential_mv=np.full(999, -70))
        with tempfile.TemporaryDirectory() as folder:
            model = json.loads(net.write(folder).read_text())["network"]["populations"][0]["model"]
            self.assertEqual(np.load(pathlib.Path(folder, model["thresholdMv"]["file"]))[-1], -40)
            self.assertEqual(len(model["resetPotentialMv"]), 999)


class BadInput(unittest.TestCase):
    def setUp(self):
        self.net = snn.Network()
        self.cells = self.net.population("cells", 10, "lif", receptors={"jumps": "delta"})

    def refuses(self, text, call, *arguments, **named):
        with self.assertRaises(snn.InputError) as caught:
            call(*arguments, **named)
        self.assertIn(text, str(caught.exception))

    def test_numbers(self):
        self.refuses("weight is nan: must be a number", self.net.project, "cells", "cells", "all-to-all", weight=float("nan"), delay_ms=1)
        self.refuses("thresholdMv[1] is nan", snn.model, "lif", threshold_mv=[1, float("nan")])
        self.refuses("thresholdMv has the type <U1: must be numbers", snn.model, "lif", threshold_mv=np.array(["a"]))
        self.refuses("thresholdMv has the type complex128", snn.model, "lif", threshold_mv=np.array([1j]))
        self.refuses("thresholdMv has the type object", snn.model, "lif", threshold_mv=np.array([None]))
        self.refuses("thresholdMv has the shape (2, 2)", snn.model, "lif", threshold_mv=np.ones((2, 2)))
        self.refuses("must be a number, a text, an array, or a model", snn.model, "lif", threshold_mv=object())
        self.refuses("neuron of 'x' is None", self.net.population, "x", 1, None)
        self.refuses("size is nan", self.net.population, "x", float("nan"), "lif")
        self.refuses("name is 'My Network'", snn.Network, name="My Network")

        self.refuses("name is 5", snn.Network, name=5)
        self.refuses("dtMs is 0: must be a number above 0", snn.Network, dt_ms=0)
        self.refuses("dtMs is 'x'", snn.Network, dt_ms="x")
        self.refuses("receptors of 'x' is ['delta']: must be a dictionary", self.net.population, "x", 1, "lif", receptors=["delta"])
        self.refuses("grid of 'x' is 5: must be (width, height)", self.net.population, "x", 1, "lif", grid=5)

    def test_connections(self):
        self.refuses("connection-list has no 'sources'", self.net.project, "cells", "cells", snn.model("connection-list", targets=[1]))
        self.refuses("sources has 2, targets has 1", snn.connections, [0, 1], [1])
        self.refuses("weights has 1", snn.connections, [0, 1], [1, 0], weights=[1])
        self.refuses("sources has the type float64: must be whole numbers", snn.connections, [0.5], [1])
        self.refuses("sources has the type bool", snn.connections, np.array([True]), [1])
        self.refuses("targets[0] is -1", snn.connections, [0], [-1])
        self.refuses("weights[0] is nan", snn.connections, [0], [1], weights=[float("nan")])
        self.refuses("delaysMs[1] is inf", snn.connections, [0, 1], [1, 1], delays_ms=[1, float("inf")])
        self.refuses("targets[1] is 10: must be from 0 to 9, the neurons of 'cells'", self.net.project, "cells", "cells", snn.connections([0, 1], [1, 10]))
        self.refuses("sources[0] is 4294967296", snn.connections, [1 << 32], [1])

    def test_events(self):
        self.refuses("ids[0] is 10", self.net.input, "listed-spikes", "cells", ids=[10], times_ms=[1])
        self.refuses("ids has 1, timesMs has 2", self.net.input, "listed-spikes", "cells", ids=[1], times_ms=[1, 2])
        self.refuses("timesMs[0] is nan", self.net.input, "listed-spikes", "cells", ids=[1], times_ms=[float("nan")])

    def test_names(self):
        self.refuses("there is no population 'cell': there are cells", self.net.project, "cell", "cells", "all-to-all")
        self.refuses("is of another network", snn.Network().input, "step", self.cells, values=[1])
        self.refuses("has parameters beside a model: give threshold_mv to the model", self.net.population, "x", 1, snn.model("lif"), threshold_mv=1)


if __name__ == "__main__":
    unittest.main()
