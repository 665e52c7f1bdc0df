"""A network as a description file has it, built with Python's names and NumPy's arrays."""

import os
import pathlib
import re

import numpy as np

from .errors import InputError
from .running import Run
from .values import array, ids, keyed, model, plain, same_length, write_document

# Of an input, these lists belong together.
_EVENTS = ("ids", "timesMs")


class Population:
    """Neurons of one model; made by ``Network.population``."""

    def __init__(self, description):
        self.description = description

    @property
    def name(self):
        """Its name."""
        return self.description["name"]

    @property
    def size(self):
        """Number of neurons."""
        return self.description["size"]

    def __len__(self):
        return self.size

    def __repr__(self):
        return f"Population({self.name!r}, {self.size}, {self.description['model']['type']!r})"


class Projection:
    """Synapses from one population to another; made by ``Network.project``."""

    def __init__(self, description):
        self.description = description

    @property
    def name(self):
        """Its name."""
        return self.description["name"]

    def __repr__(self):
        return f"Projection({self.name!r}, {self.description['source']!r}, {self.description['target']!r})"


class Network:
    """A network, and what is observed of it.

    dt_ms: length of a step [ms], above 0. seed: of all random numbers. name: what results call it, in kebab case.
    """

    def __init__(self, dt_ms=0.1, seed=1, name="network", description=None):
        if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
            raise InputError(f"name is {name!r}: must be in kebab case, as 'balanced-network'")
        self.name = name
        self.description = description
        self.dt_ms = plain(dt_ms, "dtMs")
        if not isinstance(self.dt_ms, (int, float)) or not self.dt_ms > 0:
            raise InputError(f"dtMs is {dt_ms!r}: must be a number above 0")
        self.seed = plain(seed, "seed")
        self.populations = []
        self.projections = []
        self.inputs = []
        self.modulators = []
        self.probes = []

    def population(self, name, size, neuron, receptors=None, grid=None, initial_state=None, elements=None, **parameters):
        """Adds neurons.

        neuron: name of the neuron model, with ``parameters`` by their names with units (``threshold_mv=-50``), or a ``model(...)``.
        A parameter of each neuron is an array, for models that have those. receptors: the post-synaptic model of each by name, as
        {"excitatory": "delta"}. grid: (width, height). initial_state: values by state variable.
        """
        if isinstance(neuron, str):
            neuron = model(neuron, **parameters)
        elif parameters:
            raise InputError(f"{name} has parameters beside a model: give {', '.join(parameters)} to the model")
        if not isinstance(neuron, dict) or "type" not in neuron:
            raise InputError(f"neuron of '{name}' is {neuron!r}: must be the name of a neuron model, or a model(...)")
        described = {"name": name, "size": plain(size, "size"), "model": neuron}
        if receptors:
            if not isinstance(receptors, dict):
                raise InputError(f"receptors of '{name}' is {receptors!r}: must be a dictionary of names and models, as {{'excitatory': 'delta'}}")
            described["receptors"] = [{"name": one, "model": rule} for one, rule in receptors.items()]
        if grid is not None:
            if not isinstance(grid, (list, tuple)) or len(grid) != 2:
                raise InputError(f"grid of '{name}' is {grid!r}: must be (width, height)")
            width, height = grid
            described["grid"] = keyed({"width": width, "height": height})
        described.update(keyed({"elements": elements}))
        if initial_state:
            described["initialState"] = {variable: plain(value, variable) for variable, value in initial_state.items()}
        added = Population(described)
        self.populations.append(added)
        return added

    def project(self, source, target, connectivity, weight=None, delay_ms=None, name=None, receptor=None, synapse=None, **more):
        """Connects two populations.

        connectivity: which neurons, as ``fixed_in_degree(80)`` or ``connections(sources, targets)``. weight: a number or a distribution,
        in the unit of the receptor; delay_ms: axonal delay [ms]. Neither need be given where ``connections`` has its own. synapse: how weights
        change. more: the other keys of a projection (``dendritic_delay_ms``, ``rewiring``, ...).
        """
        source, target = self._population(source), self._population(target)
        connectivity = dict(plain(connectivity, "connectivity")) if isinstance(connectivity, dict) else {"type": connectivity}
        if connectivity.get("type") == "connection-list" and "file" not in connectivity:
            self._check(connectivity, source, target)
            if weight is None and "weights" in connectivity:
                weight = 0
            if delay_ms is None and "delaysMs" in connectivity:
                delay_ms = self._shortest(connectivity["delaysMs"])
        described = {
            "name": name or self._free(f"{source.name}-{target.name}"),
            "source": source.name,
            "target": target.name,
            "connectivity": connectivity,
            **keyed({"weight": weight, "delay_ms": delay_ms, "receptor": receptor, "synapse": synapse, **more}),
        }
        added = Projection(described)
        self.projections.append(added)
        return added

    def input(self, type, population, name=None, **parameters):
        """Adds input that a population gets without synapses, as ``input("poisson-drive", e, rate_hz=8000, weight=0.1)``.

        Of ``listed-spikes``, ids and times_ms are arrays, in any order.
        """
        population = self._population(population)
        described = {"type": type, "name": name or self._free(f"{type}-{population.name}"), "population": population.name, **keyed(parameters)}
        if type == "listed-spikes" and all(list_ in described for list_ in _EVENTS):
            events = ids(described["ids"], "ids", population.size, population.name)
            times = np.atleast_1d(array(described["timesMs"], "timesMs"))
            same_length(("ids", events), ("timesMs", times))
            order = np.argsort(times, kind="stable")
            described["ids"], described["timesMs"] = events[order], times[order]
        self.inputs.append(described)
        return described

    def modulator(self, name, **parameters):
        """Adds a third factor of plasticity, such as dopamine."""
        self.modulators.append({"name": name, **keyed(parameters)})
        return self.modulators[-1]

    def probe(self, type, **parameters):
        """Observes more than ``record`` of a run has words for, as ``probe("weight", projection=p, bins=...)``."""
        self.probes.append(model(type, **parameters))

    def document(self):
        """The description as a dict; arrays are still arrays."""
        network = {"dtMs": self.dt_ms, "seed": self.seed, "populations": [one.description for one in self.populations]}
        for name, list_ in [("projections", [one.description for one in self.projections]), ("inputs", self.inputs), ("modulators", self.modulators)]:
            if list_:
                network[name] = list_
        document = {"name": self.name, **keyed({"description": self.description}), "network": network}
        if self.probes:
            document["probes"] = self.probes
        return document

    def write(self, folder):
        """Writes the description to a folder, which is made where it is missing, and gives its path. Nothing is overwritten."""
        folder = pathlib.Path(folder)
        there = sorted(folder.glob(f"{self.name}*")) if folder.is_dir() else []
        if there:
            raise InputError(f"{there[0]} is there already: name another folder")
        os.makedirs(folder, exist_ok=True)
        return write_document(self.document(), folder, self.name)

    def start(self, duration_ms, **options):
        """Starts a run, to be followed event by event: see ``Run``."""
        return Run(self, duration_ms=duration_ms, **options)

    def run(self, duration_ms, **options):
        """Runs the network for so many ms and gives the ``Result``: see ``Run`` for the options."""
        return self.start(duration_ms, **options).result()

    def check(self, **options):
        """Has the command check the network, and how it would be run, and run nothing. Raises ``InputError`` with all that is wrong."""
        Run.check(self, **options)

    def _population(self, named):
        if isinstance(named, Population):
            if not any(one is named for one in self.populations):
                raise InputError(f"population '{named.name}' is of another network")
            return named
        for one in self.populations:
            if one.name == named:
                return one
        raise InputError(f"there is no population '{named}': there are {', '.join(one.name for one in self.populations) or 'none yet'}")

    def _free(self, name):
        taken = {one.name for one in self.projections} | {one["name"] for one in self.inputs}
        number = 2
        free = name
        while free in taken:
            free, number = f"{name}-{number}", number + 1
        return free

    def _shortest(self, delays_ms):
        steps = round(float(np.min(delays_ms)) / self.dt_ms) if np.size(delays_ms) else 1
        return round(max(1, steps) * self.dt_ms, 9)

    @staticmethod
    def _check(connectivity, source, target):
        for key in ("sources", "targets"):
            if key not in connectivity:
                raise InputError(f"connection-list has no '{key}': it must be given")
        connectivity["sources"] = ids(connectivity["sources"], "sources", source.size, source.name)
        connectivity["targets"] = ids(connectivity["targets"], "targets", target.size, target.name)


def connections(sources, targets, weights=None, delays_ms=None, allow_multapses=False):
    """Synapses one by one: source and target of each, and where they have their own, weight and delay [ms], as arrays of one length."""
    lists = {"sources": ids(sources, "sources"), "targets": ids(targets, "targets")}
    for name, values in [("weights", weights), ("delaysMs", delays_ms)]:
        if values is not None:
            lists[name] = np.atleast_1d(array(values, name))
    same_length(*lists.items())
    return {"type": "connection-list", **lists, **({"allowMultapses": True} if allow_multapses else {})}


def all_to_all():
    """Every source connects to every target."""
    return model("all-to-all")


def one_to_one(offset=0):
    """Source i connects to target i + offset."""
    return model("one-to-one", offset=offset)


def fixed_probability(probability):
    """Each pair is connected with one probability."""
    return model("fixed-probability", probability=probability)


def fixed_in_degree(in_degree, allow_multapses=False):
    """Each target gets so many synapses, from sources drawn uniformly."""
    return model("fixed-in-degree", in_degree=in_degree, allow_multapses=allow_multapses)


def fixed_out_degree(out_degree):
    """Each source gets so many synapses, onto targets drawn uniformly and with replacement."""
    return model("fixed-out-degree", out_degree=out_degree)


def fixed_total_number(count):
    """So many synapses in all, with sources and targets drawn uniformly and with replacement."""
    return model("fixed-total-number", count=count)


def probability_by_distance(probability, kernel, borders="periodic"):
    """Each pair is connected with a probability that falls with distance, as ``model("gaussian", sigma=2)``."""
    return model("probability-by-distance", probability=probability, kernel=kernel, borders=borders)


def uniform(lower, upper):
    """Uniformly distributed values."""
    return model("uniform", from_=lower, to=upper)


def normal(average, standard_deviation):
    """Normally distributed values."""
    return model("normal", average=average, standard_deviation=standard_deviation)


def truncated_normal(average, standard_deviation, lower, upper):
    """Normally distributed values, drawn again outside of a range."""
    return model("truncated-normal", average=average, standard_deviation=standard_deviation, from_=lower, to=upper)


def log_normal(log_average, log_standard_deviation):
    """Values whose logarithm is normally distributed."""
    return model("log-normal", log_average=log_average, log_standard_deviation=log_standard_deviation)


def exponential(average):
    """Exponentially distributed values, from 0 on."""
    return model("exponential", average=average)
