"""Runs by the command, in this machine."""

import contextlib
import importlib.util
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock
import warnings

import numpy as np

import snncluster as snn
from networks import balanced
from snncluster.command import run_to_end
from snncluster.progress import text_of

ENOUGH_MS = 10_000_000  # Of model time: nobody waits for its end.


class OneRun(unittest.TestCase):
    """What one run of a balanced network gives, from files and live."""

    @classmethod
    def setUpClass(cls):
        cls.net = balanced()
        cls.live = {kind: [] for kind in (snn.Progress, snn.Spikes, snn.StateBatch, snn.Value)}
        cls.result = cls.net.run(
            100,
            record=["spikes", "e.V:neurons=first-3:every-ms=0.5"],
            progress=cls.live[snn.Progress].append,
            on_spikes=cls.live[snn.Spikes].append,
            on_states=cls.live[snn.StateBatch].append,
            on_value=cls.live[snn.Value].append,
            sample_interval_ms=20,
        )

    def test_summary(self):
        self.assertTrue(self.result.complete)
        self.assertEqual(self.result.simulated_ms, 100)
        self.assertEqual(self.result.sizes, {"e": 400, "i": 100})
        self.assertEqual(sum(len(spikes) for spikes in self.result.spikes.values()), self.result.summary["spikes"])
        self.assertGreater(self.result.rates_hz["e"], 1)

    def test_spikes(self):
        spikes = self.result.spikes["e"]
        self.assertTrue((np.diff(spikes.times_ms) >= 0).all())
        self.assertAlmostEqual(len(spikes) / 400 / 0.1, self.result.rates_hz["e"], places=6)
        trains = spikes.trains(400)
        self.assertEqual(len(trains), 400)
        np.testing.assert_array_equal(trains[7], spikes.of(7))
        np.testing.assert_array_equal(np.sort(np.concatenate(trains)), spikes.times_ms)
        self.assertEqual(len(spikes.trains()), 400)
        for call, text in [
            (lambda: spikes.of(400), "neuron is 400: must be from 0 to 399, the neurons of 'e'"),
            (lambda: spikes.of(-1), "neuron is -1"),
            (lambda: spikes.trains(10), "size is 10: must be a whole number, at least 400"),
            (lambda: self.live[snn.Spikes][0].of(-1), "must be a whole number, at least 0"),
        ]:
            with self.assertRaisesRegex(snn.InputError, text):
                call()

    def test_live_is_what_the_files_have(self):
        spikes = [batch for batch in self.live[snn.Spikes] if batch.population == "e"]
        self.assertGreaterEqual(len(spikes), 5)
        np.testing.assert_array_equal(np.concatenate([batch.times_ms for batch in spikes]), self.result.spikes["e"].times_ms)
        np.testing.assert_array_equal(np.concatenate([batch.neurons for batch in spikes]), self.result.spikes["e"].neurons)
        states = self.live[snn.StateBatch]
        np.testing.assert_array_equal(np.concatenate([batch.values for batch in states]), self.result.table("states")["value"])
        rates = [(value.time_ms, value.value) for value in self.live[snn.Value] if (value.name, value.of) == ("rate-hz", "e")]
        np.testing.assert_array_equal(np.array(rates).T, self.result.series("rate-hz", "e"))
        self.assertEqual([phase for phase in dict.fromkeys(one.phase for one in self.live[snn.Progress])], ["build", "run", "write"])

    def test_states(self):
        states = self.result.states["e.V"]
        self.assertEqual(states.values.shape, (200, 3))
        self.assertAlmostEqual(states.times_ms[1] - states.times_ms[0], 0.5, places=9)
        np.testing.assert_array_equal(states.neurons, [0, 1, 2])
        self.assertTrue(np.isfinite(states.values).all())

    def test_weights(self):
        synapses = self.result.weights("e-e")
        np.testing.assert_array_equal(np.bincount(synapses.targets, minlength=400), np.full(400, 40))
        self.assertEqual(set(synapses.delays_ms.tolist()), {1.5})
        np.testing.assert_array_equal(synapses.weights, self.result.weights(self.net.projections[0], at="start").weights)
        with self.assertRaisesRegex(snn.InputError, "there is no projection 'e-x': there are e-e, i-e, e-i, i-i"):
            self.result.weights("e-x")

    def test_the_digest_is_that_of_the_command_itself(self):
        with tempfile.TemporaryDirectory() as folder:
            path = self.net.write(folder)
            printed = json.loads(run_to_end(["run", path, "--duration-ms", "100", "--partitions", "2", "--json", "--quiet"]))
        self.assertEqual(printed["digest"], self.result.digest)

    def test_what_was_not_recorded_is_told(self):
        with self.assertRaisesRegex(snn.InputError, "there is no mean-v of e"):
            self.result.series("mean-v", "e")
        with self.assertRaisesRegex(snn.InputError, "no table 'bla'; there are connectivity-end"):
            self.result.table("bla")

    def test_files_can_be_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            kept = pathlib.Path(folder, "kept")
            self.result.save(kept)
            self.assertEqual(snn.load(kept).digest, self.result.digest)
            with self.assertRaisesRegex(snn.InputError, "is there already"):
                self.result.save(kept)
            with self.assertRaisesRegex(snn.InputError, "is not a run"):
                snn.load(folder)
            with self.assertRaisesRegex(snn.InputError, "holds results already|--force"):
                self.net.run(1, out=kept)
            with self.assertRaisesRegex(snn.InputError, "--format is 'cvs'"):
                self.result.export("cvs", pathlib.Path(folder, "export"))

    @unittest.skipUnless(importlib.util.find_spec("matplotlib"), "matplotlib is not installed")
    def test_a_raster_has_all_spikes(self):
        import matplotlib

        matplotlib.use("agg")
        axes = self.result.raster()
        self.assertEqual(sum(len(line.get_xdata()) for line in axes.lines), self.result.summary["spikes"])

    @unittest.skipUnless(importlib.util.find_spec("pandas"), "pandas is not installed")
    def test_a_frame_is_a_table(self):
        self.assertEqual(len(self.result.frame("spikes")), self.result.summary["spikes"])

    def test_progress_is_a_line(self):
        self.assertIn("of 100 ms", text_of(self.live[snn.Progress][1]))


class ASilentNetwork(unittest.TestCase):
    def test_its_results_are_empty_arrays(self):
        net = snn.Network()
        net.population("cells", 3, "lif", receptors={"jumps": "delta"})
        net.project("cells", "cells", snn.connections([], []), weight=1, delay_ms=1)
        result = net.run(1, record="spikes")
        spikes = result.spikes["cells"]
        self.assertEqual((spikes.times_ms.shape, spikes.neurons.dtype, [len(train) for train in spikes.trains(3)]), ((0,), np.int32, [0, 0, 0]))
        self.assertEqual(len(result.weights("cells-cells")), 0)
        with self.assertRaisesRegex(snn.InputError, "record=\\['POPULATION.VARIABLE'\\] records them"):
            _ = result.states


class Interrupted(unittest.TestCase):
    def test_what_was_recorded_is_kept(self):
        interrupting = []

        def interrupt(spikes):
            if not interrupting:
                interrupting.append(spikes)
                os.kill(os.getpid(), signal.SIGINT)

        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            result = balanced().run(ENOUGH_MS, record="spikes", on_spikes=interrupt, sample_interval_ms=10, connectivity=False)
        self.assertFalse(result.complete)
        self.assertTrue(0 < result.simulated_ms < ENOUGH_MS)
        self.assertGreater(len(result.spikes["e"]), 0)
        self.assertLessEqual(result.spikes["e"].times_ms[-1], result.simulated_ms)
        self.assertTrue(any("Ended early" in str(one.message) for one in told))

    def test_event_by_event(self):
        run = balanced().start(ENOUGH_MS, record="spikes", live="spikes", sample_interval_ms=10, connectivity=False)
        spikes = next(event for event in run if isinstance(event, snn.Spikes))
        self.assertGreater(len(spikes), 0)
        run.kill()
        with self.assertRaisesRegex(snn.InputError, "has no result"):
            run.result()

    def test_a_callback_that_fails_ends_the_run(self):
        run = balanced().start(ENOUGH_MS, record="spikes", on_spikes=lambda spikes: 1 / 0, sample_interval_ms=10)
        with self.assertRaises(ZeroDivisionError):
            run.result()
        self.assertFalse(_lives(run.pid))

    def test_a_run_ends_with_who_asked_for_it(self):
        program = f"import sys; sys.path[:0] = {sys.path!r}\nfrom networks import balanced\nrun = balanced().start({ENOUGH_MS})\nprint(run.pid, flush=True)\nrun.result()"
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "TMPDIR": folder}  # What a killed program leaves goes with it.
            with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment) as parent:
                pid = int(parent.stdout.readline())
                self.assertTrue(_lives(pid))
                parent.kill()
            deadline = time.monotonic() + 30
            while _lives(pid) and time.monotonic() < deadline:
                time.sleep(0.1)
            self.assertFalse(_lives(pid))
            self.assert_goes_with_the_next(pathlib.Path(folder))

    def assert_goes_with_the_next(self, place):
        """What a killed program leaves, and nothing that another may still need."""
        (left,) = place.iterdir()
        with unittest.mock.patch.object(tempfile, "tempdir", str(place)), snn.folders.TemporaryFolder() as used:
            self.assertTrue(left.exists(), "it is young")
            snn.folders._searched.clear()
            for folder in (left, used):
                os.utime(folder, (0, 0))
            snn.folders.remove_leftovers()
            self.assertEqual(list(place.iterdir()), [used])
        self.assertEqual(list(place.iterdir()), [])


class BadInput(unittest.TestCase):
    """What the command finds, before it runs: its text is the exception's."""

    def test_all_findings(self):
        net = snn.Network(name="wrong")
        net.population("exc", 25, "lif", capacitance_pf=250, refractory_period_ms=-2, receptors={"s": "exponential-curent"})
        net.project("exc", "exc", snn.fixed_probability(0.1), weight=1)
        with self.assertRaises(snn.InputError) as caught:
            net.run(10.05)
        for text in ("lif has no key 'capacitancePf': 'capacitanceNf' is in nF", "did you mean 'exponential-current'?", "delayMs", "must be at least 0"):
            self.assertIn(text, str(caught.exception))
        self.assertTrue(all(finding.startswith("wrong.json:") for finding in caught.exception.findings), caught.exception.findings)
        with tempfile.TemporaryDirectory() as folder:
            path = net.write(folder)
            with self.assertRaises(snn.InputError) as of_file:
                snn.run(path, 10.05)
        self.assertEqual([text.replace(f"{path.parent}/", "") for text in of_file.exception.findings], caught.exception.findings)

    def test_edges(self):
        net = snn.Network()
        cells = net.population("cells", 3, "heterogeneous-lif", threshold_mv=[-50, -51], receptors={"jumps": "delta"})
        net.project(cells, cells, snn.connections([], [], weights=[]), delay_ms=1)
        net.input("listed-spikes", cells, ids=[], times_ms=[])
        net.input("poisson-drive", cells, rate_hz=-1, weight=1)
        with self.assertRaises(snn.InputError) as caught:
            net.check(duration_ms=10)
        self.assertIn("2 values", str(caught.exception))
        self.assertIn("is -1: must be at least 0", str(caught.exception))
        self.assertTrue(all(finding.startswith("network.json:") for finding in caught.exception.findings), caught.exception.findings)

    def test_options(self):
        net = balanced()
        for options, text in [
            ({"partition": 2}, "unknown option --partition; did you mean --partitions?"),
            ({"duration_ms": -1}, "--duration-ms is -1: must be above 0"),
            ({"live": "spike"}, "--live has 'spike': must be a kind of event; did you mean 'spikes'?"),
            ({"live": "spikes"}, "--live has 'spikes', and none are recorded: --record spikes records them"),
            ({"on_states": print, "record": "spikes"}, "--live has 'states', and none are recorded"),
            ({"record": "e.X"}, "did you mean 'e.V'"),
            ({"record": [1]}, "record has 1: must be texts"),
            ({"cluster": "nowhere"}, "--cluster is 'nowhere': must be HOST:PORT"),
        ]:
            with self.subTest(text), self.assertRaises(snn.InputError) as caught:
                net.run(**{"duration_ms": 1, **options})
            self.assertIn(text, str(caught.exception))

    def test_the_command(self):
        for command, text in [("/nowhere/snncluster", "there is no such program"), (["dotnet", "/nowhere/snncluster.dll"], "there is no such file")]:
            with self.assertRaisesRegex(snn.CommandNotFoundError, text):
                balanced().run(1, command=command)
        with self.assertRaisesRegex(snn.RunError, "ended with exit code 3: cannot start"):
            balanced().run(1, command=["sh", "-c", "echo cannot start >&2; exit 3"])


class Doors(unittest.TestCase):
    def test_experiments(self):
        result = snn.run_experiment("brunel", 20, neurons=250, record="spikes", connectivity=False)
        self.assertEqual(result.summary["parameters"]["neurons"], 250)
        self.assertEqual(len(result.spikes["e"]) + len(result.spikes["i"]), result.summary["spikes"])
        with self.assertRaisesRegex(snn.InputError, "neuron.*did you mean '?neurons"):
            snn.run_experiment("brunel", 20, neuron=250)

    def test_descriptions(self):
        described = snn.describe("brunel", neurons=250)
        self.assertEqual([population["size"] for population in described["network"]["populations"]], [200, 50])
        self.assertIn("thresholdMv: Threshold [mV]. Default: -54.", snn.describe_model("lif"))
        with self.assertRaisesRegex(snn.InputError, "did you mean 'lif'"):
            snn.describe_model("liff")

    def test_training(self):
        notes = []
        summary = snn.train(dataset="randman", epochs=1, batch=100, examples=200, on_note=notes.append)
        self.assertEqual(len(summary["epochs"]), 1)
        self.assertTrue(any(note.startswith("epoch 1/1") for note in notes))
        with self.assertRaisesRegex(snn.InputError, "unknown option --epoch; did you mean --epochs"):
            snn.train(epoch=1)

    def test_sweeps(self):
        swept = snn.sweep("brunel", values={"neurons": [100, 125]}, duration_ms=5)
        self.assertTrue(swept["complete"])


class Bars(unittest.TestCase):
    def test_a_terminal_gets_a_bar(self):
        class Terminal(io.StringIO):
            def isatty(self):
                return True

        terminal = Terminal()
        with contextlib.redirect_stderr(terminal):
            balanced(size=50).run(5, connectivity=False)
        self.assertIn("\r", terminal.getvalue())
        self.assertTrue(terminal.getvalue().rstrip().endswith("spikes"), terminal.getvalue())


def _lives(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    unittest.main()
