using System.Security.Cryptography;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

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
    private sealed record FixedPartition : IPartition
    {
        public float[][] State { get; init; } = [[1f, 2f], [3f, 0f]];

        public long[] Counts { get; init; } = [7, 8];

        public Synapse[] Incoming { get; init; } = [new(3, 0, 0, 0.5f, 1), new(5, 1, 0, 0.25f, 2)];

        public string Device => "none";

        public IReadOnlyList<Slice> Slices => [new Slice(0, Counts.Length)];

        public int Step => 0;

        public long SynapticEvents => 0;

        public IReadOnlyList<string> StateVariables(int population) => ["A", "B"];

        public void ReadState(int population, int variable, Span<float> values) => State[variable].CopyTo(values);

        public void ReadSpikeCounts(int population, Span<long> counts) => Counts.CopyTo(counts);

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

        public ReadOnlySpan<int> Spikes(int population) => [];

        public void Receive(int population, int step, ReadOnlySpan<int> spikes)
        {
        }

        public void Dispose()
        {
        }
    }
}
