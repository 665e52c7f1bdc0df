"""The samples and the notebook of the documents."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

import numpy as np

import snncluster as snn

DOCUMENTS = pathlib.Path(__file__).resolve().parents[2] / "docs"
PACKAGE = pathlib.Path(snn.__file__).resolve().parents[1]
NOTEBOOKS = sorted((DOCUMENTS / "notebooks").glob("*.ipynb"))
SECONDS = 120


class Samples(unittest.TestCase):
    def run_sample(self, name, *expected, folder="python", then=lambda folder: None):
        """Runs a sample and gives what it prints. ``then`` is called with the folder that it ran in."""
        script = DOCUMENTS / "samples" / folder / name
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, script],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": str(PACKAGE)},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
            self.assertEqual(done.returncode, 0, done.stderr)
            for pattern in expected:
                self.assertRegex(done.stdout, pattern)
            then(pathlib.Path(folder))
            return done.stdout

    def test_balanced(self):
        self.run_sample("balanced.py", r"\{'e': \d+", r"balanced/spikes\.png", then=self.fires_irregularly)

    def fires_irregularly(self, folder):
        """As its text says: CV of intervals, and spikes of all within 2 ms, of which there are never none and never many times as many as usual."""
        run = snn.load(folder / "balanced")
        late = [train[train > 100] for train in run.spikes["e"].trains(run.sizes["e"])]
        intervals = [np.diff(train) for train in late if len(train) > 4]
        self.assertGreater(len(intervals), run.sizes["e"] / 2)
        self.assertTrue(0.6 < np.mean([some.std() / some.mean() for some in intervals]) < 1)
        self.assertTrue(5 < sum(map(len, late)) / len(late) / 0.4 < 30)
        together = np.histogram(np.concatenate(late), np.arange(100, 501, 2))[0]
        self.assertTrue(together.min() > 0 and together.max() < 4 * together.mean(), together)

    def test_arrays(self):
        self.run_sample("arrays.py", "2000 synapses, the first from 0 to 1 with 6.0 nA", r"spikes; neuron 1: \[7", r"\(1000, 4\)")

    def test_live(self):
        self.run_sample("live.py", "run: ", "ended early")

    def test_pynn(self):
        self.run_sample("pynn_network.py", r"mean rate: \d", r"\(600, 2\) mV")

    def test_the_network_in_all_simulators_is_that_of_the_description(self):
        printed = self.run_sample("balanced.py", "exc 56.1 Hz", folder="from-others")
        described = snn.run(DOCUMENTS / "samples" / "from-others" / "balanced.json", progress=False)
        self.assertEqual(printed.splitlines()[-1], described.digest)

    def test_all_samples_are_run(self):
        names = {path.name for path in (DOCUMENTS / "samples" / "python").glob("*.py")}
        self.assertEqual(names, {"balanced.py", "arrays.py", "live.py", "pynn_network.py"})


class Notebooks(unittest.TestCase):
    def test_they_run(self):
        self.assertTrue(NOTEBOOKS)
        for path in NOTEBOOKS:
            with self.subTest(path.name):
                try:
                    import ipykernel  # noqa: F401
                    import nbclient
                    import nbformat
                except ImportError:
                    self.run_cells(path)
                    continue
                self.run_notebook(path, nbclient, nbformat)

    def run_cells(self, path):
        """Without Jupyter: the cells one after another."""
        names = {"__name__": "notebook"}
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), path.name, "exec"), names)

    def run_notebook(self, path, nbclient, nbformat):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        self.assertFalse([cell for cell in notebook.cells if cell.get("outputs")], "the notebook is kept without outputs")

        # The kernel is Debian's Python, outside of a virtual environment.
        with unittest.mock.patch.dict(os.environ, PYTHONPATH=str(PACKAGE), PYDEVD_DISABLE_FILE_VALIDATION="1"):
            nbclient.NotebookClient(notebook, timeout=SECONDS, kernel_name="python3").execute()
        text = "\n".join(str(output) for cell in notebook.cells for output in cell.get("outputs", []))
        for pattern in (r"thresholdMv: Threshold", r"500 ms in [\d.]+ s, \d+ spikes", r"e: \d+\.\d Hz, CV", r"sha256:"):
            self.assertRegex(text, re.compile(pattern))


if __name__ == "__main__":
    unittest.main()
