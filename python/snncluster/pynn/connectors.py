"""PyNN's connectors. Each is a rule of SnnCluster where there is the same one, or else a list of synapses that is drawn here."""

import numpy as np

from .. import network
from ..errors import InputError
from .errors import NotAvailableError

_NUMPY = {name: getattr(np, name) for name in ("exp", "sqrt", "abs", "log", "sin", "cos", "tan", "minimum", "maximum", "where", "pi", "power")}


class Connector:
    """Base of connectors. Those that draw here take ``rng``, by default one with the seed of ``setup``."""

    def __init__(self, allow_self_connections=True, rng=None, safe=True, callback=None):
        if allow_self_connections not in (True, False):
            raise NotAvailableError(f"allow_self_connections is {allow_self_connections!r}: must be True or False")
        self.allow_self_connections = allow_self_connections
        self.rng = rng

    def described(self, sources, targets):
        """The rule of SnnCluster; None where there is none, or where only some neurons of a population are meant."""
        return None

    def pairs(self, sources, targets, rng, no_self=False):
        """Sources and targets of all synapses, as arrays of indices. ``no_self``: whether numbers of synapses must do without those onto the source."""
        raise NotImplementedError

    @staticmethod
    def weights_and_delays():
        """Weights and delays of the synapses of a list; None where it has none of its own."""
        return None, None


class AllToAllConnector(Connector):
    """All sources to all targets."""

    def described(self, sources, targets):
        return network.all_to_all()

    def pairs(self, sources, targets, rng, no_self=False):
        return np.repeat(np.arange(sources), targets), np.tile(np.arange(targets), sources)


class OneToOneConnector(Connector):
    """Source i to target i."""

    def described(self, sources, targets):
        return network.one_to_one() if sources == targets else None

    def pairs(self, sources, targets, rng, no_self=False):
        ids = np.arange(min(sources, targets))
        return ids, ids


class FixedProbabilityConnector(Connector):
    """Each pair with one probability."""

    def __init__(self, p_connect, allow_self_connections=True, **more):
        super().__init__(allow_self_connections, **more)
        self.p_connect = p_connect

    def described(self, sources, targets):
        return network.fixed_probability(self.p_connect)

    def pairs(self, sources, targets, rng, no_self=False):
        return _drawn(sources, targets, rng, lambda source: np.full(targets, self.p_connect))


class FixedNumberPreConnector(Connector):
    """So many sources for each target."""

    def __init__(self, n, allow_self_connections=True, with_replacement=False, **more):
        super().__init__(allow_self_connections, **more)
        self.n = _count(n)
        self.with_replacement = with_replacement

    def described(self, sources, targets):
        return network.fixed_in_degree(self.n, self.with_replacement)

    def pairs(self, sources, targets, rng, no_self=False):
        chosen = _choose(sources, self.n, targets, self.with_replacement, rng, no_self)
        return chosen, np.repeat(np.arange(targets), self.n)


class FixedNumberPostConnector(Connector):
    """So many targets for each source."""

    def __init__(self, n, allow_self_connections=True, with_replacement=False, **more):
        super().__init__(allow_self_connections, **more)
        self.n = _count(n)
        self.with_replacement = with_replacement

    def described(self, sources, targets):
        return network.fixed_out_degree(self.n) if self.with_replacement else None

    def pairs(self, sources, targets, rng, no_self=False):
        chosen = _choose(targets, self.n, sources, self.with_replacement, rng, no_self)
        return np.repeat(np.arange(sources), self.n), chosen


class FixedTotalNumberConnector(Connector):
    """So many synapses in all, drawn with replacement."""

    def __init__(self, n, allow_self_connections=True, with_replacement=True, **more):
        super().__init__(allow_self_connections, **more)
        if not with_replacement:
            raise NotAvailableError("FixedTotalNumberConnector has with_replacement=False: here it is True")
        self.n = _count(n)

    def described(self, sources, targets):
        return network.fixed_total_number(self.n)

    def pairs(self, sources, targets, rng, no_self=False):
        return rng.integers(0, sources, self.n), rng.integers(0, targets, self.n)


class FromListConnector(Connector):
    """Synapses one by one: rows of source, target, and, as ``column_names`` says, weight and delay, both where it says nothing."""

    def __init__(self, conn_list, column_names=None, **more):
        super().__init__(**more)
        table = np.array(conn_list, float)
        table = table.reshape(0, 2) if table.size == 0 else table
        if table.ndim != 2 or table.shape[1] < 2:
            raise NotAvailableError(f"conn_list has the shape {table.shape}: must have a row for each synapse, with source, target and more")
        names = list(column_names or ("weight", "delay")[: table.shape[1] - 2])
        if len(names) != table.shape[1] - 2 or set(names) - {"weight", "delay"}:
            raise NotAvailableError(f"column_names is {names}: must name the {table.shape[1] - 2} columns after source and target, of weight and delay")
        ids = table[:, :2]
        if (ids != np.floor(ids)).any() or (ids < 0).any():
            raise NotAvailableError("conn_list has a source or target that is no index: must be whole numbers from 0 on")
        self._sources, self._targets = ids.T.astype(np.int64)
        self._columns = {name: table[:, 2 + i] for i, name in enumerate(names)}

    def pairs(self, sources, targets, rng, no_self=False):
        return self._sources, self._targets

    def weights_and_delays(self):
        return self._columns.get("weight"), self._columns.get("delay")


class ArrayConnector(Connector):
    """A table of truth values, sources x targets."""

    def __init__(self, array, **more):
        super().__init__(**more)
        self.array = np.asarray(array)

    def pairs(self, sources, targets, rng, no_self=False):
        if self.array.shape != (sources, targets):
            raise NotAvailableError(f"array has the shape {self.array.shape}: must be {(sources, targets)}, sources x targets")
        return np.nonzero(self.array)


class DistanceDependentProbabilityConnector(Connector):
    """Each pair with a probability that an expression of its distance d gives, as "0.2*exp(-d/50)"; drawn here."""

    def __init__(self, d_expression, allow_self_connections=True, **more):
        super().__init__(allow_self_connections, **more)
        self.d_expression = d_expression
        self.probability(np.array([0.0, 1.0]))

    def probability(self, distance):
        """The probability at distances."""
        try:
            found = eval(compile(self.d_expression, "d_expression", "eval"), {"__builtins__": {}, **_NUMPY}, {"d": distance})
        except Exception as error:
            raise NotAvailableError(f"d_expression is '{self.d_expression}': {error}; it may have d and {', '.join(_NUMPY)}") from None
        return np.broadcast_to(np.asarray(found, float), distance.shape)

    def pairs(self, sources, targets, rng, no_self=False):
        raise NotImplementedError

    def pairs_at(self, source_positions, target_positions, rng):
        """As ``pairs``, with positions as tables of 3 x neurons."""

        def row(source):
            away = target_positions - source_positions[:, source : source + 1]
            found = self.probability(np.sqrt((away**2).sum(axis=0)))
            wrong = ~((found >= 0) & (found <= 1))
            if wrong.any():
                raise InputError(f"d_expression is '{self.d_expression}', which gives {found[wrong][0]}: must give a probability from 0 to 1")
            return found

        return _drawn(source_positions.shape[1], target_positions.shape[1], rng, row)


def _count(n):
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 0:
        raise NotAvailableError(f"n is {n!r}: must be a whole number, at least 0")
    return int(n)


def _choose(of, n, times, with_replacement, rng, no_self):
    of -= no_self
    if not with_replacement and n > of:
        raise NotAvailableError(f"n is {n}: must be at most {of}, the neurons to draw from, without replacement")
    drawn = [rng.choice(of, n, replace=with_replacement) for _ in range(times)]
    return np.concatenate([some + (some >= own) if no_self else some for own, some in enumerate(drawn)])


def _drawn(sources, targets, rng, probabilities):
    found = [np.flatnonzero(rng.random(targets) < probabilities(source)) for source in range(sources)]
    return np.repeat(np.arange(sources), [len(some) for some in found]), np.concatenate(found) if found else np.empty(0, np.int64)


CONNECTORS = {
    connector.__name__: connector
    for connector in (
        AllToAllConnector, OneToOneConnector, FixedProbabilityConnector, FixedNumberPreConnector, FixedNumberPostConnector,
        FixedTotalNumberConnector, FromListConnector, ArrayConnector, DistanceDependentProbabilityConnector,
    )
}  # fmt: skip
