"""Spiking neural networks: built with NumPy, run by the command ``snncluster`` in this machine or on a cluster.

    import snncluster as snn

    net = snn.Network(dt_ms=0.1)
    e = net.population("e", 800, "lif", threshold_mv=-50, receptors={"jumps": "delta"})
    net.project(e, e, snn.fixed_probability(0.1), weight=0.1, delay_ms=1.5)
    net.input("poisson-drive", e, rate_hz=15000, weight=0.1)
    result = net.run(200, record="spikes")
    print(result.spikes["e"].times_ms)
"""

from .command import find_command
from .doors import describe, describe_model, experiments, run_experiment, schema, sweep, train
from .errors import CommandNotFoundError, InputError, RunError, SnnClusterError
from .events import Note, Progress, Spikes, StateBatch, Value
from .network import (
    Network,
    Population,
    Projection,
    all_to_all,
    connections,
    exponential,
    fixed_in_degree,
    fixed_out_degree,
    fixed_probability,
    fixed_total_number,
    log_normal,
    normal,
    one_to_one,
    probability_by_distance,
    truncated_normal,
    uniform,
)
from .results import Result, States, Synapses, load
from .running import Run, run
from .values import model

__version__ = "0.1.0"

__all__ = [
    "CommandNotFoundError",
    "InputError",
    "Network",
    "Note",
    "Population",
    "Progress",
    "Projection",
    "Result",
    "Run",
    "RunError",
    "SnnClusterError",
    "Spikes",
    "StateBatch",
    "States",
    "Synapses",
    "Value",
    "all_to_all",
    "connections",
    "describe",
    "describe_model",
    "experiments",
    "exponential",
    "find_command",
    "fixed_in_degree",
    "fixed_out_degree",
    "fixed_probability",
    "fixed_total_number",
    "load",
    "log_normal",
    "model",
    "normal",
    "one_to_one",
    "probability_by_distance",
    "run",
    "run_experiment",
    "schema",
    "sweep",
    "train",
    "truncated_normal",
    "uniform",
]
