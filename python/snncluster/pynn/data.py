"""Recorded data, with the names of Neo's objects and nothing but NumPy."""

import numpy as np


class SpikeTrain(np.ndarray):
    """Times of one neuron's spikes [ms], an array."""

    units = "ms"

    def __new__(cls, times, t_stop, **annotations):
        train = np.asarray(times, float).view(cls)
        train.t_start, train.t_stop, train.annotations = 0.0, t_stop, annotations
        return train

    def __array_finalize__(self, other):
        for name in ("t_start", "t_stop", "annotations"):
            setattr(self, name, getattr(other, name, None))

    @property
    def magnitude(self):
        """The times as a plain array."""
        return np.asarray(self)

    times = magnitude


class AnalogSignal(np.ndarray):
    """Values of a variable, times x neurons. The first value is that after the first interval."""

    def __new__(cls, values, name, units, t_start, sampling_period, channel_index):
        signal = np.asarray(values, float).view(cls)
        signal.name, signal.units, signal.t_start, signal.sampling_period, signal.channel_index = name, units, t_start, sampling_period, channel_index
        return signal

    def __array_finalize__(self, other):
        for name in ("name", "units", "t_start", "sampling_period", "channel_index"):
            setattr(self, name, getattr(other, name, None))

    @property
    def magnitude(self):
        """The values as a plain array."""
        return np.asarray(self)

    @property
    def times(self):
        """Time of each row [ms]."""
        return self.t_start + self.sampling_period * np.arange(len(self))


class Segment:
    """What one run recorded, from ``setup`` or ``reset`` on."""

    def __init__(self, name):
        self.name = name
        self.spiketrains = []
        self.analogsignals = []

    def filter(self, name):
        """The signals of a variable."""
        return [signal for signal in self.analogsignals if signal.name == name]


class Block:
    """All that a population recorded."""

    def __init__(self, name, segments):
        self.name = name
        self.segments = segments
