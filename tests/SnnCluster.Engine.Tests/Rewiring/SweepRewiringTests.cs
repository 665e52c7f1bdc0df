using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Rewiring;

public sealed class SweepRewiringTests
{
    private const int Sources = 64;
    private const int Targets = 30;
    private const int InDegree = 20;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Set_replaces_the_smallest_weights_of_each_target_by_absent_sources(int partitions)
    {
        NetworkDescription network = WithSet(new FixedInDegree(InDegree), fraction: 0.3);
        using Simulation simulation = TinyNetwork.Simulate(network, partitions);
        for (int update = 0; update < 10; update++)
        {
            var before = simulation.ReadSynapses(0).ToLookup(synapse => synapse.Target);
            simulation.Run(1);
            var after = simulation.ReadSynapses(0).ToLookup(synapse => synapse.Target);
            for (int target = 0; target < Targets; target++)
            {
                Synapse[] byWeight = [.. before[target].OrderBy(s => Math.Abs(s.Weight)).ThenBy(s => s.Source)];
                int[] kept = [.. byWeight[6..].Select(synapse => synapse.Source)];
                int[] sources = [.. after[target].Select(synapse => synapse.Source)];
                Assert.Equal(InDegree, sources.Distinct().Count());
                Assert.Equal(InDegree, sources.Length);
                Assert.Subset(sources.ToHashSet(), kept.ToHashSet());
                Synapse[] formed = [.. after[target].Where(synapse => !kept.Contains(synapse.Source))];
                Assert.All(formed, synapse => Assert.Equal(0.5f, synapse.Weight));
                Assert.Empty(formed.Select(s => s.Source).Intersect(before[target].Select(s => s.Source)));
            }
        }
    }

    [Fact]
    public void New_sources_are_uniform_among_the_absent_ones()
    {
        // Each of 30,000 targets has the sources 0, 4 and 7 with equal weights, which are ranked by source: 0 goes, and
        // one of the seven that were absent comes.
        const int Many = 30_000;
        NetworkDescription network = TinyNetwork.Silent(10, Many, TinyNetwork.Projection(new EveryTarget(0, 4, 7), weight: 1) with
        {
            Rewiring = new SetDescription { IntervalMs = 1, Fraction = 0.34, NewWeight = 1 },
        });
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(1);
        var counts = simulation.ReadSynapses(0).CountBy(synapse => synapse.Source).ToDictionary();

        // Seven sources share 30,000 draws: binomial with p = 1/7, standard deviation 61; 5 of them are passed by one of
        // seven once in 250,000 tests.
        Assert.Equal((Many, Many), (counts[4], counts[7]));
        Assert.False(counts.ContainsKey(0));
        double deviation = Math.Sqrt(Many * (1 / 7.0) * (6 / 7.0));
        foreach (int source in new[] { 1, 2, 3, 5, 6, 8, 9 })
        {
            Assert.InRange(counts[source], (Many / 7.0) - (5 * deviation), (Many / 7.0) + (5 * deviation));
        }
    }

    [Fact]
    public void Dense_targets_form_only_what_is_absent()
    {
        // 9 of 10 sources: 4 go, and the only absent source that was not lost in this update comes: 6 are left. Then 3
        // go, 4 are absent and 3 come.
        NetworkDescription network = TinyNetwork.Silent(10, 50, TinyNetwork.Projection(new FixedInDegree(9)) with
        {
            Weight = new InitialValue.Uniform(-1, 1),
            Rewiring = new SetDescription { IntervalMs = 1, Fraction = 0.5, NewWeight = 0.5 },
        });
        using Simulation simulation = TinyNetwork.Simulate(network, partitions: 2);
        foreach (int inDegree in new[] { 6, 6, 6 })
        {
            simulation.Run(1);
            Assert.All(
                simulation.ReadSynapses(0).GroupBy(synapse => synapse.Target),
                target => Assert.Equal((inDegree, inDegree), (target.Count(), target.DistinctBy(s => s.Source).Count())));
        }

        // Fully connected targets have nothing to draw from.
        using Simulation full = TinyNetwork.Simulate(network with
        {
            Projections = [network.Projections[0] with { Connectivity = new AllToAll() }],
        });
        full.Run(1);
        Assert.Equal(50 * 5, full.SynapseCount(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Vacancies_fill_each_target_up_to_the_in_degree_and_then_do_nothing(int partitions)
    {
        NetworkDescription network = TinyNetwork.Silent(Sources, Targets, TinyNetwork.Projection(new FixedProbability(0.1)) with
        {
            Rewiring = new FillUpDescription(12),
        });
        using Simulation simulation = TinyNetwork.Simulate(network, partitions);
        var initial = simulation.Pairs();
        simulation.Run(1);
        var filled = simulation.Pairs();
        Assert.ProperSuperset(initial, filled);
        for (int target = 0; target < Targets; target++)
        {
            int before = initial.Count(pair => pair.Target == target);
            Assert.Equal(Math.Max(before, 12), filled.Count(pair => pair.Target == target));
        }

        simulation.Run(5);
        Assert.Equal(filled, simulation.Pairs());
    }

    /// <summary>Targets have room for as many synapses as their potential is above rest, and lose all of those when it is not.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_rule_may_go_by_the_state_of_the_target(int partitions)
    {
        NetworkDescription network = TinyNetwork.Silent(Sources, Targets, TinyNetwork.Projection(new FixedInDegree(2)) with
        {
            Rewiring = new ByPotentialDescription(9),
        });
        var population = new PopulationDescription
        {
            Name = TinyNetwork.Target,
            Size = Targets,
            Model = new LifDescription { InitialPotentialMv = new InitialValue.Uniform(-75, -55), MembraneTimeConstantMs = 1000, RestingPotentialMv = -70 },
            Receptors = [new ReceptorDescription("delta", new DeltaDescription())],
        };
        network = network with { Populations = [network.Populations[0], population], Inputs = [] };
        using Simulation simulation = TinyNetwork.Simulate(network, partitions);
        simulation.Run(1);
        var potentials = new float[Targets];
        simulation.ReadState(1, 0, potentials);
        var pairs = simulation.Pairs();
        for (int target = 0; target < Targets; target++)
        {
            int room = ByPotential.Room(potentials[target]);
            Assert.Equal(room == 0 ? 0 : Math.Max(2, Math.Min(room, 9)), pairs.Count(pair => pair.Target == target));
        }

        Assert.Contains(potentials, potential => ByPotential.Room(potential) == 0);
        Assert.Contains(potentials, potential => ByPotential.Room(potential) > 9);
    }

    [Fact]
    public void Sweeps_form_no_forbidden_autapses()
    {
        NetworkDescription network = TinyNetwork.Silent(1, 12, TinyNetwork.Projection(new FixedProbability(0)) with
        {
            Source = TinyNetwork.Target,
            AllowAutapses = false,
            Rewiring = new FillUpDescription(100),
        });
        using Simulation simulation = TinyNetwork.Simulate(network, partitions: 2);
        simulation.Run(1);
        Assert.Equal(12 * 11, simulation.SynapseCount(0));
        Assert.DoesNotContain(simulation.Pairs(), pair => pair.Source == pair.Target);
    }

    [Fact]
    public void Absent_sources_are_uniform_where_few_are_left()
    {
        // 60 of 64 sources are taken, which is where absent ones are counted instead of tried. Each target draws one of
        // 4; over 20,000 targets each of the four comes about 5,000 times, standard deviation 61.
        const int Many = 20_000;
        int[] taken = [.. Enumerable.Range(0, Sources).Where(source => source % 16 != 5)];
        NetworkDescription network = TinyNetwork.Silent(Sources, Many, TinyNetwork.Projection(new EveryTarget(taken)) with
        {
            Rewiring = new FillUpDescription(61),
        });
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(1);
        var counts = simulation.ReadSynapses(0).CountBy(synapse => synapse.Source).ToDictionary();
        foreach (int source in new[] { 5, 21, 37, 53 })
        {
            Assert.InRange(counts[source], 5000 - (5 * 61), 5000 + (5 * 61));
        }
    }

    private static NetworkDescription WithSet(ConnectivityDescription connectivity, double fraction) =>
        TinyNetwork.Silent(Sources, Targets, TinyNetwork.Projection(connectivity) with
        {
            Weight = new InitialValue.Uniform(-1, 1),
            Rewiring = new SetDescription { IntervalMs = 1, Fraction = fraction, NewWeight = 0.5 },
        });

    /// <summary>The same sources for every target.</summary>
    private sealed record EveryTarget(params int[] Sources) : ConnectivityDescription
    {
        public override Connector CreateConnector(ConnectivityContext context) => new SameSources(Sources);

        private sealed class SameSources(int[] same) : Connector
        {
            public override double ExpectedInDegree => same.Length;

            public override double LargestInDegree => same.Length;

            public override void AddSources(int target, ref Model.Random.RandomStream random, List<int> sources) =>
                sources.AddRange(same);
        }
    }

    /// <summary>A user's rule: nothing goes, and every vacancy is filled.</summary>
    private readonly record struct FillUp(float Weight) : ISweepRewiringRule
    {
        public bool ShouldEliminate(in RankedSynapse synapse, float uniform) => false;

        public bool ShouldForm(in NeuronPair pair, float uniform) => true;

        public float NewWeight(in NeuronPair pair) => Weight;
    }

    private readonly record struct ByPotential(float Weight) : IVacancyRewiringRule
    {
        public static int Room(float potential) => (int)MathF.Max(0, potential + 70);

        public int RoomOf(in TargetNeuron target) => Room(target.State);

        public bool ShouldEliminate(in RankedSynapse synapse, float uniform) => Room(synapse.TargetState) == 0;

        public bool ShouldForm(in NeuronPair pair, float uniform) => true;

        public float NewWeight(in NeuronPair pair) => Weight;
    }

    private sealed record ByPotentialDescription(int Most) : RewiringDescription
    {
        public override CandidateSource Candidates => new CandidateSource.Vacancies(Most);

        public override string? TargetVariable => "V";

        public override double NewWeightBound => 1;

        public override IRewiringRule CreateRule() => new ByPotential(1);
    }

    private sealed record FillUpDescription(int InDegree) : RewiringDescription
    {
        public override CandidateSource Candidates => new CandidateSource.Vacancies(InDegree);

        public override double NewWeightBound => 1;

        public override IRewiringRule CreateRule() => new FillUp(1);
    }
}
