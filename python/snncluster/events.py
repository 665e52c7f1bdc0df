"""What a run tells while it goes on."""

import dataclasses
import typing

import numpy as np

from .errors import InputError


@dataclasses.dataclass(frozen=True)
class Progress:
    """How far a run has come.

    phase: "wait" (for another run), "build", "run", "recover" or "write". real_time_factor: wall seconds per simulated second.
    run: its name in a cluster. ahead: runs before it, where it waits. reason: why it does not go on, while it recovers.
    """

    phase: str
    simulated_ms: float
    duration_ms: float
    loop_seconds: float
    recording_seconds: float
    elapsed_seconds: float
    real_time_factor: typing.Optional[float]
    run: typing.Optional[str]
    ahead: int
    reason: typing.Optional[str]


@dataclasses.dataclass(frozen=True)
class Spikes:
    """Spikes of a population by time: arrays of one length with time [ms] and neuron of each. size: neurons of the population, in results."""

    population: str
    times_ms: np.ndarray
    neurons: np.ndarray
    size: typing.Optional[int] = None

    def __len__(self):
        return len(self.neurons)

    def of(self, neuron):
        """Times of one neuron [ms]."""
        is_index = isinstance(neuron, (int, np.integer)) and not isinstance(neuron, bool)
        if not is_index or neuron < 0 or (self.size is not None and neuron >= self.size):
            rule = "a whole number, at least 0" if self.size is None else f"from 0 to {self.size - 1}, the neurons of '{self.population}'"
            raise InputError(f"neuron is {neuron!r}: must be {rule}")
        return self.times_ms[self.neurons == neuron]

    def trains(self, size=None):
        """Times of each neuron [ms]: a list of ``size`` arrays, which in results may be left out."""
        size = self.size if size is None else size
        least = self.size or int(self.neurons.max(initial=-1)) + 1
        if not isinstance(size, (int, np.integer)) or isinstance(size, bool) or size < least:
            raise InputError(f"size is {size!r}: must be a whole number, at least {least}, as '{self.population}' has neurons")
        order = np.argsort(self.neurons, kind="stable")
        return np.split(self.times_ms[order], np.searchsorted(self.neurons[order], np.arange(1, size)))


@dataclasses.dataclass(frozen=True)
class StateBatch:
    """Values of a state variable: arrays of one length with time [ms], neuron and value of each."""

    population: str
    variable: str
    times_ms: np.ndarray
    neurons: np.ndarray
    values: np.ndarray


@dataclasses.dataclass(frozen=True)
class Value:
    """A quantity over time, such as ``rate-hz`` of a population: docs/results.md names them."""

    name: str
    of: str
    time_ms: float
    value: float


@dataclasses.dataclass(frozen=True)
class Note:
    """What a person should know, and warnings."""

    kind: str
    text: str


def event_of(told):
    """An event as an object; None for those that only begin or end a run."""
    kind = told["event"]
    if kind == "progress":
        return Progress(
            told["phase"],
            told["simulatedMs"],
            told["durationMs"],
            told["loopSeconds"],
            told["recordingSeconds"],
            told["elapsedSeconds"],
            told["realTimeFactor"],
            told["run"],
            told["ahead"],
            told["reason"],
        )
    if kind == "spikes":
        return Spikes(told["population"], np.array(told["timesMs"], float), np.array(told["neurons"], np.int32))
    if kind == "states":
        return StateBatch(
            told["population"],
            told["variable"],
            np.array(told["timesMs"], float),
            np.array(told["neurons"], np.int32),
            np.array(told["values"], np.float32),
        )
    if kind == "value":
        return Value(told["name"], told["of"], told["timeMs"], float("nan") if told["value"] is None else told["value"])
    if kind in ("note", "warning"):
        return Note(kind, told["text"])
    return None
