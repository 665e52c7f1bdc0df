"""PyNN's synapse types, as synapse models of SnnCluster."""

from ..values import model
from .errors import NotAvailableError


class StaticSynapse:
    """Weights that do not change."""

    def __init__(self, weight=0.0, delay=None):
        self.weight = weight
        self.delay = delay

    def described(self, receptor_time_constant_ms):
        """The synapse model, and the part of the delay that is the dendrite's; None where that makes no difference."""
        return None, None


class TsodyksMarkramSynapse(StaticSynapse):
    """Short-term plasticity (Tsodyks, Uziel and Markram 2000)."""

    def __init__(self, weight=0.0, delay=None, U=0.5, tau_rec=100.0, tau_facil=0.0):
        super().__init__(weight, delay)
        self.parameters = {"utilisation": U, "recovery_time_constant_ms": tau_rec, "facilitation_time_constant_ms": tau_facil}

    def described(self, receptor_time_constant_ms):
        if receptor_time_constant_ms is None:
            return model("tsodyks2", **self.parameters), None
        return model("tsodyks", active_time_constant_ms=receptor_time_constant_ms, **self.parameters), None


class SpikePairRule:
    """Changes by pairs of spikes: time constants [ms] and amplitudes in parts of w_max."""

    def __init__(self, tau_plus=20.0, tau_minus=20.0, A_plus=0.01, A_minus=0.01):
        if A_plus <= 0:
            raise NotAvailableError(f"A_plus is {A_plus}: must be above 0")
        self.tau_plus, self.tau_minus, self.A_plus, self.A_minus = tau_plus, tau_minus, A_plus, A_minus


class GutigWeightDependence:
    """Changes that depend on the weight by powers (Gütig et al. 2003)."""

    def __init__(self, w_min=0.0, w_max=1.0, mu_plus=0.5, mu_minus=0.5):
        if w_min != 0:
            raise NotAvailableError(f"w_min is {w_min}: here it is 0")
        self.w_max, self.mu_plus, self.mu_minus = w_max, mu_plus, mu_minus


class AdditiveWeightDependence(GutigWeightDependence):
    """Changes that do not depend on the weight."""

    def __init__(self, w_min=0.0, w_max=1.0):
        super().__init__(w_min, w_max, 0, 0)


class MultiplicativeWeightDependence(GutigWeightDependence):
    """Changes in proportion to the distance from the bounds."""

    def __init__(self, w_min=0.0, w_max=1.0):
        super().__init__(w_min, w_max, 1, 1)


class AdditivePotentiationMultiplicativeDepression(GutigWeightDependence):
    """Potentiation that does not depend on the weight, depression in proportion to it (van Rossum et al. 2000)."""

    def __init__(self, w_min=0.0, w_max=1.0):
        super().__init__(w_min, w_max, 0, 1)


class STDPMechanism(StaticSynapse):
    """Spike-timing-dependent plasticity: pairs of spikes, with a weight dependence.

    dendritic_delay_fraction: which part of the delay is the dendrite's; all of it by default, as in NEST.
    """

    def __init__(self, timing_dependence=None, weight_dependence=None, voltage_dependence=None, dendritic_delay_fraction=1.0, weight=0.0, delay=None):
        super().__init__(weight, delay)
        for name, given, known in (("timing_dependence", timing_dependence, SpikePairRule), ("weight_dependence", weight_dependence, GutigWeightDependence)):
            if not isinstance(given, known):
                raise NotAvailableError(f"{name} is {type(given).__name__}: there are {', '.join(_names(known))}")
        if voltage_dependence is not None:
            raise NotAvailableError("there is no voltage_dependence here")
        if not 0 <= dendritic_delay_fraction <= 1:
            raise NotAvailableError(f"dendritic_delay_fraction is {dendritic_delay_fraction}: must be from 0 to 1")
        self.timing, self.weights, self.fraction = timing_dependence, weight_dependence, dendritic_delay_fraction

    def described(self, receptor_time_constant_ms):
        return model(
            "power-law-stdp",
            learning_rate=self.timing.A_plus,
            asymmetry=self.timing.A_minus / self.timing.A_plus,
            potentiation_exponent=self.weights.mu_plus,
            depression_exponent=self.weights.mu_minus,
            maximum_weight=self.weights.w_max,
            source_time_constant_ms=self.timing.tau_plus,
            target_time_constant_ms=self.timing.tau_minus,
        ), self.fraction


def _names(base):
    return [base.__name__, *(name for one in base.__subclasses__() for name in _names(one))]


SYNAPSES = {
    synapse.__name__: synapse
    for synapse in (
        StaticSynapse, TsodyksMarkramSynapse, STDPMechanism, SpikePairRule, AdditiveWeightDependence, MultiplicativeWeightDependence,
        AdditivePotentiationMultiplicativeDepression, GutigWeightDependence,
    )
}  # fmt: skip
