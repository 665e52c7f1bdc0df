"""Scripts in PyNN's style, and what they give against NEST 3.10 (the data of SnnCluster.Engine.Tests)."""

import pathlib
import unittest

import numpy as np

import snncluster as snn
import snncluster.pynn as sim

REFERENCE = pathlib.Path(__file__).resolve().parents[2] / "tests" / "SnnCluster.Engine.Tests"
EXCITATORY_MS = [10, 20, 30.3, 60.7, 75, 90.2, 120, 150.5, 210, 230, 231, 232]
INHIBITORY_MS = [25, 30.3, 80, 100.4, 140, 180, 235, 260]

# Of docs/models.md, which has the same comparison by the engine: the potential in single precision, and in the upswing of a spike its slope.
LINEAR_MV, UPSWING_MV, USUAL_MV = 1e-4, 0.2, 1e-3


class NeuronsOfNest(unittest.TestCase):
    """One neuron of each cell type, under a current and 20 spikes."""

    def test_spikes_and_potentials(self):
        lif = dict(cm=0.25, tau_refrac=2, v_rest=-70, v_thresh=-55)
        current = dict(lif, tau_m=10, v_reset=-70)
        conductance = dict(lif, tau_m=0.25 / 0.0166667, v_reset=-60, e_rev_E=0, e_rev_I=-85)
        exponential = dict(
            cm=0.281, tau_m=0.281 / 0.03, v_rest=-70.6, v_thresh=-50.4, v_reset=-60, v_spike=0, tau_refrac=2, e_rev_E=0, e_rev_I=-85
        )
        cases = {
            "iaf_psc_exp": (sim.IF_curr_exp(tau_syn_E=2, tau_syn_I=4, **current), 0.6, -0.4, 0.45, -70, LINEAR_MV),
            "iaf_psc_alpha": (sim.IF_curr_alpha(tau_syn_E=1.5, tau_syn_I=3, **current), 0.4, -0.25, 0.45, -70, LINEAR_MV),
            "iaf_cond_exp": (sim.IF_cond_exp(tau_syn_E=2, tau_syn_I=6, **conductance), 0.008, 0.01, 0.35, -70, LINEAR_MV),
            "iaf_cond_alpha": (sim.IF_cond_alpha(tau_syn_E=1.5, tau_syn_I=3, **conductance), 0.008, 0.01, 0.35, -70, LINEAR_MV),
            "aeif_cond_exp": (sim.EIF_cond_exp_isfa_ista(tau_syn_E=2, tau_syn_I=6, **exponential), 0.012, 0.015, 0.8, -70.6, UPSWING_MV),
            "aeif_cond_alpha": (sim.EIF_cond_alpha_isfa_ista(tau_syn_E=1.5, tau_syn_I=3, **exponential), 0.012, 0.015, 0.8, -70.6, UPSWING_MV),
            "izhikevich": (sim.Izhikevich(d=8), 5, -4, 0.01, -70, UPSWING_MV),
        }
        sim.setup(timestep=0.1)
        excitatory = sim.Population(1, sim.SpikeSourceArray(spike_times=EXCITATORY_MS))
        inhibitory = sim.Population(1, sim.SpikeSourceArray(spike_times=INHIBITORY_MS))
        cells = {}
        for name, (cell, excitation, inhibition, amplitude, start, _) in cases.items():
            cells[name] = sim.Population(1, cell, label=name, initial_values={"v": start})
            sim.Projection(excitatory, cells[name], sim.OneToOneConnector(), sim.StaticSynapse(weight=excitation, delay=1.0))
            sim.Projection(inhibitory, cells[name], sim.OneToOneConnector(), sim.StaticSynapse(weight=inhibition, delay=1.0), receptor_type="inhibitory")
            sim.DCSource(amplitude=amplitude, start=50, stop=200).inject_into(cells[name])
            cells[name].record(["spikes", "v"])
        excitatory.record("spikes")
        sim.run(300)
        np.testing.assert_allclose(excitatory.get_data().segments[0].spiketrains[0], EXCITATORY_MS)
        for name, cell in cells.items():
            with self.subTest(name):
                segment = cell.get_data().segments[0]
                spikes = np.loadtxt(REFERENCE / "Neurons" / "Reference" / f"{name}_spikes.csv", skiprows=1, ndmin=1)
                np.testing.assert_allclose(segment.spiketrains[0].magnitude, spikes, atol=1e-6)
                table = np.loadtxt(REFERENCE / "Neurons" / "Reference" / f"{name}.csv", skiprows=1, delimiter=",")
                potential = segment.filter(name="v")[0]
                np.testing.assert_allclose(potential.times[[0, -1]], [0.1, 300])
                away = np.abs(potential.magnitude[np.round(table[:, 0] / 0.1).astype(int) - 1, 0] - table[:, 1])
                self.assertLess(away.max(), cases[name][-1])
                self.assertLess(np.median(away), USUAL_MV)

    def test_stdp(self):
        for name, delay in (("nest_stdp_additive", 1.0), ("nest_stdp_additive_delay5", 5.0)):
            with self.subTest(name):
                times, weights = np.loadtxt(REFERENCE / "Plasticity" / "Reference" / f"{name}.csv", skiprows=1, delimiter=",").T
                post_times = np.loadtxt(REFERENCE / "Plasticity" / "Reference" / "spikes_post.csv", skiprows=1)
                sim.setup(timestep=0.1)
                pre = sim.Population(1, sim.SpikeSourceArray(spike_times=times))

                # A spike of the source makes one of the target in the next step after its delay; the plastic weight is too small to matter.
                driver = sim.Population(1, sim.SpikeSourceArray(spike_times=post_times - 0.2))
                post = sim.Population(1, sim.IF_curr_exp(cm=0.01, tau_syn_E=0.1, tau_refrac=0.5))
                scale = 1e-6
                rule = sim.STDPMechanism(
                    timing_dependence=sim.SpikePairRule(tau_plus=16.8, tau_minus=33.7, A_plus=0.02, A_minus=0.02 * 1.05),
                    weight_dependence=sim.AdditiveWeightDependence(w_min=0, w_max=100 * scale),
                    weight=50 * scale,
                    delay=delay,
                )
                plastic = sim.Projection(pre, post, sim.AllToAllConnector(), rule)
                sim.Projection(driver, post, sim.AllToAllConnector(), sim.StaticSynapse(weight=10.0, delay=0.1))
                post.record("spikes")
                sim.run(1999)
                np.testing.assert_allclose(post.get_data().segments[0].spiketrains[0], post_times, atol=1e-6)
                ((source, target, weight),) = plastic.get("weight")
                self.assertEqual((source, target), (0, 0))

                # In single precision, after some hundred changes.
                self.assertAlmostEqual(weight / scale, weights[-1], delta=1e-3)


class Scripts(unittest.TestCase):
    def test_balanced_network(self):
        sim.setup(timestep=0.1, min_delay=0.1, seed=5, connectivity=True)
        neuron = sim.IF_cond_exp(tau_m=20, cm=0.2, v_rest=-60, v_reset=-60, v_thresh=-50, tau_refrac=5, tau_syn_E=5, tau_syn_I=10, e_rev_I=-80)
        exc = sim.Population(320, neuron, label="exc", initial_values={"v": sim.RandomDistribution("uniform", (-60, -50))})
        inh = sim.Population(80, neuron, label="inh", initial_values={"v": sim.RandomDistribution("normal", mu=-55, sigma=2)})
        stimulus = sim.Population(20, sim.SpikeSourcePoisson(rate=200.0), label="stimulus")
        connector = sim.FixedProbabilityConnector(0.1, allow_self_connections=False)
        recurrent = sim.Projection(exc, exc, connector, sim.StaticSynapse(weight=0.004, delay=0.5), receptor_type="excitatory")
        sim.Projection(exc, inh, connector, sim.StaticSynapse(weight=sim.RandomDistribution("normal", (0.004, 0.0005)), delay=0.5))
        sim.Projection(inh, exc, sim.FixedNumberPreConnector(8), sim.StaticSynapse(weight=0.05), receptor_type="inhibitory")
        sim.Projection(stimulus, exc, sim.FixedNumberPostConnector(30), sim.StaticSynapse(weight=0.01, delay=sim.RandomDistribution("uniform", (0.2, 1))))
        exc.record("spikes")
        exc[0:2].record(["v", "gsyn_exc"], sampling_interval=0.5)
        self.assertAlmostEqual(sim.run(30), 30)
        before = [train.magnitude for train in exc.get_data("spikes").segments[0].spiketrains]
        self.assertAlmostEqual(sim.run(20), 50)
        data = exc.get_data().segments[0]
        self.assertEqual(len(data.spiketrains), 320)
        self.assertGreater(exc.mean_spike_count(), 0)
        for train, first in zip(data.spiketrains, before):
            np.testing.assert_array_equal(train[train <= 30].magnitude, first)
        self.assertEqual([(signal.name, signal.units, signal.shape) for signal in data.analogsignals], [("v", "mV", (100, 2)), ("gsyn_exc", "uS", (100, 2))])
        self.assertEqual(sum(exc.get_spike_counts().values()), sum(len(train) for train in data.spiketrains))
        table = recurrent.get("weight", format="array")
        self.assertEqual(table.shape, (320, 320))
        self.assertTrue(np.isnan(np.diag(table)).all())
        self.assertEqual({delay for _, _, delay in recurrent.get("delay")}, {0.5})
        with self.assertRaisesRegex(NotImplementedError, "after run"):
            exc.record("v")
        sim.end()

    def test_lists_views_and_sources(self):
        sim.setup(timestep=1.0, min_delay=1.0, connectivity=True)
        sources = sim.Population(3, sim.SpikeSourceArray(spike_times=[[5.0], [10.0, 20.0], []]), label="sources")
        drawn = sim.Population(4, sim.SpikeSourcePoisson(rate=[300.0, 0, 0, 200], start=10, duration=20), label="drawn")
        cells = sim.Population(6, sim.IF_curr_alpha(tau_refrac=1.0, i_offset=[0, 0, 0, 0, 0, 2.0]), label="cells", structure=sim.Line(dx=10))
        listed = sim.Projection(sources, cells, sim.FromListConnector([(0, 0, 0.5, 2.0), (1, 3, 0.25, 3.0)]), label="listed")
        part = sim.Projection(sources, cells[2:4], sim.AllToAllConnector(), sim.TsodyksMarkramSynapse(weight=0.1, tau_rec=50), label="part")
        near = sim.Projection(
            cells, cells, sim.DistanceDependentProbabilityConnector("d < 15", allow_self_connections=False), sim.StaticSynapse(weight=0.01), label="near"
        )
        for population in (sources, drawn, cells):
            population.record("spikes")
        sim.run(40)
        self.assertEqual([train.tolist() for train in sources.get_data().segments[0].spiketrains], [[5.0], [10.0, 20.0], []])
        spikes = [train.magnitude for train in drawn.get_data().segments[0].spiketrains]
        self.assertTrue(len(spikes[0]) > 1 and not len(spikes[1]) and 10 <= spikes[0][0] and spikes[0][-1] <= 32)
        self.assertEqual([count > 0 for count in cells.get_spike_counts().values()], [False] * 5 + [True])
        self.assertEqual(listed.get(["weight", "delay"]), [(0, 0, 0.5, 2.0), (1, 3, 0.25, 3.0)])
        self.assertEqual(sorted((source, target) for source, target, _ in part.get("weight")), [(i, j) for i in range(3) for j in range(2)])
        self.assertEqual(near.size(), 10)
        with self.assertRaisesRegex(snn.InputError, "time_point is 30: must be above 40 ms"):
            sim.run_until(30)
        sim.reset()
        self.assertEqual(sim.get_current_time(), 0)

    def test_parameters_of_views(self):
        sim.setup(timestep=1.0)
        cells = sim.Population(4, sim.IF_curr_exp(tau_refrac=1.0), label="cells")
        cells[1:3].set(i_offset=[2.0, 4.0], tau_m=10)
        self.assertEqual(cells.get("i_offset").tolist(), [0, 2, 4, 0])
        self.assertEqual(cells[[2, 3]].get(["tau_m", "cm"])[0].tolist(), [10, 20])
        self.assertEqual(cells[0:2].get("cm"), 1)
        sources = sim.Population(3, sim.SpikeSourceArray(spike_times=[3.0]))
        sources[1:].set(spike_times=[[5.0], []])
        self.assertEqual([times.tolist() for times in sources[0:2].get("spike_times")], [[3], [5]])
        sources.record("spikes")
        cells.record("v")
        cells.record(None)
        cells.record("spikes")
        sim.run(20)
        first, second, third, fourth = cells.get_spike_counts().values()
        self.assertTrue(0 == first == fourth < second < third)
        self.assertEqual([train.tolist() for train in sources.get_data().segments[0].spiketrains], [[3], [5], []])
        self.assertEqual(cells.get_data().segments[0].analogsignals, [])

    def test_synapses_of_views_in_any_order_and_several_of_a_pair(self):
        sim.setup(timestep=1.0, connectivity=True)
        a, b = (sim.Population(10, sim.IF_curr_exp()) for _ in range(2))
        views = a[[9, 0, 5]], b[[5, 2]]
        lists = [(0, 0, 0.125, 1.0), (1, 1, 0.25, 1.0), (2, 0, 0.5, 1.0), (2, 0, 0.75, 1.0)]
        projection = sim.Projection(*views, sim.FromListConnector(lists))
        sim.run(1.0)
        self.assertEqual(sorted(projection.get(["weight", "delay"], "list")), lists)
        nan = np.nan
        for rule, both in (("sum", 1.25), ("min", 0.5), ("max", 0.75)):
            table = projection.get("weight", "array", multiple_synapses=rule)
            np.testing.assert_array_equal(table, [[0.125, nan], [nan, 0.25], [both, nan]])

    def test_wrong_numbers_are_told(self):
        def projection(connector, **synapse):
            sim.setup()
            source, cells = sim.Population(3, sim.SpikeSourceArray(spike_times=[1.0])), sim.Population(3, sim.IF_curr_exp())
            sim.Projection(source, cells, connector, sim.StaticSynapse(**{"weight": 1, **synapse}))
            sim.run(1)

        def population(cell, size=1):
            sim.setup()
            sim.Population(size, cell)
            sim.run(10)

        every = sim.AllToAllConnector()
        for text, call in [
            ("seed is 'a': must be a whole number", lambda: sim.setup(seed="a")),
            ("max_delay is 1: must be a finite number, at least 5", lambda: sim.setup(min_delay=5, max_delay=1)),
            ("timestep is 0: must be a finite number, above 0", lambda: sim.setup(timestep=0)),
            ("size is 2.5: must be a whole number, at least 1", lambda: population(sim.IF_curr_exp(), 2.5)),
            ("size is 1000000000000: must be at most 1073741824", lambda: population(sim.IF_curr_exp(), 10**12)),
            ("cellclass is 'IF_curr_exp': there are", lambda: population("IF_curr_exp")),
            ("tau_m is 0: must be a finite number, above 0", lambda: population(sim.IF_cond_exp(tau_m=0))),
            ("spike_times is -5.0: must be a finite number, at least 0.1", lambda: population(sim.SpikeSourceArray(spike_times=[-5]))),
            ("spike_times is 'abc': must be a list of times", lambda: sim.SpikeSourceArray(spike_times="abc")),
            ("spike_times[1] is 2 beside lists", lambda: sim.SpikeSourceArray(spike_times=[[1], 2])),
            ("tau_refrac is nan: must be a finite number", lambda: sim.IF_cond_exp(tau_refrac=float("nan"))),
            ("cm is None: must be a finite number", lambda: sim.IF_curr_exp(cm=None)),
            ("amplitude is 'a': must be a finite number", lambda: sim.DCSource(amplitude="a")),
            ("largest rate is 1000000.0: must be a finite number, at most 10000", lambda: population(sim.SpikeSourcePoisson(rate=1e6, start=5))),
            ("smallest rate is -1.0", lambda: population(sim.SpikeSourcePoisson(rate=-1, start=5))),
            ("rate [Hz] is -1: must be at least 0", lambda: population(sim.SpikeSourcePoisson(rate=-1))),
            ("delay of projection-1 is nan", lambda: projection(every, delay=float("nan"))),
            ("delay of projection-1 is -1", lambda: projection(every, delay=-1)),
            ("weight is nan", lambda: projection(every, weight=float("nan"))),
            ("weight has the shape (2,)", lambda: projection(every, weight=[1, 2])),
            ("weight is 'd': here it is a number", lambda: projection(every, weight="d")),
            ("synapse of target 9: must be below 3", lambda: projection(sim.FromListConnector([(0, 9)]))),
            ("weights[0] is nan", lambda: projection(sim.FromListConnector([(0, 1, float("nan"), 1)]))),
            ("is nan: must be a finite number, at least 0.1", lambda: projection(sim.FromListConnector([(0, 1, 1, float("nan"))]))),
            ("in-degree is 10: must be from 0 to 3", lambda: projection(sim.FixedNumberPreConnector(10))),
            ("n is 10: must be at most 3", lambda: projection(sim.FixedNumberPostConnector(10))),
            ("must be (3, 3), sources x targets", lambda: projection(sim.ArrayConnector(np.ones((2, 2))))),
            ("which gives 7.0: must give a probability", lambda: projection(sim.DistanceDependentProbabilityConnector("7 + 0*d"))),
            ("simtime is nan", lambda: sim.run(float("nan"))),
            ("variables is 5: must be a name", lambda: sim.Population(1, sim.IF_curr_exp()).record(5)),
            ("sampling_interval is -1", lambda: sim.Population(1, sim.IF_curr_exp()).record("v", sampling_interval=-1)),
            ("v is 'a': must be a finite number", lambda: sim.Population(1, sim.IF_curr_exp(), initial_values={"v": "a"})),
            ("n is 5: must be a whole number from 1 to 3", lambda: sim.Population(3, sim.IF_curr_exp()).sample(5)),
            ("has 3 neurons: index 3 is out of bounds", lambda: sim.Population(3, sim.IF_curr_exp())[3]),
            ("has a neuron twice", lambda: sim.Population(3, sim.IF_curr_exp())[[0, 0]]),
        ]:
            with self.subTest(text), self.assertRaises(snn.SnnClusterError) as caught:
                call()
            self.assertIn(text, str(caught.exception))

    def test_what_is_not_there_is_told(self):
        sim.setup()
        cells = sim.Population(4, sim.IF_curr_exp())
        source = sim.Population(4, sim.SpikeSourceArray())
        cells.record("spikes")
        every = sim.AllToAllConnector()
        for text, call in [
            ("state variables at the start are here one number", lambda: cells[0:2].initialize(v=5)),
            ("IF_curr_exp has cm of each neuron", lambda: cells[0:2].set(cm=5)),
            ("IF_curr_exp has no parameter 'foo': it has v_rest", lambda: cells.get("foo")),
            ("Population has no 'tset' here: it has get", lambda: cells.tset("tau_m", [1, 2, 3, 4])),
            ("PopulationView has no 'save' here", lambda: cells[0:2].save),
            ("Projection has no 'set' here", lambda: sim.Projection(cells, cells, every).set(weight=1)),
            ("there is no Assembly here", lambda: cells + source),
            ("v of population0 was not recorded: spikes was", lambda: cells.get_data("v")),
            ("presynaptic_population is None", lambda: sim.Projection(None, cells, every)),
            ("synapse_type is 5", lambda: sim.Projection(cells, cells, every, 5)),
            ("structure is 5: there are Line and Grid2D", lambda: sim.Population(1, sim.IF_curr_exp(), structure=5)),
            ("source is None", lambda: cells.inject(None)),
            ("no 'CSAConnector' here: there are AllToAllConnector", lambda: sim.CSAConnector),
            ("no 'IF_facets_hardware1' here: there are IF_curr_exp", lambda: sim.IF_facets_hardware1),
            ("no parameter 'tau_membrane'", lambda: sim.IF_curr_exp(tau_membrane=1)),
            ("has no 'gsyn_exc' to record: it has spikes, v", lambda: cells.record("gsyn_exc")),
            ("cm of each neuron", lambda: (sim.Population(2, sim.IF_curr_exp(cm=[1, 2])), sim.run(1))),
            ("there is no distribution 'gamma'", lambda: sim.RandomDistribution("gamma", (1, 2))),
            ("at most 0 for inhibitory", lambda: sim.Projection(cells, cells, sim.AllToAllConnector(), sim.StaticSynapse(weight=1), receptor_type="inhibitory")),
            ("is a spike source: synapses are for neurons", lambda: sim.Projection(cells, source, sim.AllToAllConnector())),
            ("it may have d and exp", lambda: sim.DistanceDependentProbabilityConnector("__import__('os')")),
            ("A_plus is 0", lambda: sim.SpikePairRule(A_plus=0)),
            ("w_min is 0.1", lambda: sim.AdditiveWeightDependence(w_min=0.1)),
            ("timing_dependence is NoneType: there are SpikePairRule", sim.STDPMechanism),
            ("n is -1", lambda: sim.FixedNumberPreConnector(-1)),
            ("no index", lambda: sim.FromListConnector([(0.5, 1)])),
        ]:
            with self.subTest(text), self.assertRaises(sim.NotAvailableError) as caught:
                sim.setup() if "cm of" in text else None
                call()
            self.assertIn(text, str(caught.exception))
        self.assertTrue(issubclass(sim.NotAvailableError, (snn.SnnClusterError, NotImplementedError)))
        self.assertFalse(hasattr(cells, "tset"))
        self.assertEqual([one.indices.tolist() for one in cells], [[0], [1], [2], [3]])


if __name__ == "__main__":
    unittest.main()
