"""PyNN's standard cells, as neuron models and receptors of SnnCluster. Parameters have PyNN's names, units and defaults."""

import difflib

import numpy as np

from ..errors import InputError
from ..values import array, model
from .errors import NotAvailableError, number
from .randomness import RandomDistribution, checked, values_of

EXCITATORY, INHIBITORY = "excitatory", "inhibitory"

# Units per unit: of the recovery variable's current in Izhikevich's neurons, and of the subthreshold adaptation [nS] in uS.
_IZHIKEVICH_PER_NA = 1000
_US_PER_NS = 1e-3
_INTERVALS = 64  # Of a Poisson process, that are drawn together.


class StandardCell:
    """A cell type with its parameters. ``defaults``, ``recordable`` and ``units`` are those of PyNN."""

    defaults = {}
    initial_values = {}
    recordable = {"spikes": None}
    units = {"v": "mV", "w": "nA", "u": "mV/ms", "gsyn_exc": "uS", "gsyn_inh": "uS"}
    may_differ = ()  # Parameters that may have a value for each neuron.
    conductance_based = True
    is_source = False

    def __init__(self, **parameters):
        for name in parameters:
            self.require(name)
        self.parameters = {name: self.checked(name, value) for name, value in {**self.defaults, **parameters}.items()}

    @classmethod
    def require(cls, name):
        """Refuses a name that is none of a parameter."""
        if name not in cls.defaults:
            near = difflib.get_close_matches(name, cls.defaults, 1)
            raise NotAvailableError(
                f"{cls.__name__} has no parameter '{name}'" + (f"; did you mean '{near[0]}'?" if near else f": it has {', '.join(cls.defaults)}")
            )

    @staticmethod
    def checked(name, value):
        """A value of a parameter, or an error that says what it must be."""
        return checked(name, value)

    @classmethod
    def default_parameters(cls):
        """PyNN's name for ``defaults``."""
        return dict(cls.defaults)

    def of(self, name, indices):
        """A parameter of some neurons: a number where it is that of all, or values of each."""
        self.require(name)
        value = self.parameters[name]
        return np.asarray(value)[indices] if np.ndim(value) else value

    def drawn(self, size, generator):
        """The same with the values of its distributions, which are drawn once."""
        values = {name: given.next(size, generator) if isinstance(given, RandomDistribution) else given for name, given in self.parameters.items()}
        drawn = type(self)(**values)
        drawn.values(size)
        return drawn

    def changed(self, changes, indices, size, generator):
        """The same, with other parameters of some neurons."""
        given = type(self)(**changes).drawn(len(indices), generator).parameters
        changed = type(self)(**{**self.parameters, **{name: self.spread(name, given[name], indices, size) for name in changes}})
        changed.values(size)
        return changed

    def spread(self, name, value, indices, size):
        """Values of all neurons of a parameter, of which some get others."""
        values = np.array(np.broadcast_to(self.parameters[name], size), float)
        values[indices] = value
        return values

    def described(self, size, dt_ms, initial):
        """The model, the receptors and the inputs (type and parameters) of a population of this size."""
        raise NotImplementedError

    def values(self, size):
        """Parameters by name: numbers, and arrays where neurons may differ."""
        values = {name: values_of(given, size, name) for name, given in self.parameters.items()}
        differing = [name for name, value in values.items() if np.ndim(value) and name not in self.may_differ]
        for name in differing:
            if np.ptp(values[name]) > 0:
                may = f": {', '.join(self.may_differ)} may" if self.may_differ else ""
                raise NotAvailableError(f"{type(self).__name__} has {name} of each neuron, which here is one for all{may}; make a population for each value")
            values[name] = float(values[name][0])
        return values


def _refractory(value, dt_ms):
    return np.round(np.asarray(value) / dt_ms) * dt_ms if np.ndim(value) else round(value / dt_ms) * dt_ms


def _start(initial, name="v"):
    return initial[name].described() if hasattr(initial.get(name), "described") else initial.get(name)


class _Integrator(StandardCell):
    """What the cells with an excitatory and an inhibitory synapse have in common."""

    receptor = None
    reversal = True

    def receptors(self, p):
        rules = {}
        for name, letter in ((EXCITATORY, "E"), (INHIBITORY, "I")):
            more = {"reversal_potential_mv": p[f"e_rev_{letter}"]} if self.conductance_based else {}
            rules[name] = model(self.receptor, time_constant_ms=p[f"tau_syn_{letter}"], within_step="by-membrane", **more)
        return rules


class _CurrentLif(_Integrator):
    conductance_based = False
    may_differ = ("tau_m", "v_rest", "v_reset", "v_thresh", "tau_refrac", "i_offset")
    recordable = {"spikes": None, "v": "V"}
    initial_values = {"v": -65.0}

    def described(self, size, dt_ms, initial):
        p = self.values(size)
        parameters = {
            "capacitance_nf": p["cm"],
            "membrane_time_constant_ms": p["tau_m"],
            "resting_potential_mv": p["v_rest"],
            "reset_potential_mv": p["v_reset"],
            "threshold_mv": p["v_thresh"],
            "refractory_period_ms": _refractory(p["tau_refrac"], dt_ms),
            "initial_potential_mv": _start(initial),
        }
        if not any(np.ndim(p[name]) for name in self.may_differ):
            return model("lif", bias_current_na=p["i_offset"], **parameters), self.receptors(p), []

        # A constant current is a shift of the resting potential.
        parameters["resting_potential_mv"] = p["v_rest"] + p["i_offset"] * np.asarray(p["tau_m"]) / number("cm", p["cm"], above=0)
        return model("heterogeneous-lif", **parameters), self.receptors(p), []


class _ConductanceLif(_Integrator):
    recordable = {"spikes": None, "v": "V", "gsyn_exc": f"{EXCITATORY}.Conductance", "gsyn_inh": f"{INHIBITORY}.Conductance"}
    initial_values = {"v": -65.0}

    def described(self, size, dt_ms, initial):
        p = self.values(size)
        neuron = model(
            "conductance-lif",
            capacitance_nf=p["cm"],
            leak_conductance_us=p["cm"] / number("tau_m", p["tau_m"], above=0),
            resting_potential_mv=p["v_rest"],
            reset_potential_mv=p["v_reset"],
            threshold_mv=p["v_thresh"],
            refractory_period_ms=_refractory(p["tau_refrac"], dt_ms),
            bias_current_na=p["i_offset"],
            initial_potential_mv=_start(initial),
        )
        return neuron, self.receptors(p), []


_LIF = {"v_rest": -65.0, "cm": 1.0, "tau_m": 20.0, "tau_refrac": 0.1, "i_offset": 0.0, "v_reset": -65.0, "v_thresh": -50.0}


class IF_curr_exp(_CurrentLif):
    """Leaky integrate-and-fire, exponential currents [nA]."""

    defaults = {**_LIF, "tau_syn_E": 5.0, "tau_syn_I": 5.0}
    receptor = "exponential-current"


class IF_curr_alpha(_CurrentLif):
    """Leaky integrate-and-fire, currents as alpha functions [nA, the peak]."""

    defaults = {**_LIF, "tau_syn_E": 0.5, "tau_syn_I": 0.5}
    receptor = "alpha-current"


class IF_cond_exp(_ConductanceLif):
    """Leaky integrate-and-fire, exponential conductances [uS]."""

    defaults = {**_LIF, "tau_syn_E": 5.0, "tau_syn_I": 5.0, "e_rev_E": 0.0, "e_rev_I": -70.0}
    receptor = "exponential-conductance"


class IF_cond_alpha(_ConductanceLif):
    """Leaky integrate-and-fire, conductances as alpha functions [uS, the peak]."""

    defaults = {**_LIF, "tau_syn_E": 0.3, "tau_syn_I": 0.5, "e_rev_E": 0.0, "e_rev_I": -70.0}
    receptor = "alpha-conductance"


class _Exponential(_Integrator):
    defaults = {
        "cm": 0.281, "tau_refrac": 0.1, "v_spike": -40.0, "v_reset": -70.6, "v_rest": -70.6, "tau_m": 9.3667, "i_offset": 0.0, "a": 4.0,
        "b": 0.0805, "delta_T": 2.0, "tau_w": 144.0, "v_thresh": -50.4, "e_rev_E": 0.0, "tau_syn_E": 5.0, "e_rev_I": -80.0, "tau_syn_I": 5.0,
    }  # fmt: skip
    recordable = {**_ConductanceLif.recordable, "w": "W"}
    initial_values = {"v": -70.6}
    _substeps = 20  # Enough for spikes in the step of the exact solution, see docs/models.md.

    def described(self, size, dt_ms, initial):
        p = self.values(size)
        neuron = model(
            "adex",
            capacitance_nf=p["cm"],
            leak_conductance_us=p["cm"] / number("tau_m", p["tau_m"], above=0),
            resting_potential_mv=p["v_rest"],
            threshold_mv=p["v_thresh"],
            slope_factor_mv=p["delta_T"],
            subthreshold_adaptation_us=p["a"] * _US_PER_NS,
            spike_adaptation_na=p["b"],
            adaptation_time_constant_ms=p["tau_w"],
            reset_potential_mv=p["v_reset"],
            peak_potential_mv=p["v_spike"],
            refractory_period_ms=_refractory(p["tau_refrac"], dt_ms),
            bias_current_na=p["i_offset"],
            substeps=self._substeps,
            initial_potential_mv=_start(initial),
        )
        return neuron, self.receptors(p), []


class EIF_cond_exp_isfa_ista(_Exponential):
    """Adaptive exponential integrate-and-fire (Brette and Gerstner 2005), exponential conductances [uS]."""

    receptor = "exponential-conductance"


class EIF_cond_alpha_isfa_ista(_Exponential):
    """Adaptive exponential integrate-and-fire, conductances as alpha functions [uS, the peak]."""

    receptor = "alpha-conductance"


class HH_cond_exp(_Integrator):
    """Hodgkin and Huxley in the form of Traub and Miles, exponential conductances [uS]."""

    defaults = {
        "gbar_Na": 20.0, "gbar_K": 6.0, "g_leak": 0.01, "cm": 0.2, "v_offset": -63.0, "e_rev_Na": 50.0, "e_rev_K": -90.0, "e_rev_leak": -65.0,
        "e_rev_E": 0.0, "e_rev_I": -80.0, "tau_syn_E": 0.2, "tau_syn_I": 2.0, "i_offset": 0.0,
    }  # fmt: skip
    receptor = "exponential-conductance"
    recordable = _ConductanceLif.recordable
    initial_values = {"v": -65.0}

    def described(self, size, dt_ms, initial):
        p = self.values(size)
        neuron = model(
            "traub-miles",
            capacitance_nf=p["cm"],
            leak_conductance_us=p["g_leak"],
            sodium_conductance_us=p["gbar_Na"],
            potassium_conductance_us=p["gbar_K"],
            leak_potential_mv=p["e_rev_leak"],
            sodium_potential_mv=p["e_rev_Na"],
            potassium_potential_mv=p["e_rev_K"],
            offset_mv=p["v_offset"],
            bias_current_na=p["i_offset"],
            initial_potential_mv=_start(initial),
        )
        return neuron, self.receptors(p), []


class Izhikevich(StandardCell):
    """Izhikevich 2003 by Euler's rule; weights are jumps of the potential [mV]."""

    defaults = {"a": 0.02, "b": 0.2, "c": -65.0, "d": 2.0, "i_offset": 0.0}
    recordable = {"spikes": None, "v": "V", "u": "U"}
    initial_values = {"v": -70.0}
    conductance_based = False

    def described(self, size, dt_ms, initial):
        p = self.values(size)
        neuron = model("izhikevich", a=p["a"], b=p["b"], c=p["c"], d=p["d"], scheme="euler", initial_potential_mv=_start(initial))
        receptors = {EXCITATORY: "delta", INHIBITORY: "delta"}
        inputs = [("step", {"values": [p["i_offset"] * _IZHIKEVICH_PER_NA]})] if p["i_offset"] else []
        return neuron, receptors, inputs

    @staticmethod
    def current(amplitudes_na):
        """Currents [nA] in the unit of this neuron's input, mV/ms."""
        return np.asarray(amplitudes_na, float) * _IZHIKEVICH_PER_NA


class SpikeSourcePoisson(StandardCell):
    """Poisson spikes of a rate [Hz] from start on for a duration [ms].

    One rate for all, all the time, is drawn by SnnCluster; rates of each neuron and limited times are drawn here, from the seed of ``setup``.
    """

    defaults = {"rate": 1.0, "start": 0.0, "duration": 1e10}
    is_source = True
    may_differ = tuple(defaults)

    def described(self, size, dt_ms, initial):
        if self.is_drawn(size):
            return model("parrot"), {EXCITATORY: "delta"}, []
        return model("poisson", rate_hz=self.values(size)["rate"]), {}, []

    def is_drawn(self, size):
        """Whether spikes are drawn here."""
        p = self.values(size)
        return any(np.ndim(value) for value in p.values()) or p["start"] > 0 or p["duration"] < self.defaults["duration"]

    def events(self, size, dt_ms, until_ms, rng):
        """Neurons and times of spikes that are drawn here, or None. ``rng``: gives so many generators, the same for each run."""
        if not self.is_drawn(size):
            return None
        p = {name: np.broadcast_to(array(value, name), size) for name, value in self.values(size).items()}
        for name, value in p.items():
            number(f"smallest {name}", float(value.min()), at_least=0)
        number("largest rate", float(p["rate"].max()), at_most=1000 / dt_ms)
        ends = np.minimum(p["start"] + p["duration"], until_ms)

        # A generator for each neuron, so that a longer run begins with the spikes of a shorter one.
        trains = [_poisson(one, rate, begin, end) for one, rate, begin, end in zip(rng(size), p["rate"], p["start"], ends)]
        neurons = np.repeat(np.arange(size), [len(times) for times in trains])
        return neurons, np.maximum(np.round(np.concatenate(trains) / dt_ms), 1) * dt_ms


def _poisson(generator, rate, begin, end):
    times = np.empty(0)
    while rate > 0 and (times[-1] if len(times) else begin) < end:
        intervals = generator.exponential(1000 / rate, _INTERVALS)
        times = np.concatenate([times, (times[-1] if len(times) else begin) + np.cumsum(intervals)])
    return times[times < end]


class SpikeSourceArray(StandardCell):
    """Spikes at given times [ms]: one list for all neurons, or a list of lists with one for each."""

    defaults = {"spike_times": ()}
    is_source = True
    may_differ = ("spike_times",)

    @staticmethod
    def checked(name, value):
        if isinstance(value, (str, bytes)) or not np.iterable(value):
            raise InputError(f"{name} is {value!r}: must be a list of times [ms], or a list of lists with one for each neuron")
        if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype != object or not any(map(np.iterable, value)):
            return array(value, name)
        lists = [array(times, f"{name}[{i}]") for i, times in enumerate(value)]
        single = next((i for i, times in enumerate(lists) if not isinstance(times, np.ndarray)), None)
        if single is not None:
            raise InputError(f"{name}[{single}] is {lists[single]!r} beside lists: must be a list, with one for each neuron")
        return lists

    def values(self, size):
        given = self.parameters["spike_times"]
        if isinstance(given, list) and len(given) != size:
            raise NotAvailableError(f"spike_times has {len(given)} lists: must have one for each of the {size} neurons")
        return {"spike_times": given if isinstance(given, list) else [given] * size}

    def of(self, name, indices):
        self.require(name)
        value = self.parameters[name]
        return [value[i] for i in indices] if isinstance(value, list) else value

    def spread(self, name, value, indices, size):
        lists = list(self.values(size)[name])
        for i, times in zip(indices, value if isinstance(value, list) else [value] * len(indices)):
            lists[i] = times
        return lists

    def described(self, size, dt_ms, initial):
        return model("parrot"), {EXCITATORY: "delta"}, []

    def events(self, size, dt_ms, until_ms, rng):
        """Neurons and times of spikes before the end of a run."""
        lists = self.values(size)["spike_times"]
        neurons = np.repeat(np.arange(size), [len(times) for times in lists])
        times = np.concatenate(lists) if lists else np.empty(0)
        if len(times):
            number("first of spike_times", float(times.min()), at_least=dt_ms)
        there = times <= until_ms
        return neurons[there], times[there]


CELLS = {
    cell.__name__: cell
    for cell in (
        IF_curr_exp, IF_curr_alpha, IF_cond_exp, IF_cond_alpha, EIF_cond_exp_isfa_ista, EIF_cond_alpha_isfa_ista, HH_cond_exp, Izhikevich,
        SpikeSourcePoisson, SpikeSourceArray,
    )
}  # fmt: skip
