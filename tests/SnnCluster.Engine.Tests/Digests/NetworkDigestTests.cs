using System.Security.Cryptography;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Digests;

public sealed class NetworkDigestTests
{
    public static TheoryData<string> Changes => [.. ChangedBy.Keys];

    private static Dictionary<string, Func<FixedPartition, FixedPartition>> ChangedBy { get; } = new()
    {
        ["a state variable"] = p => p with { State = [[1f, 2f], [3f, BitConverter.Int32BitsToSingle(0x40800001)]] },
        ["the sign of zero"] = p => p with { State = [[1f, 2f], [3f, -0f]] },
        ["values of two variables exchanged"] = p => p with { State = [p.State[1], p.State[0]] },
        ["values of two neurons exchanged"] = p => p with { State = [[2f, 1f], [4f, 3f]], Counts = [8, 7] },
        ["a spike count"] = p => p with { Counts = [7, 9] },
        ["a spike count beyond 32 bits"] = p => p with { Counts = [7, 8 + (1L << 32)] },
        ["a source"] = p => p with { Incoming = [p.Incoming[0] with { Source = 4 }, p.Incoming[1]] },
        ["a target"] = p => p with { Incoming = [p.Incoming[0] with { Target = 1 }, p.Incoming[1]] },
        ["a number among multapses"] = p => p with { Incoming = [p.Incoming[0] with { K = 1 }, p.Incoming[1]] },
        ["a delay"] = p => p with { Incoming = [p.Incoming[0] with { DelaySteps = 2 }, p.Incoming[1]] },
        ["a weight's last bit"] = p => p with
        {
            Incoming = [p.Incoming[0] with { Weight = MathF.BitIncrement(p.Incoming[0].Weight) }, p.Incoming[1]],
        },
        ["a synapse less"] = p => p with { Incoming = [p.Incoming[0]] },
        ["a synapse more"] = p => p with { Incoming = [.. p.Incoming, new Synapse(9, 1, 0, 0f, 1)] },
        ["a neuron less"] = p => p with { State = [[1f], [3f]], Counts = [7], Incoming = [p.Incoming[0]] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Every_ingredient_changes_the_digest(string change)
    {
        var partition = new FixedPartition();
        Assert.NotEqual(Digest(partition), Digest(ChangedBy[change](partition)));
    }

    [Fact]
    public void The_digest_is_what_its_documentation_says()
    {
        NetworkDescription network = SmallMap.Named("small-populations").Describe();
        using Simulation simulation = Simulation.Create(network, new HostDevice(), partitions: 3);
        simulation.Run(300);
        Assert.Equal(DigestByTheBook(simulation), simulation.Digest());
    }

    // With 8 synapses each, 32,768 neurons are the most of a block; those without any come 65,536 at a time.
    [Theory]
    [InlineData(8, new[] { 32_768, 32_768, 4_464 })]
    [InlineData(0, new[] { 65_536, 4_464 })]
    public void A_digest_that_is_made_some_neurons_at_a_time_is_the_same(int inDegree, int[] blocks)
    {
        NetworkDescription network = SmallMap.Named("delay-1").Describe();
        network = network with
        {
            Populations = [network.Populations[0], network.Populations[1] with { Size = 70_000, Grid = null }],
            Projections =
            [
                new ProjectionDescription
                {
                    Name = "wires",
                    Source = "source",
                    Target = "target",
                    Connectivity = new FixedInDegree(inDegree, AllowMultapses: true),
                    Weight = new InitialValue.Uniform(0, 0.01),
                    DendriticDelayMs = new InitialValue.Uniform(0, 1),
                    Synapse = new PairStdpDescription { MaximumWeight = 0.01 },
                    DelayMs = network.DtMs,
                },
            ],
        };
        using Simulation simulation = Simulation.Create(network, new HostDevice());
        simulation.Run(20);
        Assert.Equal(DigestByTheBook(simulation), simulation.Digest());
        Assert.Equal(
            blocks,
            NetworkDigest.HashNeurons(simulation.Partitions[0], 1, [1]).Select(hashes => hashes.Length / SHA256.HashSizeInBytes));
    }

    [Fact]
    public void The_hashes_of_more_neurons_than_an_array_has_bytes_for_come_some_at_a_time()
    {
        using var partition = new ManyNeurons(int.MaxValue / SHA256.HashSizeInBytes + 1);
        Assert.Equal(65_536 * SHA256.HashSizeInBytes, NetworkDigest.HashNeurons(partition, 0, []).First().Length);
    }

    [Fact]
    public void A_synapse_with_many_others_is_hashed_whole()
    {
        // More than fits in the buffer that the digest starts with.
        var many = new FixedPartition
        {
            Incoming = [.. Enumerable.Range(0, 2000).Select(source => new Synapse(source, 0, 0, source, 1))],
        };
        var changed = many with { Incoming = [.. many.Incoming[..^1], many.Incoming[^1] with { Weight = 1f }] };
        Assert.NotEqual(Digest(many), Digest(changed));
    }

    private static string Digest(FixedPartition partition) => NetworkDigest.Compute([partition], [0]);

    private static string DigestByTheBook(Simulation simulation)
    {
        NetworkDescription network = simulation.Network;
        var hashes = new MemoryStream();
        for (int population = 0; population < network.Populations.Count; population++)
        {
            int size = network.Populations[population].Size;
            var states = new List<float[]>();
            for (int v = 0; v < simulation.Partitions[0].StateVariables(population).Count; v++)
            {
                states.Add(new float[size]);
                simulation.ReadState(population, v, states[v]);
            }

            var counts = new List<long>();
            foreach (IPartition partition in simulation.Partitions)
            {
                var part = new long[partition.Slices[population].Count];
                partition.ReadSpikeCounts(population, part);
                counts.AddRange(part);
            }

            var incoming = Enumerable.Range(0, network.Projections.Count)
                .Where(p => network.Projections[p].Target == network.Populations[population].Name)
                .Select(p => simulation.ReadSynapses(p).ToLookup(synapse => synapse.Target))
                .ToArray();
            for (int neuron = 0; neuron < size; neuron++)
            {
                var bytes = new MemoryStream();
                var writer = new BinaryWriter(bytes);
                writer.Write(neuron);
                states.ForEach(state => writer.Write(state[neuron]));
                writer.Write(counts[neuron]);
                foreach (Synapse synapse in incoming.SelectMany(p => p[neuron].OrderBy(s => (s.Source, s.K))))
                {
                    writer.Write(synapse.Source);
                    writer.Write(synapse.K);
                    writer.Write(synapse.DelaySteps);
                    writer.Write(synapse.Weight);
                }

                hashes.Write(SHA256.HashData(bytes.ToArray()));
            }
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(hashes.ToArray()));
    }

    /// <summary>Two neurons with two state variables and two incoming synapses, all of it chosen.</summary>
    private record FixedPartition : IPartition
    {
        public float[][] State { get; init; } = [[1f, 2f], [3f, 0f]];

        public long[] Counts { get; init; } = [7, 8];

        public Synapse[] Incoming { get; init; } = [new(3, 0, 0, 0.5f, 1), new(5, 1, 0, 0.25f, 2)];

        public string Device => "none";

        public virtual IReadOnlyList<Slice> Slices => [new Slice(0, Counts.Length)];

        public int Step => 0;

        public long SynapticEvents => 0;

        public virtual IReadOnlyList<string> StateVariables(int population) => ["A", "B"];

        public void ReadState(int population, int variable, Span<float> values, int first = 0) =>
            State[variable].AsSpan(first, values.Length).CopyTo(values);

        public virtual void ReadSpikeCounts(int population, Span<long> counts, int first = 0) =>
            Counts.AsSpan(first, counts.Length).CopyTo(counts);

        public long SynapseCount(int projection) => Incoming.Length;

        public Synapse[] ReadSynapses(int projection) => Incoming;

        public RewiringCounts? Rewiring(int projection) => null;

        public PartitionSnapshot Capture() => throw new NotSupportedException();

        public void Deliver()
        {
        }

        public void CheckState()
        {
        }

        public void Update()
        {
        }

        public void Rewire()
        {
        }

        public void EndStep()
        {
        }

        public ReadOnlySpan<int> Spikes(int population, int step) => [];

        public void Receive(int population, int step, ReadOnlySpan<int> spikes)
        {
        }

        public void Dispose()
        {
        }
    }

    /// <summary>So many neurons without state.</summary>
    private sealed record ManyNeurons(int Count) : FixedPartition
    {
        public override IReadOnlyList<Slice> Slices => [new Slice(0, Count)];

        public override IReadOnlyList<string> StateVariables(int population) => [];

        public override void ReadSpikeCounts(int population, Span<long> counts, int first = 0) => counts.Clear();
    }
}
