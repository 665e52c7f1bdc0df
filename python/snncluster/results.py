"""What a run recorded, as NumPy arrays."""

import dataclasses
import functools
import pathlib
import shutil

import numpy as np

from .command import run_to_end
from .errors import InputError
from .events import Spikes
from .folders import TemporaryFolder


@dataclasses.dataclass(frozen=True)
class States:
    """A state variable: ``values`` by time and neuron, as a table of times_ms x neurons; a value that was not recorded is nan."""

    population: str
    variable: str
    times_ms: np.ndarray
    neurons: np.ndarray
    values: np.ndarray


@dataclasses.dataclass(frozen=True)
class Synapses:
    """Synapses of a projection as arrays of one length (COO): source, target, weight in the unit of the receptor, delay [ms]."""

    projection: str
    sources: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    delays_ms: np.ndarray

    def __len__(self):
        return len(self.sources)


class Figure(type(pathlib.Path())):
    """The path of a PNG, which a notebook shows as a picture."""

    def _repr_png_(self):
        return self.read_bytes()


class Result:
    """What a run gave. Tables are read when they are asked for.

    folder: its files, as docs/results.md describes them. summary: summary.json as a dict. notes: what a person should know.
    """

    def __init__(self, folder, summary, notes=(), command=None, temporary=None):
        self.folder = None if folder is None else pathlib.Path(folder)
        self.summary = summary
        self.notes = list(notes)
        self._command = command
        self._temporary = temporary
        self._tables = {}
        self._exported = None

    @property
    def digest(self):
        """Fingerprint of neurons and synapses at the end: the same for the same network, seed and step, however it is cut."""
        return self.summary["digest"]

    @property
    def complete(self):
        """False where the run was ended early."""
        return self.summary["complete"]

    @property
    def simulated_ms(self):
        """Simulated time [ms]."""
        return self.summary["simulatedMs"]

    @property
    def rates_hz(self):
        """Mean rate of each population over the run [Hz], by name."""
        return self.summary["meanRateHz"]

    @property
    def sizes(self):
        """Neurons of each population, by name."""
        return {population["name"]: population["size"] for population in self.summary["populations"]}

    @functools.cached_property
    def spikes(self):
        """``Spikes`` of each population, by name; recorded by "spikes"."""
        table = self.table("spikes")
        return {name: self._spikes(table, name, size) for name, size in self.sizes.items()}

    @functools.cached_property
    def states(self):
        """``States`` by "population.Variable"; recorded under that name."""
        table = self.table("states")
        names = [(name, variable) for name in self.sizes for variable in np.unique(table["variable"][_rows(table, "population", name)]).tolist()]
        return {f"{population}.{variable}": self._states(table, population, variable) for population, variable in names}

    def weights(self, projection, at="end"):
        """``Synapses`` of a projection, at the "start" or at the "end"."""
        if at not in ("start", "end"):
            raise InputError(f"at is {at!r}: must be 'start' or 'end'")
        known = [one["name"] for one in self.summary["projections"]]
        name = getattr(projection, "name", projection)
        if name not in known:
            raise InputError(f"there is no projection '{name}': there are {', '.join(known) or 'none'}")
        table = self.table(f"connectivity-{at}")
        rows = _rows(table, "projection", name)
        delays = np.round(table["delaySteps"][rows] * self.summary["dtMs"], 9)
        return Synapses(name, table["source"][rows], table["target"][rows], table["weight"][rows], delays)

    def series(self, name, of):
        """A quantity over time, such as ``series("rate-hz", "e")``: times [ms] and values."""
        of = getattr(of, "name", of)
        table = self.table("timeseries")
        rows = _rows(table, "name", name) & _rows(table, "of", of)
        if not rows.any():
            there = sorted({f"{one} of {whose}" for one, whose in zip(table["name"].tolist(), table["of"].tolist())})
            raise InputError(f"there is no {name} of {of}: there are {', '.join(there) or 'none'}")
        return table["timeMs"][rows], table["value"][rows]

    @property
    def tables(self):
        """Names of all tables."""
        return sorted(path.stem for path in self.folder.glob("*.parquet"))

    def table(self, name):
        """A table as a dict of columns, such as ``table("spikes")["neuron"]``; docs/results.md has tables and columns."""
        if name not in self._tables:
            if name not in self.tables:
                asked = {"spikes": ": record=['spikes'] records them", "states": ": record=['POPULATION.VARIABLE'] records them"}
                raise InputError(f"the run has no table '{name}'{asked.get(name, '')}; there are {', '.join(self.tables) or 'none'}")
            self._tables[name] = _from_parquet(self.folder / f"{name}.parquet") or self._from_export(name)
        return self._tables[name]

    def frame(self, name):
        """A table as a frame of pandas, which must be installed."""
        import pandas

        return pandas.DataFrame(self.table(name))

    def figure(self, name):
        """A figure that the command draws: "spikes" (a raster), "rates" and others that docs/results.md names. A path of a PNG, which a notebook shows."""
        path = Figure(self.folder / f"{name}.png")
        if not path.exists():
            run_to_end(["report", self.folder], self._command)
        if not path.exists():
            there = sorted(one.stem for one in self.folder.glob("*.png"))
            raise InputError(f"there is no figure '{name}' of this run: there are {', '.join(there)}")
        return path

    def raster(self, axes=None, populations=None, size=1):
        """Draws spikes over time by matplotlib, which must be installed, and gives the axes: a dot for each, populations above each other."""
        import matplotlib.pyplot

        axes = matplotlib.pyplot.gca() if axes is None else axes
        first = 0
        for name, spikes in self.spikes.items():
            if populations is None or name in populations:
                axes.plot(spikes.times_ms, first + spikes.neurons, ".", markersize=size, label=name)
                first += self.sizes[name]
        axes.set_xlabel("time [ms]")
        axes.set_ylabel("neuron")
        axes.legend(loc="upper right")
        return axes

    def export(self, format, out):
        """Writes the results in another format, "csv", "npz", "sonata" or "nwb", to a new folder, and gives the paths of the files."""
        printed = run_to_end(["export", self.folder, "--format", format, "--out", out], self._command)
        return [pathlib.Path(line) for line in printed.splitlines()]

    def save(self, folder):
        """Copies all files to a folder that is not there yet; those of a run without ``out`` go with this object."""
        if pathlib.Path(folder).exists():
            raise InputError(f"{folder} is there already: name a folder that is not")
        shutil.copytree(self.folder, folder)

    def __repr__(self):
        ended = "" if self.complete else ", ended early"
        return f"Result({self.summary['experiment']!r}, {self.simulated_ms:g} ms{ended}, {self.summary['spikes']} spikes, {self.digest[:15]}...)"

    def _from_export(self, name):
        if self._exported is None:
            self._exported = TemporaryFolder()
            self.export("npz", self._exported.path / "npz")
        with np.load(self._exported.path / "npz" / f"{name}.npz", allow_pickle=False) as columns:
            return dict(columns.items())

    @staticmethod
    def _spikes(table, population, size):
        rows = _rows(table, "population", population)
        return Spikes(population, table["timeMs"][rows], table["neuron"][rows].astype(np.int32, copy=False), size)

    @staticmethod
    def _states(table, population, variable):
        rows = _rows(table, "population", population) & _rows(table, "variable", variable)
        times, row = np.unique(table["timeMs"][rows], return_inverse=True)
        neurons, column = np.unique(table["neuron"][rows], return_inverse=True)
        values = np.full((len(times), len(neurons)), np.nan, np.float32)
        values[row, column] = table["value"][rows]
        return States(population, variable, times, neurons, values)


def _rows(table, column, name):
    # The columns of an exported table without rows have no type of their own.
    return table[column].astype(str, copy=False) == name


def load(folder, command=None):
    """The result of a run that was written to a folder before."""
    import json

    path = pathlib.Path(folder, "summary.json")
    if not path.is_file():
        raise InputError(f"{folder} is not a run: it has no summary.json")
    summary = json.loads(path.read_text(encoding="utf-8"))
    if "simulatedMs" not in summary:
        raise InputError(f"{folder} is not a run: its summary.json is of something else")
    return Result(folder, summary, command=command)


def _from_parquet(path):
    try:
        import pyarrow.parquet
    except ImportError:
        return None
    read = pyarrow.parquet.read_table(path)
    columns = {name: read[name].to_numpy() for name in read.column_names}
    return {name: column.astype(str) if column.dtype == object else column for name, column in columns.items()}
