"""SnnCluster with the names of PyNN (Davison et al. 2009): scripts in its style run with ``import snncluster.pynn as sim``.

What there is has PyNN's parameter names, units and defaults. What there is not raises ``NotAvailableError``, which names what there is.
"""

from ..errors import InputError
from . import populations as _populations
from .cells import (
    CELLS,
    EIF_cond_alpha_isfa_ista,
    EIF_cond_exp_isfa_ista,
    HH_cond_exp,
    IF_cond_alpha,
    IF_cond_exp,
    IF_curr_alpha,
    IF_curr_exp,
    Izhikevich,
    SpikeSourceArray,
    SpikeSourcePoisson,
)
from .connectors import (
    CONNECTORS,
    AllToAllConnector,
    ArrayConnector,
    DistanceDependentProbabilityConnector,
    FixedNumberPostConnector,
    FixedNumberPreConnector,
    FixedProbabilityConnector,
    FixedTotalNumberConnector,
    FromListConnector,
    OneToOneConnector,
)
from .data import AnalogSignal, Block, Segment, SpikeTrain
from .errors import NotAvailableError, number
from .populations import DCSource, Grid2D, Line, Population, PopulationView, Projection, StepCurrentSource
from .randomness import NumpyRNG, RandomDistribution
from .synapses import (
    SYNAPSES,
    AdditivePotentiationMultiplicativeDepression,
    AdditiveWeightDependence,
    GutigWeightDependence,
    MultiplicativeWeightDependence,
    SpikePairRule,
    StaticSynapse,
    STDPMechanism,
    TsodyksMarkramSynapse,
)

_OTHERS = {"Cell": CELLS, "cond": CELLS, "curr": CELLS, "Connector": CONNECTORS, "Synapse": SYNAPSES, "Dependence": SYNAPSES, "Rule": SYNAPSES}


def setup(timestep=0.1, min_delay="auto", max_delay="auto", seed=1, **options):
    """Begins a network. timestep [ms]; seed of all random numbers; options: those of ``snncluster.Run``, such as cluster, partitions, progress, out."""
    _populations.start(timestep=timestep, min_delay=min_delay, max_delay=max_delay, seed=seed, **options)
    return 0


def run(simtime, callbacks=None):
    """Goes on for so many ms. Gives the time [ms].

    Every call simulates from time 0 on: up to where the one before ended, nothing changes.
    """
    if callbacks:
        raise NotAvailableError("callbacks are given: snncluster.Run has on_spikes, on_states and on_progress, which setup() takes")
    _populations.state.run(_populations.state.time + number("simtime", simtime, above=0))
    return _populations.state.time


run_for = run


def run_until(time_point, callbacks=None):
    """Goes on up to a time [ms]."""
    now = _populations.state.time
    if number("time_point", time_point) <= now:
        raise InputError(f"time_point is {time_point}: must be above {now:g} ms, how far the network has come; reset() goes back to 0")
    return run(time_point - now, callbacks)


def reset(annotations=None):
    """Goes back to time 0; what is recorded from now on is a new segment."""
    _populations.state.reset()


def end():
    """Ends. Nothing is left to do."""


def get_current_time():
    """How far the network has come [ms]."""
    return _populations.state.time


def get_time_step():
    """The timestep [ms]."""
    return _populations.state.dt


def get_min_delay():
    """The shortest delay [ms]."""
    return _populations.state.min_delay


def get_max_delay():
    """The longest delay [ms], as ``setup`` has it."""
    return _populations.state.max_delay


def num_processes():
    """Always 1: partitions are the matter of SnnCluster."""
    return 1


def rank():
    """Always 0."""
    return 0


def list_standard_models():
    """Names of the cell types that there are."""
    return list(CELLS)


def initialize(cells, **initial_values):
    """Sets state variables of a population at the start."""
    _populations.require_neurons("cells", cells)
    cells.initialize(**initial_values)


def record(variables, source, filename=None, sampling_interval=None):
    """Records variables of a population."""
    _populations.require_neurons("source", source)
    source.record(variables, to_file=filename, sampling_interval=sampling_interval)


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    there = next((kind for part, kind in _OTHERS.items() if part in name), {**CELLS, **CONNECTORS, **SYNAPSES})
    raise NotAvailableError(f"there is no '{name}' here: there are {', '.join(there)}")


__all__ = [
    *CELLS, *CONNECTORS, *SYNAPSES, "AnalogSignal", "Block", "DCSource", "Grid2D", "Line", "NotAvailableError", "NumpyRNG", "Population",
    "PopulationView", "Projection", "RandomDistribution", "Segment", "SpikeTrain", "StepCurrentSource", "end", "get_current_time", "get_max_delay",
    "get_min_delay", "get_time_step", "initialize", "list_standard_models", "num_processes", "rank", "record", "reset", "run", "run_for", "run_until", "setup",
]  # fmt: skip
