"""Populations, views of them, currents and projections."""

import functools

import numpy as np

from ..errors import InputError
from ..values import array
from . import simulator
from .cells import CELLS, StandardCell
from .connectors import Connector
from .data import AnalogSignal, Block, Segment, SpikeTrain
from .errors import Named, NoNeuronError, NotAvailableError, number
from .randomness import number_or_random
from .synapses import StaticSynapse

_MOST_NEURONS = 1 << 30  # Of a population, as the command has it.

state = simulator.State()


def start(**options):
    """Begins a new network."""
    global state
    state = simulator.State(**options)


class Line:
    """Positions on a line."""

    def __init__(self, dx=1.0, x0=0.0, y=0.0, z=0.0):
        self._step, self._begin = dx, (x0, y, z)

    def generate_positions(self, n):
        """Positions of n neurons, 3 x n."""
        return np.stack([self._begin[0] + self._step * np.arange(n), np.full(n, self._begin[1]), np.full(n, self._begin[2])])


class Grid2D:
    """Positions on a grid, column by column."""

    def __init__(self, aspect_ratio=1.0, dx=1.0, dy=1.0, x0=0.0, y0=0.0, z=0, fill_order="sequential"):
        if fill_order != "sequential":
            raise NotAvailableError(f"fill_order is '{fill_order}': here it is 'sequential'")
        self._ratio, self._steps, self._begin = aspect_ratio, (dx, dy), (x0, y0, z)

    def generate_positions(self, n):
        """Positions of n neurons, 3 x n."""
        columns = round(np.sqrt(n * self._ratio))
        if columns == 0 or n % columns:
            raise NotAvailableError(f"{n} neurons fill no grid of an aspect ratio of {self._ratio}")
        x, y = np.divmod(np.arange(n), n // columns)
        return np.stack([self._begin[0] + self._steps[0] * x, self._begin[1] + self._steps[1] * y, np.full(n, float(self._begin[2]))])


class _Recorder:
    def __init__(self, population):
        self._population = population
        self.variables = {}  # Indices and interval [ms] by variable.

    def add(self, names, indices, interval):
        recordable = self._population.celltype.recordable
        if interval is not None:
            number("sampling_interval", interval, above=0)
        for name in _names(names, "variables"):
            if name not in recordable:
                raise NotAvailableError(f"{type(self._population.celltype).__name__} has no '{name}' to record: it has {', '.join(recordable)}")
            before, _ = self.variables.get(name, (np.empty(0, int), None))
            self.variables[name] = (np.union1d(before, indices), interval)

    def texts(self, dt):
        for name, (indices, interval) in self.variables.items():
            neurons = "all" if len(indices) == self._population.size else "+".join(map(str, indices.tolist()))
            variable = "spikes" if name == "spikes" else self._population.celltype.recordable[name]
            every = "" if name == "spikes" else f":every-ms={interval or dt:.9g}"
            yield f"{self._population.name}.{variable}:neurons={neurons}{every}"


def _names(given, argument):
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, (list, tuple, set)) or not all(isinstance(name, str) for name in names):
        raise InputError(f"{argument} is {given!r}: must be a name, such as 'v', or a list of names")
    return names


class _Neurons(Named):
    """What populations and their views have in common."""

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        try:
            indices = self.indices[index]
        except IndexError as error:
            raise NoNeuronError(f"{self.label} has {self.size} neurons: {error}") from None
        return PopulationView(self, indices)

    def __iter__(self):
        return (self[index] for index in range(self.size))

    def __add__(self, other):
        raise NotAvailableError(f"{self.label} + {getattr(other, 'label', other)}: there is no Assembly here; record, connect and set each population by itself")

    def get(self, parameter_names, gather=False, simplify=True):
        """Parameters of the cell type: a number for all, or values of each of these neurons."""
        values = [self.population.celltype.of(name, self.indices) for name in _names(parameter_names, "parameter_names")]
        return values[0] if isinstance(parameter_names, str) else values

    def sample(self, n, rng=None):
        """A view of n neurons, drawn without replacement."""
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or not 0 < n <= self.size:
            raise InputError(f"n is {n!r}: must be a whole number from 1 to {self.size}, the neurons of {self.label}")
        generator = rng.generator if rng is not None else state.rng
        return self[np.sort(generator.choice(self.size, n, replace=False))]

    def places_of(self, indices):
        """Where neurons of the population, by index, stand among these."""
        places = np.zeros(self.population.size, int)
        places[self.indices] = np.arange(self.size)
        return places[indices]

    def record(self, variables, to_file=None, sampling_interval=None):
        """Records variables: "spikes", "v" and others of the cell type, every ``sampling_interval`` [ms], by default every step.

        None: nothing of the population is recorded any more.
        """
        state.change("record()")
        if to_file is not None:
            raise NotAvailableError("to_file is given: here get_data() gives what was recorded")
        if variables is None:
            self.population.recorder.variables.clear()
        else:
            self.population.recorder.add(variables, self.indices, sampling_interval)

    def inject(self, source):
        """Injects a current source."""
        if not isinstance(source, StepCurrentSource):
            raise NotAvailableError(f"source is {source!r}: there are StepCurrentSource and DCSource")
        source.inject_into(self)

    def get_data(self, variables="all", gather=True, clear=False):
        """What was recorded, as a ``Block``."""
        if clear:
            raise NotAvailableError("clear is True: here what was recorded stays until reset() or setup()")
        names = _names(variables, "variables")
        recorded = self.population.recorder.variables
        unknown = [name for name in names if name != "all" and name not in recorded]
        if unknown:
            raise NotAvailableError(f"{unknown[0]} of {self.label} was not recorded: {', '.join(recorded) or 'nothing'} was")
        segments = []
        for number, result in enumerate(state.results):
            segment = Segment(f"segment{number:03d}")
            for name, (indices, interval) in recorded.items():
                if names == ["all"] or name in names:
                    self._add(segment, result, name, np.intersect1d(indices, self.indices), interval or state.dt)
            segments.append(segment)
        return Block(self.label, segments)

    def _add(self, segment, result, name, indices, interval):
        population = self.population
        if name == "spikes":
            trains = result.spikes[population.name].trains(population.size)
            segment.spiketrains = [
                SpikeTrain(np.round(trains[i] + state.dt, 9), result.simulated_ms, source_index=i, source_population=population.label) for i in indices.tolist()
            ]
            return
        found = result.states[f"{population.name}.{population.celltype.recordable[name]}"]
        columns = np.searchsorted(found.neurons, indices)
        first = found.times_ms[0] + state.dt if len(found.times_ms) else interval
        segment.analogsignals.append(AnalogSignal(found.values[:, columns], name, population.celltype.units[name], first, interval, indices))

    def get_spike_counts(self, gather=True):
        """Number of spikes of each neuron in the last segment, by index."""
        if not state.results:
            raise NotAvailableError("spikes are counted after run()")
        trains = self.get_data("spikes").segments[-1].spiketrains
        return {train.annotations["source_index"]: len(train) for train in trains}

    def mean_spike_count(self, gather=True):
        """Mean number of spikes of a neuron in the last segment."""
        counts = self.get_spike_counts()
        return sum(counts.values()) / len(counts) if counts else 0.0

    meanSpikeCount = mean_spike_count


class Population(_Neurons):
    """Neurons of one cell type: ``Population(100, IF_curr_exp(tau_m=10), label="exc")``."""

    def __init__(self, size, cellclass, cellparams=None, structure=None, initial_values=None, label=None):
        state.change("Population()")
        shape = size if isinstance(size, (tuple, list)) else (size,)
        if not all(isinstance(one, (int, np.integer)) and not isinstance(one, bool) and one > 0 for one in shape):
            raise InputError(f"size is {size!r}: must be a whole number, at least 1")
        self.size = int(np.prod(shape, dtype=object))
        if self.size > _MOST_NEURONS:
            raise InputError(f"size is {size!r}: must be at most {_MOST_NEURONS} neurons")
        if cellparams is not None and not isinstance(cellparams, dict):
            raise InputError(f"cellparams is {cellparams!r}: must be a dictionary of parameters")
        if label is not None and not isinstance(label, str):
            raise InputError(f"label is {label!r}: must be a text")
        if structure is not None and not hasattr(structure, "generate_positions"):
            raise NotAvailableError(f"structure is {structure!r}: there are Line and Grid2D")
        if not isinstance(cellclass, StandardCell) and not (isinstance(cellclass, type) and issubclass(cellclass, StandardCell)):
            raise NotAvailableError(f"cellclass is {cellclass!r}: there are {', '.join(CELLS)}")
        self.celltype = (cellclass(**(cellparams or {})) if isinstance(cellclass, type) else cellclass).drawn(self.size, state.rng)
        self.label = label or f"population{len(state.populations)}"
        self.name = state.name(label, "population")
        self.structure = structure or Line()
        self.initial_values = dict(self.celltype.initial_values)
        self.recorder = _Recorder(self)
        self.population = self
        self.is_whole = True
        state.populations.append(self)
        self.initialize(**(initial_values or {}))

    @functools.cached_property
    def indices(self):
        """All of them. Made where they are asked for, as they may be many."""
        return np.arange(self.size)

    @property
    def positions(self):
        """Positions, 3 x neurons."""
        return self.structure.generate_positions(self.size)

    def initialize(self, **initial_values):
        """Sets state variables at the start: a number, or a RandomDistribution."""
        state.change("initialize()")
        for name, value in initial_values.items():
            if self.celltype.recordable.get(name) is None:
                there = [known for known, variable in self.celltype.recordable.items() if variable]
                raise NotAvailableError(f"{type(self.celltype).__name__} has no state variable '{name}': it has {', '.join(there) or 'none'}")
            if np.ndim(value):
                raise NotAvailableError(f"{name} has a value for each neuron: here it is a number or a RandomDistribution")
            number_or_random(name, value)
        self.initial_values.update(initial_values)

    def set(self, **parameters):
        """Sets parameters of the cell type: a number, a distribution, or an array with a value for each neuron."""
        state.change("set()")
        self.celltype = type(self.celltype)(**{**self.celltype.parameters, **parameters}).drawn(self.size, state.rng)


class PopulationView(_Neurons):
    """Some neurons of a population: ``population[0:10]``."""

    def __init__(self, parent, indices, label=None):
        self.population = parent.population
        self.indices = np.atleast_1d(indices)
        self.size = len(self.indices)
        self.label = label or f"view of {parent.label}"
        self.is_whole = False
        if len(np.unique(self.indices)) < self.size:
            raise InputError(f"{self.label} has a neuron twice: must have each once")

    @property
    def positions(self):
        """Positions, 3 x neurons."""
        return self.population.positions[:, self.indices]

    def initialize(self, **initial_values):
        """Is of whole populations."""
        raise NotAvailableError(
            f"initialize() of {self.label}: state variables at the start are here one number or RandomDistribution for a whole population; "
            "make a population of these neurons"
        )

    def set(self, **parameters):
        """Sets parameters of these neurons, where the cell type has them for each neuron: a number, a distribution, or an array with a value for each."""
        state.change("set()")
        whole = self.population
        whole.celltype = whole.celltype.changed(parameters, self.indices, whole.size, state.rng)


def require_neurons(argument, given):
    """Refuses what is neither a population nor a view of one."""
    if not isinstance(given, _Neurons):
        raise NotAvailableError(f"{argument} is {given!r}: must be a Population or a view of one")


class _Injection:
    def __init__(self, neurons, times_ms, amplitudes):
        if neurons.population.celltype.is_source:
            raise NotAvailableError(f"{neurons.label} is a spike source: a current is for neurons")
        unit = getattr(neurons.population.celltype, "current", np.asarray)
        self.population = neurons.population
        self.neurons = neurons.indices
        self.times_ms = np.round(times_ms / state.dt) * state.dt
        self.values = unit(amplitudes)


class StepCurrentSource:
    """A current [nA] that changes at times [ms]."""

    def __init__(self, times, amplitudes):
        self.times, self.amplitudes = (np.atleast_1d(array(values, name)) for name, values in (("times", times), ("amplitudes", amplitudes)))
        if len(self.times) != len(self.amplitudes):
            raise NotAvailableError(f"times has {len(self.times)} and amplitudes {len(self.amplitudes)} values: must have as many each")

    def inject_into(self, cells):
        """Injects it into a population or a view."""
        state.change("inject_into()")
        require_neurons("cells", cells)
        state.injections.append(_Injection(cells, self.times, self.amplitudes))


class DCSource(StepCurrentSource):
    """A constant current [nA] from start to stop [ms]."""

    def __init__(self, amplitude=1.0, start=0.0, stop=None):
        number("amplitude", amplitude)
        super().__init__([start] if stop is None else [start, stop], [amplitude] if stop is None else [amplitude, 0.0])


def _of_one_pair(rule, start):
    def fill(table, places, values):
        table[places] = start
        rule.at(table, places, values)

    return fill


# What an array has of several synapses of one pair, which have no order here.
_OF_ONE_PAIR = {
    "sum": _of_one_pair(np.add, 0.0),
    "min": _of_one_pair(np.minimum, np.inf),
    "max": _of_one_pair(np.maximum, -np.inf),
}


class Projection(Named):
    """Synapses from one population, or view, to another."""

    def __init__(self, presynaptic_population, postsynaptic_population, connector, synapse_type=None, source=None, receptor_type=None, space=None, label=None):
        state.change("Projection()")
        if space is not None:
            raise NotAvailableError("space is given: distances here are those of the populations' positions, by DistanceDependentProbabilityConnector")
        if source is not None:
            raise NotAvailableError("source is given: neurons here have one place that spikes come from")
        require_neurons("presynaptic_population", presynaptic_population)
        require_neurons("postsynaptic_population", postsynaptic_population)
        if synapse_type is not None and not isinstance(synapse_type, StaticSynapse):
            raise NotAvailableError(f"synapse_type is {synapse_type!r}: must be one of this module's synapses, as StaticSynapse(weight=0.1)")
        if not isinstance(connector, Connector):
            raise NotAvailableError(f"connector is {type(connector).__name__}: must be one of this module's connectors")
        self.pre, self.post = presynaptic_population, postsynaptic_population
        self.connector = connector
        self.synapse_type = synapse_type or StaticSynapse()
        self.receptor_type = receptor_type or "excitatory"
        self.label = label or f"{self.pre.label}→{self.post.label}"
        self.name = state.name(label, "projection")
        if self.post.population.celltype.is_source:
            raise NotAvailableError(f"{self.post.label} is a spike source: synapses are for neurons")
        if self.receptor_type not in ("excitatory", "inhibitory"):
            raise NotAvailableError(f"receptor_type is '{receptor_type}': must be excitatory or inhibitory")
        self._check_sign()
        self._wiring = simulator.Wiring(self, state)
        state.projections.append(self)

    def add_to(self, net):
        """Adds it to a network."""
        self._wiring.add_to(net)

    def get(self, attribute_names, format="list", gather=True, with_address=True, multiple_synapses="sum"):
        """Weights [of the receptor] and delays [ms] at the end of the last run: a list of tuples, or arrays of sources x targets (nan: no synapse).

        multiple_synapses: what an array has of several synapses of one pair: their sum, min or max.
        """
        if not state.is_on:
            raise NotAvailableError("get() before run(): synapses are made when a run begins")
        names = [attribute_names] if isinstance(attribute_names, str) else list(attribute_names)
        found = state.results[-1].weights(self.name)
        receptors = 0 if getattr(self.post.population.celltype, "receptor", None) is None else state.dt
        columns = {"weight": found.weights, "delay": np.round(found.delays_ms - receptors, 9)}
        unknown = [name for name in names if name not in columns]
        if unknown:
            raise NotAvailableError(f"synapses have no '{unknown[0]}' here: they have weight and delay")
        if format not in ("list", "array"):
            raise NotAvailableError(f"format is '{format}': must be list or array")
        if multiple_synapses not in _OF_ONE_PAIR:
            raise NotAvailableError(f"multiple_synapses is '{multiple_synapses}': must be one of {', '.join(_OF_ONE_PAIR)}")
        sources, targets = self.pre.places_of(found.sources), self.post.places_of(found.targets)
        if format == "list":
            addresses = [sources.tolist(), targets.tolist()] if with_address else []
            return list(zip(*addresses, *(columns[name].tolist() for name in names)))
        tables = []
        for name in names:
            table = np.full((self.pre.size, self.post.size), np.nan)
            _OF_ONE_PAIR[multiple_synapses](table, (sources, targets), columns[name])
            tables.append(table)
        return tables[0] if isinstance(attribute_names, str) else tables

    def size(self):
        """Number of synapses, after a run."""
        return len(self.get("weight"))

    def _check_sign(self):
        weight = self.synapse_type.weight
        negative = self.receptor_type == "inhibitory" and not self.post.population.celltype.conductance_based
        if isinstance(weight, (int, float)) and (weight > 0 if negative else weight < 0):
            raise NotAvailableError(f"{self.label} has the weight {weight}: must be {'at most' if negative else 'at least'} 0 for {self.receptor_type} synapses here")
