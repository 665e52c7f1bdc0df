using System.IO.Hashing;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Engine.Snapshots.Files;
using SnnCluster.Engine.Tests.Gpu;
using SnnCluster.Model.Networks;
using ZstdSharp;

namespace SnnCluster.Engine.Tests.Snapshots;

/// <summary>Whatever is wrong with a file is told as such, names the file, and costs little memory.</summary>
public sealed class DamagedSnapshotTests : IDisposable
{
    private static readonly NetworkDescription Network = TinyNetworks.Delays;
    private static readonly byte[] Good = CaptureOne(Network);

    // Of few neurons, since all of it is read for each of its bits.
    private static readonly NetworkDescription Small = TinyNetworks.Restless;
    private static readonly byte[] GoodSmall = CaptureOne(Small);
    private static readonly IReadOnlyList<Slice> SmallSlices = PartitionPlan.Even(Small, 1)[0];

    private readonly SnapshotFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_file_that_is_cut_short_anywhere_is_refused()
    {
        Assert.Equal(200, LoadSmall(GoodSmall, GoodSmall.Length).Step);
        for (int length = 0; length < GoodSmall.Length; length++)
        {
            SnapshotFormatException error = AssertSmallRefused(GoodSmall, length);
            Assert.InRange(error.Position!.Value, 0, length);
        }
    }

    [Fact]
    public void A_file_with_any_bit_flipped_is_refused()
    {
        byte[] bytes = [.. GoodSmall];
        for (int position = 0; position < bytes.Length; position++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bytes[position] ^= (byte)(1 << bit);
                AssertSmallRefused(bytes, bytes.Length);
                bytes[position] ^= (byte)(1 << bit);
            }
        }

        Assert.Equal(GoodSmall, bytes);
    }

    [Fact]
    public void What_is_no_snapshot_is_refused()
    {
        Assert.Contains("ends at byte 0", AssertRefused([]).Message);
        Assert.Contains("is no snapshot", AssertRefused("PAR1 and then something else"u8.ToArray()).Message);
        Assert.Contains("is no snapshot", AssertRefused(new byte[100_000]).Message);
        Assert.Contains("goes on for 1 bytes after its end", AssertRefused([.. Good, 0]).Message);
        Assert.Contains("goes on", AssertRefused([.. Good, .. Good]).Message);
    }

    [Fact]
    public void Another_version_is_refused_by_both_numbers()
    {
        byte[] bytes = [.. Good];
        bytes[8] = 3;
        string message = AssertRefused(bytes).Message;
        Assert.Contains("version 3", message);
        Assert.Contains("version 4", message);
    }

    [Fact]
    public void A_snapshot_of_another_network_is_refused()
    {
        string path = _files.Write("one", Good);
        foreach ((string name, NetworkDescription other) in TinyNetworks.All)
        {
            if (name != "dendritic delays")
            {
                Assert.Contains(path, Refused(other, path).Message);
            }
        }

        PopulationDescription first = Network.Populations[0];
        Assert.Contains("neurons of source: 30", Refused(
            Network with { Populations = [first with { Size = 31, Grid = null }, Network.Populations[1]] }, path).Message);
    }

    [Fact]
    public void Parts_that_do_not_hold_each_neuron_once_are_refused()
    {
        using var device = new HostDevice();
        IReadOnlyList<PartitionSnapshot> parts = Continuation.Capture(Network, device, 50, partitions: 3);
        string[] paths = _files.Write(parts);
        Slice[] all = [.. Network.Populations.Select(population => new Slice(0, population.Size))];
        foreach (int[] chosen in new[] { [], [0, 1], [1, 2], [0, 2], [0, 1, 1], new[] { 0, 1, 2, 2 } })
        {
            Assert.Contains("each neuron of source once", Assert.Throws<SnapshotFormatException>(
                () => SnapshotFile.Load(Network, all, true, [.. chosen.Select(i => paths[i])])).Message);
            Assert.Throws<SnapshotFormatException>(
                () => SnapshotCut.For(Network, all, true, [.. chosen.Select(i => parts[i])]));
        }

        string other = _files.Write("other", SnapshotFiles.Bytes(Continuation.Capture(Network, device, 51, partitions: 3)[2]));
        Assert.Contains("step 51 where other parts are of step 50", Assert.Throws<SnapshotFormatException>(
            () => SnapshotFile.Load(Network, all, true, [paths[0], paths[1], other])).Message);
    }

    // The checksums are right here, so that only a look at the numbers themselves can find it.
    [Fact]
    public void Numbers_that_would_lead_out_of_arrays_are_refused()
    {
        using var device = new HostDevice();
        PartitionSnapshot good = Continuation.Capture(Network, device, 200)[0];
        ProjectionSnapshot projection = good.Projections[0];
        SynapseColumns synapses = projection.Synapses;
        AssertRefused(good, synapses with { Sources = [Network.Populations[0].Size, .. synapses.Sources[1..]] });
        AssertRefused(good, synapses with { Targets = [-1, .. synapses.Targets[1..]] });
        AssertRefused(good, synapses with { Weights = [float.NaN, .. synapses.Weights[1..]] });
        AssertRefused(good, synapses with { DendriticDelays = [255, .. synapses.DendriticDelays![1..]] });
        AssertRefused(With(good, spikes: new SpikesSnapshot([200], [0])));
        AssertRefused(With(good, spikes: new SpikesSnapshot([150], [0])));
        AssertRefused(With(good, spikes: new SpikesSnapshot([199], [30])));
        AssertRefused(With(good, spikes: new SpikesSnapshot([199, 199], [4, 4])));
    }

    [Fact]
    public void A_block_that_promises_more_than_is_there_costs_no_memory()
    {
        BlockHeader header = BlockHeader.Read(Good.AsSpan(12, BlockHeader.Length), out string? error);
        Assert.Null(error);
        foreach (BlockHeader lie in new[]
        {
            header with { RawLength = int.MaxValue },
            header with { StoredLength = int.MaxValue },
            header with { RawLength = BlockHeader.RawLimit, StoredLength = BlockHeader.StoredLimit },
        })
        {
            byte[] bytes = [.. Good];
            lie.Write(bytes.AsSpan(12));
            long before = GC.GetAllocatedBytesForCurrentThread();
            AssertRefused(bytes);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void A_block_that_unpacks_to_more_than_it_says_is_refused()
    {
        BlockHeader header = BlockHeader.Read(Good.AsSpan(12, BlockHeader.Length), out _);
        using var compressor = new Compressor();
        byte[] bomb = compressor.Wrap(new byte[64 << 20]).ToArray();
        byte[] bytes = [.. Good[..(12 + BlockHeader.Length)], .. bomb];
        (header with { StoredLength = bomb.Length, Hash = XxHash3.HashToUInt64(bomb) }).Write(bytes.AsSpan(12));
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    private static byte[] CaptureOne(NetworkDescription network)
    {
        using var device = new HostDevice();
        return SnapshotFiles.Bytes(Continuation.Capture(network, device, 200)[0]);
    }

    private static PartitionSnapshot With(PartitionSnapshot good, SpikesSnapshot spikes) => new()
    {
        DeviceKind = good.DeviceKind,
        Step = good.Step,
        Slices = good.Slices,
        Projections = good.Projections,
        Modulators = good.Modulators,
        Populations =
        [
            new PopulationSnapshot
            {
                Size = good.Populations[0].Size,
                States = good.Populations[0].States,
                SpikeCounts = good.Populations[0].SpikeCounts,
                Histories = good.Populations[0].Histories,
                Inputs = good.Populations[0].Inputs,
                Spikes = spikes,
            },
            good.Populations[1],
        ],
    };

    private static SnapshotFormatException Refused(NetworkDescription network, params string[] paths) =>
        Assert.Throws<SnapshotFormatException>(() => SnapshotFiles.Load(network, 1, paths));

    private void AssertRefused(PartitionSnapshot good, SynapseColumns synapses) => AssertRefused(new PartitionSnapshot
    {
        DeviceKind = good.DeviceKind,
        Step = good.Step,
        Slices = good.Slices,
        Populations = good.Populations,
        Projections =
        [
            new ProjectionSnapshot
            {
                Sources = good.Projections[0].Sources,
                LastEvents = good.Projections[0].LastEvents,
                SourceStates = good.Projections[0].SourceStates,
                Synapses = synapses,
                SynapticEvents = 0,
                Rewiring = good.Projections[0].Rewiring,
            },
            .. good.Projections.Skip(1),
        ],
        Modulators = good.Modulators,
    });

    private void AssertRefused(PartitionSnapshot snapshot)
    {
        Assert.Throws<SnapshotFormatException>(() => SnapshotCut.For(Network, snapshot.Slices, true, [snapshot]));
        Refused(Network, _files.Write("bad numbers", SnapshotFiles.Bytes(snapshot)));
    }

    private SnapshotFormatException AssertRefused(byte[] bytes)
    {
        string path = _files.Write("damaged", bytes);
        return AssertNames(path, Refused(Network, path));
    }

    private static SnapshotFormatException AssertSmallRefused(byte[] bytes, int length) =>
        AssertNames("damaged", Assert.Throws<SnapshotFormatException>(() => LoadSmall(bytes, length)));

    private static SnapshotFormatException AssertNames(string path, SnapshotFormatException error)
    {
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }

    // From memory: thousands of files would cost more than all that is read of them.
    private static PartitionSnapshot LoadSmall(byte[] bytes, int length) =>
        SnapshotFile.Load(Small, SmallSlices, true, ["damaged"], _ => new MemoryStream(bytes, 0, length, writable: false));
}
