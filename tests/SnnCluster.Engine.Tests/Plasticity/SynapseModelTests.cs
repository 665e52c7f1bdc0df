using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>Models for which no other simulator was asked, against their equations or against models that were compared.</summary>
public class SynapseModelTests
{
    private const int Steps = 600;

    [Fact]
    public void Pair_STDP_is_the_power_law_with_exponents_of_0()
    {
        PairStdpDescription pair = new() { Potentiation = 0.03, Depression = 0.02, MaximumWeight = 1 };
        PowerLawStdpDescription law = new()
        {
            LearningRate = 0.03,
            Asymmetry = 2.0 / 3,
            PotentiationExponent = 0,
            DepressionExponent = 0,
            MaximumWeight = 1,
            SourceTimeConstantMs = 20,
            TargetTimeConstantMs = 64,
            SameStep = SameStep.Mutual,
        };
        float[] weights = Weights(pair);
        Assert.True(weights.Distinct().Count() > 100);
        AssertClose(weights, Weights(law), 1e-6);
    }

    [Fact]
    public void Parameters_of_each_synapse_do_what_those_of_the_projection_do()
    {
        float[] ofProjection = Delivered(new Tsodyks2Description
        {
            Utilisation = 0.3,
            RecoveryTimeConstantMs = 50,
            FacilitationTimeConstantMs = 80,
        });
        float[] ofSynapse = Delivered(new Tsodyks2PerSynapseDescription
        {
            Utilisation = 0.3,
            RecoveryRate = 1.0 / 50,
            FacilitationRate = 1.0 / 80,
        });
        Assert.True(ofProjection.Distinct().Count() > 20);
        AssertClose(ofProjection, ofSynapse, 1e-5);
    }

    [Fact]
    public void Rewards_change_weights_by_the_eligibility_of_their_step()
    {
        const double Plus = 0.02;
        const double Minus = 0.015;
        RewardStdpDescription reward = new()
        {
            Potentiation = Plus,
            Depression = Minus,
            SourceTimeConstantMs = 17,
            TargetTimeConstantMs = 23,
            EligibilityTimeConstantMs = 40,
        };
        float[] found = Weights(reward, amountPerSpike: 0.5);

        // Step by step in double precision: the target's spike, the reward, the source's event; none sees one of its step.
        double w = 0.5;
        double c = 0;
        double x = 0;
        double y = 0;
        var expected = new float[Steps];
        for (int step = 0; step < Steps; step++)
        {
            (c, x, y) = (c * Math.Exp(-1.0 / 40), x * Math.Exp(-1.0 / 17), y * Math.Exp(-1.0 / 23));
            bool target = Target.Spikes(step, 0);
            bool source = Source.Spikes(step, 0);
            c += target ? Plus * x : 0;
            w = Math.Clamp(w + (source ? 0.5 * c : 0), 0, 1);
            c -= source ? Minus * y : 0;
            (x, y) = (x + (source ? 1 : 0), y + (target ? 1 : 0));
            expected[step] = (float)w;
        }

        Assert.True(expected.Distinct().Count() > 50);
        AssertClose(expected, found, 1e-4);
    }

    /// <summary>The same operations in the same order: the same bits.</summary>
    [Fact]
    public void Pair_STDP_as_text_is_pair_STDP()
    {
        PairStdpDescription pair = new() { Potentiation = 0.03, Depression = 0.02, MaximumWeight = 1 };
        float[] weights = Weights(pair);
        Assert.True(weights.Distinct().Count() > 100);
        Assert.Equal(weights, Weights(TextSynapses.PairStdp));
    }

    [Fact]
    public void Short_term_plasticity_as_text_is_that_of_the_class()
    {
        float[] byClass = Delivered(new Tsodyks2Description { Utilisation = 0.3, RecoveryTimeConstantMs = 50, FacilitationTimeConstantMs = 80 });
        Assert.True(byClass.Distinct().Count() > 20);
        AssertClose(byClass, Delivered(TextSynapses.ShortTerm), 1e-5);
    }

    /// <summary>A tag of each synapse, a weight that goes back by itself, and a threshold for both: against single steps in double precision.</summary>
    [Fact]
    public void State_of_synapses_as_text_decays_between_events()
    {
        float[] found = Weights(TextSynapses.Tagged);
        double w = 0.5;
        double tag = 0.1;
        double y = 0;
        var expected = new float[Steps];
        for (int step = 0; step < Steps; step++)
        {
            (w, tag, y) = (0.2 + ((w - 0.2) * Math.Exp(-1.0 / 300)), 0.1 + ((tag - 0.1) * Math.Exp(-1.0 / 30)), y * Math.Exp(-1.0 / 25));
            // A source event of this step comes first.
            if (Source.Spikes(step, 0))
            {
                tag += 0.2 * y;
                w = Math.Clamp(w + (tag > 0.3 ? 0.1 * Math.Exp(-tag) : -0.02), 0, 1);
            }

            if (Target.Spikes(step, 0))
            {
                w = Math.Clamp(w + (0.05 * tag / (1 + y)), 0, 1);
                y += 1;
            }

            expected[step] = (float)w;
        }

        Assert.True(found.Distinct().Count() > 100);
        AssertClose(expected, found, 1e-4);
    }

    private static SpikeTable Source { get; } = Train(1);

    private static SpikeTable Target { get; } = Train(2);

    private static SpikeTable Train(int seed)
    {
        var random = new Random(seed);
        var table = new SpikeTable(1);
        for (int step = 0; step < Steps; step++)
        {
            if (random.NextDouble() < 0.15)
            {
                table.Add(step, 0);
            }
        }

        return table;
    }

    // The weight at the end of every step. The source's spikes are rewards as well.
    private static float[] Weights(SynapseDescription synapse, double amountPerSpike = 0)
    {
        using Simulation simulation = Simulate(synapse, amountPerSpike);
        return [.. Enumerable.Range(0, Steps).Select(_ =>
        {
            simulation.Run(1);
            return Assert.Single(simulation.ReadSynapses(0)).Weight;
        })];
    }

    private static float[] Delivered(SynapseDescription synapse)
    {
        using Simulation simulation = Simulate(synapse, 0);
        return [.. Enumerable.Range(0, Steps).Select(_ =>
        {
            simulation.Run(1);
            return simulation.Jumps()[0];
        })];
    }

    private static Simulation Simulate(SynapseDescription synapse, double amountPerSpike) => TinyNetwork.Simulate(
        TinyNetwork.Of(Source, Target, TinyNetwork.Projection(new AllToAll(), weight: 0.5) with
        {
            Synapse = synapse,
            Modulator = amountPerSpike == 0 ? null : "reward",
        }) with
        {
            Modulators =
            [
                new ModulatorDescription { Name = "reward", Source = TinyNetwork.Source, AmountPerSpike = amountPerSpike, DelayMs = 1 },
            ],
        });

    private static void AssertClose(float[] expected, float[] found, double tolerance) => Assert.All(
        expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance * Math.Max(Math.Abs(pair.First), 0.01)));
}
