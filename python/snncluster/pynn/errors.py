"""What this module refuses."""

import math
import numbers

from ..errors import InputError, SnnClusterError

_PART = 1e-6  # Of a bound above 0, such as a timestep, by which rounding may miss it.


class NotAvailableError(SnnClusterError, NotImplementedError):
    """Something of PyNN that this module does not have. The text names what there is instead."""


class NoAttributeError(NotAvailableError, AttributeError):
    """A method or attribute of PyNN's objects that those of this module do not have."""


class NoNeuronError(InputError, IndexError):
    """An index of no neuron."""


class Named:
    """Base of objects that say what they have where a script asks for what they do not have."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        there = [known for known in dir(type(self)) if not known.startswith("_")]
        raise NoAttributeError(f"{type(self).__name__} has no '{name}' here: it has {', '.join(there)}")


def number(name, value, above=None, at_least=None, at_most=math.inf):
    """A finite number within its range, or an error that says what it must be."""
    rule = f", above {above}" if above is not None else f", at least {at_least}" if at_least is not None else ""
    rule += f", at most {at_most:g}" if at_most < math.inf else ""
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or (above is not None and value <= above) or (at_least is not None and value < at_least * (1 - _PART)) or value > at_most:
        raise InputError(f"{name} is {value!r}: must be a finite number{rule}")
    return float(value)
