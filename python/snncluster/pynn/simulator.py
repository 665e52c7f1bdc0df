"""The network that a script builds, and its run."""

import functools

import numpy as np

from ..errors import InputError
from ..network import Network, connections
from ..running import Run
from ..values import model
from .errors import NotAvailableError, number
from .randomness import RandomDistribution

CURRENT = "current"
_DEFAULT_STEP_MS = 0.1


class State:
    """What a script has made since ``setup``."""

    def __init__(self, timestep=_DEFAULT_STEP_MS, min_delay="auto", max_delay="auto", seed=1, **options):
        self.dt = number("timestep", timestep, above=0)
        self.min_delay = self.dt if min_delay == "auto" else number("min_delay", min_delay, at_least=self.dt)
        self.max_delay = np.inf if max_delay == "auto" else number("max_delay", max_delay, at_least=self.min_delay)
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 1 << 63:
            raise InputError(f"seed is {seed!r}: must be a whole number, at least 0")
        self.seed = seed
        self.options = options
        self.rng = np.random.default_rng(seed)
        self.populations = []
        self.projections = []
        self.injections = []
        self.time = 0.0
        self.results = []
        self.is_on = False

    def change(self, what):
        """Refuses changes in the middle of a run: the run would have to begin again."""
        if self.is_on:
            raise NotAvailableError(f"{what} after run(): here a run is one network from its start to its end; do it before, or after reset()")

    def name(self, label, kind):
        """A name for results: the label where it can be one."""
        taken = {one.name for one in self.populations + self.projections}
        base = label if label and all(c.isalnum() and c.isascii() or c in "_-" for c in label) else kind
        name, number = base, 1
        while name in taken or (name == kind and number == 1):
            name, number = f"{base}-{number}", number + 1
        return name

    def run(self, until_ms):
        """Runs the network from its start: the same network has the same run up to where it was before."""
        net = self._network(until_ms)
        record = [text for population in self.populations for text in population.recorder.texts(self.dt)]
        run = Run(net, round(until_ms / self.dt) * self.dt, record=record, **self.options)
        result = run.result()
        self.time = result.simulated_ms
        self.results[self.segment :] = [result]
        self.is_on = True

    @property
    def segment(self):
        """Number of the segment that is being recorded."""
        return len(self.results) - self.is_on

    def reset(self):
        """Begins a new segment at time 0."""
        self.time = 0.0
        self.is_on = False

    def _network(self, until_ms):
        net = Network(dt_ms=self.dt, seed=self.seed, name="pynn")
        for number, population in enumerate(self.populations):
            cell = population.celltype
            neuron, receptors, inputs = cell.described(population.size, self.dt, population.initial_values)
            injections = [one for one in self.injections if one.population is population]
            if inputs or injections:
                receptors = {**receptors, CURRENT: "current-pulse"}
            state = {cell.recordable[name]: value for name, value in population.initial_values.items() if name != "v"}
            state = {name: value.described() if isinstance(value, RandomDistribution) else value for name, value in state.items()}
            net.population(population.name, population.size, neuron, receptors=receptors, initial_state=state)
            for type_, parameters in inputs:
                net.input(type_, population.name, receptor=CURRENT, **parameters)
            for one in injections:
                net.input("step", population.name, receptor=CURRENT, neurons=model("list", neurons=one.neurons), times_ms=one.times_ms, values=one.values)
            events = cell.events(population.size, self.dt, until_ms, functools.partial(self._generators, number)) if cell.is_source else None
            if events is not None:
                # A spike's time is the end of its step.
                times = np.maximum(np.round(events[1] / self.dt) - 1, 0) * self.dt
                net.input("listed-spikes", population.name, ids=events[0].astype(np.int32), times_ms=times, rounds_times=True)
        for projection in self.projections:
            projection.add_to(net)
        return net

    def _generators(self, population, count):
        return (np.random.default_rng([self.seed, population, neuron]) for neuron in range(count))


class Wiring:
    """A projection as a network takes it."""

    def __init__(self, projection, state):
        self._projection = projection
        self._state = state
        self._listed = None  # What was drawn, for the next run of the same network.

    def add_to(self, net):
        """Adds the synapses, by a rule of SnnCluster where there is one."""
        p, dt = self._projection, self._state.dt
        connector, synapse = p.connector, p.synapse_type
        same = p.pre.population is p.post.population
        whole = p.pre.is_whole and p.post.is_whole
        delay = self._state.min_delay if synapse.delay is None else synapse.delay
        weight = _checked(synapse.weight, "weight")
        if not isinstance(_checked(delay, "delay"), RandomDistribution) and not np.ndim(delay):
            delay_ms = number(f"delay of {p.name}", delay, at_least=self._state.min_delay)
            if delay_ms > self._state.max_delay * (1 + 1e-6):
                raise InputError(f"delay of {p.name} is {delay!r}: must be at most max_delay, {self._state.max_delay:g} ms")
        rule = connector.described(p.pre.size, p.post.size) if whole and not np.ndim(weight) and not np.ndim(delay) else None
        receptors = {one["name"]: one["model"] for one in next(q for q in net.populations if q.name == p.post.population.name).description["receptors"]}

        # A jump acts at the end of the step in which it arrives; currents and conductances would act from its start on.
        later = 0 if receptors[p.receptor_type] == "delta" else dt
        receptor_time = receptors[p.receptor_type].get("timeConstantMs") if later else None
        rules, dendritic = synapse.described(receptor_time)
        more = {"receptor": p.receptor_type, "synapse": rules, "name": p.name, "allow_autapses": connector.allow_self_connections or not same}
        if dendritic is not None:
            more["back_propagation_delay_ms"] = self._back(dendritic, delay)
        if rule is not None and isinstance(delay, RandomDistribution):
            net.project(
                p.pre.population.name, p.post.population.name, rule, weight=_described(weight), delay_ms=dt, dendritic_delay_ms=_later(delay, later - dt), **more
            )
        elif rule is not None:
            net.project(
                p.pre.population.name, p.post.population.name, rule, weight=_described(weight), delay_ms=_steps(delay, dt), dendritic_delay_ms=later or None, **more
            )
        else:
            self._listed = self._listed or self._list(connector, weight, delay, later, same)
            listed, shortest = self._listed
            net.project(p.pre.population.name, p.post.population.name, listed, weight=0, delay_ms=shortest, **more)

    def _back(self, dendritic, delay):
        dt = self._state.dt
        if isinstance(delay, RandomDistribution) or np.ndim(delay) or self._projection.connector.weights_and_delays()[1] is not None:
            raise NotAvailableError(f"{self._projection.name} has STDP and a delay of each synapse: here it is one for all")

        # Here all of the delay lies before the synapse, which a spike reaches a step before it acts: a target's spike takes so much longer to be as late.
        steps = round(2 * dendritic * max(1, round(delay / dt))) - 1
        if steps < 0:
            raise NotAvailableError(f"dendritic_delay_fraction is {dendritic}: must leave half a timestep of the delay {delay} ms to the dendrite")
        return round(steps * dt, 9)

    def _list(self, connector, weight, delay, later, same):
        p, dt = self._projection, self._state.dt
        rng = connector.rng.generator if connector.rng is not None else self._state.rng
        no_self = same and not connector.allow_self_connections
        if hasattr(connector, "pairs_at"):
            sources, targets = connector.pairs_at(p.pre.positions, p.post.positions, rng)
        else:
            sources, targets = connector.pairs(p.pre.size, p.post.size, rng, no_self)
        for name, ids, of in (("source", sources, p.pre), ("target", targets, p.post)):
            if len(ids) and np.max(ids) >= of.size:
                raise NotAvailableError(f"{p.name} has a synapse of {name} {np.max(ids)}: must be below {of.size}")
        weights, delays = connector.weights_and_delays()
        weights = _each(weight, sources, targets, "weight", rng) if weights is None else weights
        delays = _each(delay, sources, targets, "delay", rng) if delays is None else delays
        if len(delays):
            number(f"smallest delay of {p.name}", float(np.min(delays)), at_least=dt)
        delays = np.round(delays / dt) * dt
        sources, targets = p.pre.indices[sources], p.post.indices[targets]
        kept = sources != targets if no_self else np.full(len(sources), True)
        shortest = _steps(float(delays[kept].min()) if kept.any() else dt, dt)
        return connections(sources[kept], targets[kept], weights[kept], delays[kept] + later, allow_multapses=True), shortest


def _steps(time_ms, dt):
    return round(max(1, round(time_ms / dt)) * dt, 9)


def _checked(value, name):
    if isinstance(value, str):
        raise NotAvailableError(f"{name} is '{value}': here it is a number, a RandomDistribution or an array, and no expression of the distance")
    return value


def _described(value):
    return value.described() if isinstance(value, RandomDistribution) else value


def _later(delay, by_ms):
    described = delay.described()
    if by_ms == 0:
        return described
    if delay.name in ("uniform", "normal", "normal_clipped"):
        return {key: value + by_ms if key in ("from", "to", "average") else value for key, value in described.items()}
    raise NotAvailableError(f"a delay of the distribution {delay.name} onto jumps of the potential: here it is uniform or normal")


def _each(value, sources, targets, name, rng):
    if isinstance(_checked(value, name), RandomDistribution):
        return value.next(len(sources), rng)
    if np.ndim(value) == 0:
        return np.full(len(sources), float(value))
    table = np.asarray(value, float)
    if table.ndim == 2 and (not len(sources) or (sources.max() < table.shape[0] and targets.max() < table.shape[1])):
        return table[sources, targets]
    if table.shape == sources.shape:
        return table
    raise NotAvailableError(f"{name} has the shape {table.shape}: must be a number, a table of sources x targets, or {len(sources)} values")
