using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Engine.Tests.Rewiring;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Tests.Shared;
using Xunit.Abstractions;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>
/// Every model follows its equations: weights and inputs of networks, however they are swept, read, sampled, captured, cut and rewired,
/// against double precision.
/// </summary>
public sealed class DoubleReferenceTests(ITestOutputHelper output)
{
    private const int Steps = 4000;

    /// <summary>Of the larger of a value and a hundredth of the largest weight; a twentieth under dopamine.</summary>
    private const double Tolerance = 1e-4;

    private const float Threshold = 0.3f;

    private const float NewWeight = 0.4f;

    private const int UpdateSteps = 25;

    private static readonly RewardStdpDescription Reward = new() { Potentiation = 0.1, Depression = 0.12 };

    // What the models of all tests leave out of these descriptions.
    private static readonly Dictionary<string, SynapseDescription> Variants = new()
    {
        ["power law, additive"] = new PowerLawStdpDescription
        {
            LearningRate = 0.05,
            MaximumWeight = 1,
            PotentiationExponent = 0,
            DepressionExponent = 0,
        },
        ["power law, multiplicative, nearest"] = new PowerLawStdpDescription { LearningRate = 0.05, MaximumWeight = 1, NearestNeighbours = true },
        ["pre-centred, exponents"] = new PreCentredStdpDescription
        {
            LearningRate = 0.05,
            MaximumWeight = 1,
            PotentiationExponent = 0.4,
            DepressionExponent = 0,
        },
        ["restricted, exponents"] = new RestrictedStdpDescription
        {
            LearningRate = 0.05,
            MaximumWeight = 1,
            PotentiationExponent = 0,
            DepressionExponent = 0.3,
        },
        ["inhibitory, negative"] = new InhibitoryStdpDescription { LearningRate = 0.02 },
        ["inhibitory, offset after clipping"] = new InhibitoryStdpDescription
        {
            LearningRate = 0.02,
            OffsetAfterClipping = true,
            SameStep = SameStep.Mutual,
        },
        ["tsodyks, depressing"] = new TsodyksDescription { Utilisation = 0.4, RecoveryTimeConstantMs = 200, ActiveTimeConstantMs = 5 },
        ["tsodyks2, facilitating"] = new Tsodyks2Description
        {
            Utilisation = 0.1,
            RecoveryTimeConstantMs = 100,
            FacilitationTimeConstantMs = 300,
        },
        ["tsodyks2 of each synapse, depressing"] = new Tsodyks2PerSynapseDescription { Utilisation = 0.67 },
        ["tsodyks2 and pair STDP"] = new Tsodyks2Description { RecoveryTimeConstantMs = 100, LongTerm = SynapseModels.All["pair STDP"] },
        ["tsodyks and restricted"] = new TsodyksDescription { RecoveryTimeConstantMs = 100, LongTerm = SynapseModels.All["restricted"] },
        ["tsodyks2 and reward"] = new Tsodyks2Description { RecoveryTimeConstantMs = 100, LongTerm = Reward },
        ["dopamine on both sides of 0"] = new DopamineStdpDescription
        {
            Potentiation = 0.01,
            Depression = 0.012,
            EligibilityTimeConstantMs = 300,
            ModulatorTimeConstantMs = 30,
            MinimumWeight = -1,
            MaximumWeight = 1,
        },
    };

    public static TheoryData<string> Models => [.. SynapseModels.All.Keys, .. Variants.Keys];

    public static TheoryData<string> Modulated => ["dopamine", "dopamine on both sides of 0", "reward", "tsodyks and dopamine", "tsodyks2 and reward"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Random_trains_give_the_weights_and_inputs_of_the_equations(string model)
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            var random = new Random(seed);
            double dtMs = seed == 2 ? 1 : 0.5;
            SpikeTable source = Trains(2 + random.Next(4), dtMs, seed);
            SpikeTable target = Trains(3 + random.Next(3), dtMs, seed + 100);
            Compare(model, seed, source, target, Network(model, source, target, dtMs, TinyNetwork.Projection(new FixedProbability(0.7)) with
            {
                DelayMs = (1 + random.Next(5)) * dtMs,
                DendriticDelayMs = seed == 1 ? null : new InitialValue.Uniform(0, seed * dtMs),
                BackPropagationDelayMs = (seed - 1) * random.Next(1, 9) * dtMs,
            }) with
            { Seed = (ulong)seed });
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void So_they_do_while_synapses_are_formed_and_eliminated(string model)
    {
        SpikeTable source = Trains(7, dtMs: 1, seed: 41);
        SpikeTable target = Trains(9, dtMs: 1, seed: 42);
        Compare(model, seed: 5, source, target, Network(model, source, target, dtMs: 1, Rewired));
    }

    [Theory]
    [MemberData(nameof(Modulated))]
    public void So_they_do_where_a_reward_of_either_sign_releases_the_modulator(string model)
    {
        SpikeTable source = Trains(7, dtMs: 1, seed: 51);
        SpikeTable target = Trains(9, dtMs: 1, seed: 52);
        NetworkDescription network = Network(model, source, target, dtMs: 1, Rewired);
        Compare(model, seed: 6, source, target, network with
        {
            Modulators =
            [
                network.Modulators[0] with
                {
                    Source = null,
                    Reward = new LinearReward
                    {
                        PeriodMs = 7,
                        Counted = [new(TinyNetwork.Source), new(TinyNetwork.Target)],
                        AmountPerSpike = [0.02, -0.01],
                        Baseline = 0.01,
                    },
                },
            ],
        });
    }

    private static ProjectionDescription Rewired => TinyNetwork.Projection(new FixedProbability(0.5)) with
    {
        DelayMs = 2,
        DendriticDelayMs = 3,
        BackPropagationDelayMs = 4,
        Rewiring = new PairAttemptsDescription
        {
            AttemptsPerUpdate = 3,
            IntervalMs = UpdateSteps,
            WeakEliminationProbability = 1,
            StrongEliminationProbability = 0,
            FormationProbability = 1,
            FormationSigma = double.PositiveInfinity,
            WeightThreshold = Threshold,
            NewWeight = NewWeight,
        },
    };

    private static SynapseDescription Of(string model) => Variants.GetValueOrDefault(model) ?? SynapseModels.All[model];

    // Poisson trains at rates of 3 to 100 Hz, of which some spikes of the two sides fall into one step.
    private static SpikeTable Trains(int neurons, double dtMs, int seed)
    {
        var random = new Random(seed);
        var table = new SpikeTable(neurons);
        for (int neuron = 0; neuron < neurons; neuron++)
        {
            double rateHz = 3 + (random.NextDouble() * 97);
            for (int step = 0; step < Steps; step++)
            {
                if (random.NextDouble() < rateHz * dtMs / 1000)
                {
                    table.Add(step, neuron);
                }
            }
        }

        return table;
    }

    private static NetworkDescription Network(string model, SpikeTable source, SpikeTable target, double dtMs, ProjectionDescription projection)
    {
        SynapseDescription synapse = Of(model);
        int sign = synapse.WeightSign < 0 ? -1 : 1;
        NetworkDescription network = TinyNetwork.Of(source, target, projection with
        {
            Weight = sign < 0 ? new InitialValue.Uniform(-1, 0) : new InitialValue.Uniform(0, 1),
            Rewiring = projection.Rewiring is PairAttemptsDescription attempts ? attempts with { NewWeight = sign * NewWeight } : null,
        });
        return (network with
        {
            DtMs = dtMs,
            Inputs = [TinyNetwork.Script(TinyNetwork.Source, source, dtMs), TinyNetwork.Script(TinyNetwork.Target, target, dtMs)],
        }).With(synapse);
    }

    private void Compare(string model, int seed, SpikeTable source, SpikeTable target, NetworkDescription network)
    {
        var random = new Random(seed);
        int?[] pools = [null, 0, 3];
        using var device = new HostDevice { SpikePoolLists = pools[seed % 3] };
        ObservationPlan plan = ObservationLog.Plan(network, [new WeightProbe { Projection = network.Projections[0].Name }], Steps);
        Simulation simulation = Simulation.Create(network, device, 1 + random.Next(3), observation: plan);
        try
        {
            var expected = new DoubleProjection(network, simulation.ReadSynapses(0));
            var changes = default((int Formed, int Eliminated));
            bool isRead = false;
            for (int step = 0; step < Steps; step++)
            {
                isRead = step % 100 == 0 ? random.Next(3) == 0 : isRead;
                simulation.Run(1);
                if (network.Projections[0].Rewiring is not null && (step + 1) % UpdateSteps == 0)
                {
                    Rewire(network, expected, step, ref changes);
                }

                expected.Deliver(step, source, target);
                expected.AssertInputs(step, simulation.Jumps(), Tolerance);
                if (isRead || step == Steps - 1)
                {
                    expected.AssertWeights(step, simulation.ReadSynapses(0), Tolerance);
                }

                switch (random.Next(400))
                {
                    case 0:
                        simulation.Digest();
                        break;
                    case 1:
                        simulation.Sample(Steps);
                        break;
                    case 2:
                        simulation = Continue(simulation, device, plan, 1 + random.Next(3));
                        break;
                }
            }

            Assert.True(expected.Seen.Together > 0 && (network.Projections[0].Rewiring is null || changes.Formed > 30));
            output.WriteLine(
                $"{model}, {seed}: weight {expected.Worst.Weight:G2}, input {expected.Worst.Input:G2}; {expected.Seen.Sources} source events, "
                + $"{expected.Seen.Targets} target spikes, {expected.Seen.Together} in one step; {changes.Formed} formed, {changes.Eliminated} eliminated");
        }
        finally
        {
            simulation.Dispose();
        }
    }

    private static Simulation Continue(Simulation simulation, HostDevice device, ObservationPlan plan, int partitions)
    {
        Simulation next = Simulation.Create(simulation.Network, device, partitions, from: simulation.Capture(), observation: plan);
        simulation.Dispose();
        return next;
    }

    private static void Rewire(NetworkDescription network, DoubleProjection expected, int step, ref (int Formed, int Eliminated) changes)
    {
        var rewiring = (PairAttemptsDescription)network.Projections[0].Rewiring!;
        int dendritic = (int)((InitialValue.Constant)network.Projections[0].DendriticDelayMs!).Value;
        foreach ((int s, int t, _) in AttemptReference.Distinct(network, 0, ((step + 1) / UpdateSteps) - 1))
        {
            if (!expected.Contains((s, t, 0)))
            {
                expected.Add((s, t, 0), (float)rewiring.NewWeight, dendritic, step);
                changes.Formed++;
            }
            else if (expected.WeightAt(step - 1, (s, t, 0)) < Threshold)
            {
                expected.Remove((s, t, 0));
                changes.Eliminated++;
            }
        }
    }
}
