"""Random numbers as PyNN has them."""

import numpy as np

from .. import network
from ..values import array
from .errors import NotAvailableError, number

# Of each distribution of PyNN: its parameters, the draw of NumPy, and what a description calls it.
_DISTRIBUTIONS = {
    "uniform": (("low", "high"), lambda rng, n, low, high: rng.uniform(low, high, n), network.uniform),
    "normal": (("mu", "sigma"), lambda rng, n, mu, sigma: rng.normal(mu, sigma, n), network.normal),
    "lognormal": (("mu", "sigma"), lambda rng, n, mu, sigma: rng.lognormal(mu, sigma, n), network.log_normal),
    "exponential": (("beta",), lambda rng, n, beta: rng.exponential(beta, n), network.exponential),
    "normal_clipped": (
        ("mu", "sigma", "low", "high"),
        lambda rng, n, mu, sigma, low, high: _within(rng, n, mu, sigma, low, high),
        network.truncated_normal,
    ),
}


def _within(rng, n, mu, sigma, low, high):
    values = rng.normal(mu, sigma, n)
    for _ in range(1000):
        outside = (values < low) | (values > high)
        if not outside.any():
            return values
        values[outside] = rng.normal(mu, sigma, int(outside.sum()))
    raise NotAvailableError(f"normal_clipped({mu}, {sigma}, {low}, {high}) lies almost all outside of its range")


class NumpyRNG:
    """A generator of NumPy with a seed."""

    def __init__(self, seed=None, parallel_safe=True):
        self.seed = seed
        self.generator = np.random.default_rng(seed)


class RandomDistribution:
    """``RandomDistribution("uniform", (low, high))`` or ``RandomDistribution("normal", mu=0, sigma=1)``.

    Where a value is drawn for each neuron or synapse that SnnCluster makes itself, it draws it, from the seed of ``setup``; else ``rng`` does, or where
    there is none a generator with that seed.
    """

    def __init__(self, distribution, parameters_pos=None, rng=None, **parameters_named):
        if distribution not in _DISTRIBUTIONS:
            raise NotAvailableError(f"there is no distribution '{distribution}': there are {', '.join(_DISTRIBUTIONS)}")
        names, self._draw, self._described = _DISTRIBUTIONS[distribution]
        given = dict(zip(names, parameters_pos or ()), **parameters_named)
        if set(given) != set(names):
            raise NotAvailableError(f"{distribution} has {', '.join(given) or 'no parameters'}: must have {', '.join(names)}")
        self.name = distribution
        self.parameters = given
        self.rng = rng

    def next(self, n=1, generator=None):
        """So many values, drawn here: by its own ``rng``, or else by a generator of NumPy."""
        if self.rng is None and generator is None:
            self.rng = NumpyRNG()
        return self._draw(self.rng.generator if self.rng is not None else generator, n, **self.parameters)

    def described(self):
        """The distribution as a description has it."""
        return self._described(*self.parameters.values())


def values_of(given, n, of):
    """Values of n neurons: a number for all, or an array."""
    if np.ndim(given) == 0:
        return given
    values = np.asarray(given)
    if len(values) != n:
        raise NotAvailableError(f"{of} has {len(values)} values: must have one, or {n}")
    return values


def number_or_random(name, value):
    """A finite number or a distribution, or an error that says that it must be one."""
    if not isinstance(value, RandomDistribution):
        number(name, value)
    return value


def checked(name, value):
    """A parameter: a finite number, a distribution, or an array of finite numbers with one for each neuron."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    is_array = np.iterable(value) and not isinstance(value, (str, bytes))
    return array(value, name) if is_array else number_or_random(name, value)
