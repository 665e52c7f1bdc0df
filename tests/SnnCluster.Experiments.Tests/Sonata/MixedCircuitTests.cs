using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Sonata;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Tests.Sonata;

/// <summary>What becomes of each part of a circuit with several models; make.py says what its files hold.</summary>
public class MixedCircuitTests
{
    private static readonly SonataExperiment Experiment = SonataExperiment.Read(SonataFiles.Mixed);
    private static readonly NetworkDescription Network = SonataFiles.NetworkOf(Experiment);

    [Fact]
    public void Nodes_of_a_model_with_the_same_parameters_are_a_population()
    {
        Assert.Equal(
            ["cells-1 6", "cells-2 2", "cells-3 2", "cells-4 2", "cells-6-1 1", "cells-6-2 1", "cells-7 1", "cells-8 1", "lgn 3"],
            Network.Populations.Select(population => $"{population.Name} {population.Size}"));
        Assert.Equal(("mixed", 100, 0.1), (Experiment.Name, Experiment.DefaultDurationMs, Experiment.DefaultDtMs));
    }

    [Fact]
    public void Parameters_have_our_units_and_the_defaults_of_NEST()
    {
        // Thresholds stand in rows, of which the last has the id 0; a refractory period of 1.55 ms takes 16 steps.
        HeterogeneousLifDescription each = Assert.IsType<HeterogeneousLifDescription>(Of("cells-1").Model);
        Assert.Equal([-50.75, -51, -51.25, -51.5, -51.75, -52], Assert.IsType<NeuronParameter.Listed>(each.ThresholdMv).Values);
        Assert.Equal((0.2, (NeuronParameter)1.55, (NeuronParameter)10), (each.CapacitanceNf, each.RefractoryPeriodMs, each.MembraneTimeConstantMs));
        Assert.Equal(
            [
                new("excitatory", new ExponentialCurrentDescription { TimeConstantMs = 0.5, WithinStep = ActsWithinStep.ByMembrane }),
                new ReceptorDescription("inhibitory", new ExponentialCurrentDescription { TimeConstantMs = 2, WithinStep = ActsWithinStep.ByMembrane }),
            ],
            Of("cells-1").Receptors);
        Assert.Equal(
            new ConductanceLifDescription
            {
                CapacitanceNf = 0.25,
                LeakConductanceUs = 0.0166667,
                RestingPotentialMv = -70,
                ThresholdMv = -55,
                ResetPotentialMv = -60,
                RefractoryPeriodMs = 2,
                InitialPotentialMv = -70,
            },
            Of("cells-2").Model);
        Assert.Equal(
            new GlifDescription
            {
                Level = 3,
                CapacitanceNf = 0.0607,
                LeakConductanceUs = 0.0035,
                RestingPotentialMv = -79,
                ThresholdMv = -49.6,
                ResetPotentialMv = -79,
                RefractoryPeriodMs = 1.45,
                AfterSpikeDecayPerMs = (0.03, 0.3),
                AfterSpikeJumpNa = (-0.0238, -0.292),
                InitialPotentialMv = -79,
            },
            Of("cells-3").Model);
        Assert.Equal([5.5, 8.5, 2.8], Of("cells-3").Receptors.Take(3).Select(receptor => Assert.IsType<AlphaCurrentDescription>(receptor.Model).TimeConstantMs));
        Assert.Equal(
            new LifDescription { CapacitanceNf = 0.25, MembraneTimeConstantMs = 10, RefractoryPeriodMs = 2, ThresholdMv = -55 }, Of("cells-4").Model);
        AdExDescription adEx = Assert.IsType<AdExDescription>(Of("cells-6-1").Model);
        Assert.Equal((0.002, 0.0805, 0.281), (adEx.SubthresholdAdaptationUs, adEx.SpikeAdaptationNa, adEx.CapacitanceNf));
        Assert.Equal(adEx with { SubthresholdAdaptationUs = 0.004 }, Of("cells-6-2").Model);
        Assert.Equal(new IzhikevichDescription { A = 0.1, Scheme = IzhikevichScheme.Euler }, Of("cells-7").Model);
        Assert.Equal(0, Of("cells-7").InitialState["U"]);
        Assert.IsType<ParrotDescription>(Of("cells-8").Model);
    }

    [Fact]
    public void Edges_have_weights_and_delays_of_their_groups_and_else_of_their_types()
    {
        // Edge i goes from i mod 3 to neuron 5 - i/3 of the type; even ones have 100 + i pA, odd ones twice -20 - i pA; delays are 1 + i/4 ms, and a step.
        int[] all = [.. Enumerable.Range(0, 18)];
        foreach ((string receptor, int odd) in new[] { ("excitatory", 0), ("inhibitory", 1) })
        {
            ProjectionDescription projection = Assert.Single(
                Network.Projections, one => one.Source == "lgn" && one.Target == "cells-1" && one.Receptor == receptor);
            int[] edges = [.. all.Where(i => i % 2 == odd)];
            var list = (ConnectionList)projection.Connectivity;
            Assert.Equal(edges.Select(i => i % 3), list.Sources);
            Assert.Equal(edges.Select(i => 5 - (i / 3)), list.Targets);
            Assert.Equal(edges.Select(i => odd == 0 ? (100f + i) / 1000 : (float)(2 * (-20.0 - i) / 1000)), list.Weights);
            Assert.Equal(edges.Select(i => StepTime.Ms((long)Math.Round(10 + (2.5 * i)) + 1, 0.1)), list.DelaysMs);
            Assert.Equal(odd == 0 ? 1.1 : 1.3, projection.DelayMs);
        }

        Assert.Contains(Experiment.Notes, note => note.EndsWith("/edges/lgn_to_cells: 9 of 18 delays are no whole number of steps of 0.1 ms: they are rounded", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cells-2", "excitatory", 0.03, 0.6, "0>1 2>0")] // nS to uS
    [InlineData("cells-2", "inhibitory", 0.015, 0.6, "1>1")] // without its sign
    [InlineData("cells-3", "port-3", 0.4, 1.1, "0>0 0>1")]
    [InlineData("cells-6-2", "excitatory", 0.03, 0.6, "2>0")]
    [InlineData("cells-7", "jumps", 6, 1, "0>0")]
    [InlineData("cells-8", "spikes", 1, 1, "1>0")] // a parrot repeats whatever weight
    public void Weights_find_their_receptor(string target, string receptor, double weight, double delayMs, string edges)
    {
        ProjectionDescription projection = Assert.Single(
            Network.Projections, one => one.Source == "lgn" && one.Target == target && one.Receptor == receptor);
        var list = (ConnectionList)projection.Connectivity;
        Assert.Equal((weight, delayMs), (((InitialValue.Constant)projection.Weight).Value, projection.DelayMs));
        Assert.Equal(edges.Split(' ').Order(), list.Sources.Zip(list.Targets, (s, t) => $"{s}>{t}").Order());
        Assert.Null(list.Weights);
    }

    [Fact]
    public void Delays_that_are_too_far_apart_are_projections_of_their_own()
    {
        Assert.Equal([1, 30], Network.Projections.Where(one => one.Source == "lgn" && one.Target == "cells-4").Select(one => one.DelayMs).Order());
        ProjectionDescription tires = Assert.Single(Network.Projections, one => one.Source == "cells-8" && one.Target == "cells-2");
        Assert.Equal(
            (new Tsodyks2Description { Utilisation = 0.4, RecoveryTimeConstantMs = 100 }, 0.8), (tires.Synapse, tires.DelayMs));
    }

    // NEST counts the whole delay of a synapse that learns as dendritic, and the target's spikes come back after it; currents act a step later there.
    [Theory]
    [InlineData(1.2, 0.04)]
    [InlineData(1.3, 0.05)]
    public void Synapses_that_learn_have_their_delay_in_the_dendrite(double delayMs, double weight)
    {
        ProjectionDescription learns = Assert.Single(
            Network.Projections, one => one.Source == "cells-8" && one.Target == "cells-1" && one.BackPropagationDelayMs == delayMs);
        Assert.Equal(
            (0.1, delayMs, weight), (learns.DelayMs, ((InitialValue.Constant)learns.DendriticDelayMs!).Value, ((InitialValue.Constant)learns.Weight).Value));
        Assert.Equal(
            new PowerLawStdpDescription
            {
                MaximumWeight = 0.09,
                LearningRate = 0.02,
                Asymmetry = 1.1,
                PotentiationExponent = 0.4,
                DepressionExponent = 1,
                SourceTimeConstantMs = 20,
                TargetTimeConstantMs = 30,
            },
            learns.Synapse);
    }

    [Fact]
    public void Spikes_currents_and_reports_are_given_to_node_sets()
    {
        ListedSpikes spikes = Assert.Single(Network.Inputs.OfType<ListedSpikes>());
        Assert.Equal(("lgn", 0.6, 46, true), (spikes.Population, spikes.TimesMs[0], spikes.TimesMs.Count, spikes.RoundsTimes));
        StepInput[] clamps = [.. Network.Inputs.OfType<StepInput>()];
        Assert.Equal(["clamp-cells-3", "clamp-cells-4", "I_e-cells-7"], clamps.Select(clamp => clamp.Name));
        Assert.All(clamps.Take(2), clamp =>
        {
            Assert.Equal([10, 30, 40, 70], clamp.TimesMs);
            Assert.Equal([0.1, 0, 0.25, 0], clamp.Values);
            Assert.IsType<NeuronSelection.All>(clamp.Neurons);
        });
        Assert.Equal([4], clamps[2].Values);
        StateProbe probe = Assert.IsType<StateProbe>(Assert.Single(Experiment.Probes(Network, new ExperimentSettings(0.1, 1, new Dictionary<string, object>()))));
        Assert.Equal("cells-7 V U", string.Join(' ', [probe.Population, .. probe.Variables]));
        Assert.Equal(new ProbeSchedule.Every(1) { FromMs = 10, UntilMs = 90 }, probe.When);
    }

    [Fact]
    public void Another_step_rounds_anew()
    {
        NetworkDescription coarse = Experiment.Describe(new ExperimentSettings(0.5, 7, new Dictionary<string, object>()));
        Assert.Equal((0.5, 7ul), (coarse.DtMs, coarse.Seed));
        Assert.Equal(1, coarse.Projections.First(one => one.Target == "cells-2" && one.Source == "lgn").DelayMs);
        Assert.True(SonataFiles.Run(Experiment).Summary.Spikes > 50);
    }

    private static PopulationDescription Of(string name) => Assert.Single(Network.Populations, population => population.Name == name);
}
