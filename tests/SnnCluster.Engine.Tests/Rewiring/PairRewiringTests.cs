using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Engine.Tests.Plasticity;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Tests.Rewiring;

public sealed class PairRewiringTests
{
    public static TheoryData<string, int, int, int> ModelsAndDelays
    {
        get
        {
            var data = new TheoryData<string, int, int, int>();
            foreach (string model in SynapseModels.All.Keys)
            {
                data.Add(model, 1, 0, 1);
                data.Add(model, 3, 0, 1);
                data.Add(model, 2, 4, 2);
            }

            return data;
        }
    }

    private const int Sources = 40;

    // Three blocks of targets, the last one not full.
    private const int Targets = 600;

    // Whatever is hit changes: connected pairs go, others are connected.
    private static readonly PairAttemptsDescription Certain = new()
    {
        AttemptsPerUpdate = 5000,
        WeakEliminationProbability = 1,
        StrongEliminationProbability = 0,
        FormationProbability = 1,
        FormationSigma = double.PositiveInfinity,
        NewWeight = 0.05,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Exactly_the_distinct_pairs_that_were_hit_are_eliminated(int partitions)
    {
        NetworkDescription network = TinyNetwork.Silent(
            Sources, Targets, TinyNetwork.Projection(new AllToAll(), weight: 0.05) with { Rewiring = Certain });
        using Simulation simulation = TinyNetwork.Simulate(network, partitions);
        var expected = simulation.Pairs();
        var hit = AttemptReference.Distinct(network, 0, update: 0);
        expected.ExceptWith(hit.Select(attempt => (attempt.Source, attempt.Target)));
        simulation.Run(1);
        Assert.True(hit.Count < Certain.AttemptsPerUpdate);
        Assert.Equal(Sources * Targets - hit.Count, simulation.SynapseCount(0));
        Assert.Equal(expected, simulation.Pairs());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Exactly_the_distinct_pairs_that_were_hit_are_formed(int partitions)
    {
        NetworkDescription network = TinyNetwork.Silent(
            Sources, Targets, TinyNetwork.Projection(new FixedProbability(0), weight: 0.05) with { Rewiring = Certain });
        using Simulation simulation = TinyNetwork.Simulate(network, partitions);
        var hit = AttemptReference.Distinct(network, 0, update: 0);
        simulation.Run(1);
        Assert.Equal(hit.Count, simulation.SynapseCount(0));
        Assert.Equal(hit.Select(attempt => (attempt.Source, attempt.Target)).ToHashSet(), simulation.Pairs());
        Assert.All(simulation.ReadSynapses(0), synapse => Assert.Equal(0.05f, synapse.Weight));
    }

    [Fact]
    public void Over_many_updates_every_distinct_hit_toggles_its_pair()
    {
        NetworkDescription network = TinyNetwork.Silent(
            Sources, Targets, TinyNetwork.Projection(new FixedProbability(0.5), weight: 0.05) with { Rewiring = Certain });
        using Simulation simulation = TinyNetwork.Simulate(network, partitions: 3);
        var expected = simulation.Pairs();
        for (int update = 0; update < 10; update++)
        {
            simulation.Run(1);
            expected.SymmetricExceptWith(
                AttemptReference.Distinct(network, 0, update).Select(attempt => (attempt.Source, attempt.Target)));
            Assert.Equal(expected, simulation.Pairs());
        }
    }

    [Fact]
    public void A_repeat_of_a_pair_within_an_update_does_nothing()
    {
        // A single pair that is hit four times in each update changes once in it.
        NetworkDescription network = TinyNetwork.Silent(1, 1, TinyNetwork.Projection(new AllToAll(), weight: 0.05) with
        {
            Rewiring = Certain with { AttemptsPerUpdate = 4 },
        });
        using Simulation simulation = TinyNetwork.Simulate(network);
        for (int update = 0; update < 6; update++)
        {
            simulation.Run(1);
            Assert.Equal(update % 2, simulation.SynapseCount(0));
        }

        Assert.Equal(24, simulation.Partitions[0].Rewiring(0)!.Attempts);
        Assert.Equal(3, simulation.Partitions[0].Rewiring(0)!.Eliminated);
    }

    [Fact]
    public void Updates_come_at_the_end_of_each_interval_and_at_no_other_time()
    {
        NetworkDescription network = TinyNetwork.Silent(Sources, Targets, TinyNetwork.Projection(new AllToAll(), 0.05) with
        {
            Rewiring = Certain with { IntervalMs = 7 },
        });
        using Simulation simulation = TinyNetwork.Simulate(network);
        long before = simulation.SynapseCount(0);
        for (int step = 0; step < 30; step++)
        {
            simulation.Run(1);
            Assert.Equal((step + 1) % 7 == 0, simulation.SynapseCount(0) != before);
            before = simulation.SynapseCount(0);
        }
    }

    [Fact]
    public void Strong_synapses_stay_where_their_probability_is_zero()
    {
        NetworkDescription network = TinyNetwork.Silent(Sources, Targets, TinyNetwork.Projection(new AllToAll()) with
        {
            Weight = new InitialValue.Uniform(0, 0.2),
            Rewiring = Certain with { FormationProbability = 0 },
        });
        using Simulation simulation = TinyNetwork.Simulate(network);
        var hit = AttemptReference.Distinct(network, 0, update: 0).Select(a => (a.Source, a.Target)).ToHashSet();
        var expected = simulation.ReadSynapses(0).Where(s => s.Weight >= 0.1f || !hit.Contains((s.Source, s.Target))).ToArray();
        simulation.Run(1);
        Assert.Equal(expected, simulation.ReadSynapses(0));
    }

    [Fact]
    public void Decisions_follow_each_attempts_own_random_number()
    {
        NetworkDescription network = TinyNetwork.Silent(Sources, Targets, TinyNetwork.Projection(new AllToAll(), 0.05) with
        {
            Rewiring = Certain with { WeakEliminationProbability = 0.3, FormationProbability = 0.4 },
        });
        using Simulation simulation = TinyNetwork.Simulate(network, partitions: 2);
        var expected = simulation.Pairs();
        for (int update = 0; update < 5; update++)
        {
            foreach ((int source, int target, float uniform) in AttemptReference.Distinct(network, 0, update))
            {
                if (expected.Contains((source, target)))
                {
                    if (uniform < 0.3f)
                    {
                        expected.Remove((source, target));
                    }
                }
                else if (uniform < 0.4f)
                {
                    expected.Add((source, target));
                }
            }

            simulation.Run(1);
            Assert.Equal(expected, simulation.Pairs());
        }
    }

    [Fact]
    public void Autapses_form_unless_they_are_forbidden()
    {
        foreach (bool allowed in new[] { true, false })
        {
            NetworkDescription network = TinyNetwork.Silent(1, 20, TinyNetwork.Projection(new FixedProbability(0)) with
            {
                Source = TinyNetwork.Target,
                AllowAutapses = allowed,
                Rewiring = Certain,
            });
            using Simulation simulation = TinyNetwork.Simulate(network);
            simulation.Run(1);

            // 5,000 attempts on 400 pairs leave one out with probability 4e-6 each.
            Assert.Equal(allowed ? 400 : 380, simulation.SynapseCount(0));
            Assert.Equal(allowed ? 20 : 0, simulation.Pairs().Count(pair => pair.Source == pair.Target));
        }
    }

    [Fact]
    public void Formation_falls_with_distance_as_the_profile_says()
    {
        var grid = new GridGeometry(16, 16);
        const double Probability = 0.6;
        const double Sigma = 2.5;
        NetworkDescription silent = TinyNetwork.Silent(grid.Size, grid.Size, TinyNetwork.Projection(new FixedProbability(0)) with
        {
            Rewiring = new PairAttemptsDescription
            {
                AttemptsPerUpdate = 200_000,
                FormationProbability = Probability,
                FormationSigma = Sigma,
            },
        });
        NetworkDescription network = silent with
        {
            Populations = [.. silent.Populations.Select(population => population with { Grid = grid })],
        };
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(1);
        var hit = AttemptReference.Distinct(network, 0, update: 0)
            .ToLookup(attempt => grid.SquaredDistance(attempt.Source, attempt.Target));
        var formed = simulation.Pairs().ToLookup(pair => grid.SquaredDistance(pair.Source, pair.Target));

        // Each distinct pair that was hit forms with p(d), so the number at one distance is binomial. There are 45
        // distances; 5 standard deviations are passed by chance once in 40,000 such tests.
        foreach (IGrouping<int, (int, int, float)> distance in hit)
        {
            double p = Probability * Math.Exp(-distance.Key / (2 * Sigma * Sigma));
            double expected = distance.Count() * p;
            double deviation = Math.Sqrt(expected * (1 - p));
            Assert.InRange(formed[distance.Key].Count(), expected - (5 * deviation) - 1, expected + (5 * deviation) + 1);
        }

        Assert.Equal(simulation.SynapseCount(0), hit.Sum(distance => formed[distance.Key].Count()));
        Assert.InRange(simulation.SynapseCount(0), 4000, 7000);
    }

    [Theory]
    [MemberData(nameof(ModelsAndDelays))]
    public void Plastic_weights_are_up_to_date_when_they_are_judged_and_new_synapses_see_no_earlier_spikes(
        string model, int delay, int dendritic, int partitions)
    {
        const int Steps = 400;
        const float Threshold = 0.3f;
        const float NewWeight = 0.4f;
        SpikeTable source = SpikeTable.Random(7, Steps, seed: 41);
        SpikeTable target = SpikeTable.Random(9, Steps, seed: 42);
        NetworkDescription network = TinyNetwork.Of(source, target, TinyNetwork.Projection(new FixedProbability(0.5)) with
        {
            Weight = new InitialValue.Uniform(0, 1),
            DelayMs = delay,
            DendriticDelayMs = dendritic == 0 ? null : dendritic,
            Rewiring = Certain with { AttemptsPerUpdate = 6, IntervalMs = 5, WeightThreshold = Threshold, NewWeight = NewWeight },
        }).With(model);
        using Simulation simulation = TinyNetwork.Simulate(network, partitions);
        var eager = EagerProjection.Create(network, 0, simulation.ReadSynapses(0), TinyNetwork.InputScale(network, 1));
        int eliminated = 0;
        int formed = 0;
        int kept = 0;
        for (int step = 0; step < Steps; step++)
        {
            simulation.Run(1);
            eager.Spike(step, target.At(step));
            if ((step + 1) % 5 == 0)
            {
                foreach ((int s, int t, _) in AttemptReference.Distinct(network, 0, ((step + 1) / 5) - 1))
                {
                    if (!eager.Contains((s, t, 0)))
                    {
                        eager.Add((s, t, 0), NewWeight, dendritic, step);
                        formed++;
                    }
                    else if (eager.WeightAt(step - 1, (s, t, 0)) < Threshold)
                    {
                        eager.Remove((s, t, 0));
                        eliminated++;
                    }
                    else
                    {
                        kept++;
                    }
                }
            }

            eager.Deliver(
                step,
                source.At(step - delay + 1),
                target.At(step),
                eager.ModulatorDelay == 0 ? 0 : source.At(step - eager.ModulatorDelay + 1).Count());

            // Some of the comparisons are far apart, so that what is read does not depend on having been read before.
            if (step % 83 == 0 || step == Steps - 1)
            {
                EagerComparison.AssertWeights(eager, simulation.ReadSynapses(0), step);
            }
        }

        Assert.True(formed > 30 && eliminated + kept > 60);
    }

    [Fact]
    public void Attempts_that_eliminate_nothing_store_nothing()
    {
        SpikeTable source = SpikeTable.Random(20, 200, seed: 51);
        SpikeTable target = SpikeTable.Random(20, 200, seed: 52);
        ProjectionDescription projection = TinyNetwork.Projection(new FixedProbability(0.5)) with
        {
            Weight = new InitialValue.Uniform(0, 0.2),
            Synapse = new PairStdpDescription(),
        };
        string Digest(RewiringDescription? rewiring)
        {
            using Simulation simulation = TinyNetwork.Simulate(
                TinyNetwork.Of(source, target, projection with { Rewiring = rewiring }));
            simulation.Run(200);
            return simulation.Digest();
        }

        Assert.Equal(
            Digest(null),
            Digest(Certain with { WeakEliminationProbability = 0, FormationProbability = 0 }));
    }
}
