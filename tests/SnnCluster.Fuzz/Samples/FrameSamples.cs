using System.Buffers.Binary;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Cluster.Transport;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Rewiring;
using SnnCluster.Fuzz.Running;

namespace SnnCluster.Fuzz.Samples;

/// <summary>Frames and hellos as a run's nodes write them, always the same.</summary>
internal static class FrameSamples
{
    public static DirectIdentity Identity { get; } = new(
        new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"), 1, [.. Enumerable.Range(1, DirectIdentity.TokenBytes).Select(i => (byte)i)]);

    /// <summary>Two partitions here and one elsewhere, three populations, one of them with an empty slice.</summary>
    public static ExchangeLayout Layout { get; } = new(
        7,
        new ExchangeSchedule(6, 3) { Wiring = WiringSchedule.Every(10) },
        [0, 0, 1],
        [
            [new Slice(0, 100), new Slice(0, 0), new Slice(0, 9)],
            [new Slice(100, 220), new Slice(0, 40), new Slice(9, 10)],
            [new Slice(220, 300), new Slice(40, 50), new Slice(10, 30)],
        ]);

    public static IReadOnlyList<byte[]> Varints { get; } =
    [
        .. new uint[] { 0, 1, 127, 128, 300, 16_384, 1 << 21, 1 << 28, uint.MaxValue }.Select(value =>
        {
            var bytes = new byte[Varint.Length(value)];
            Varint.Write(bytes, value);
            return bytes;
        }),
    ];

    public static IReadOnlyList<byte[]> Messages { get; } = [.. Enumerable.Range(0, 6).Select(Message), .. Enumerable.Range(0, 3).Select(Offer)];

    public static IReadOnlyList<byte[]> Lists(Slice slice) =>
    [
        .. Enumerable.Range(0, 8).Select(i =>
        {
            int[] ids = Spikes(new FuzzRandom(1, "list", i), slice, i);
            var bytes = new byte[SpikeListCodec.MaxBytes(ids.Length, slice.Count)];
            return bytes[..SpikeListCodec.Write(bytes, ids, slice.Begin, slice.End)];
        }),
    ];

    /// <summary>Messages as they follow each other on a connection.</summary>
    public static byte[] Stream(int longest)
    {
        using var stream = new MemoryStream();
        foreach (byte[] message in (byte[][])[.. Messages, [], new byte[longest]])
        {
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, message.Length);
            stream.Write(length);
            stream.Write(message);
        }

        return stream.ToArray();
    }

    private static byte[] Message(int number)
    {
        SpikeBoard[] boards = [.. Layout.NodeOfPartition.Select(_ => new SpikeBoard())];
        for (int partition = 0; partition < boards.Length; partition++)
        {
            boards[partition].Begin(0);
            for (int step = 0; step < Layout.Schedule.IntervalSteps; step++)
            {
                foreach (Slice slice in Layout.Slices[partition])
                {
                    boards[partition].Append(Spikes(new FuzzRandom(1, "frame", (partition * 100) + step), slice, number));
                }
            }

            boards[partition].Publish(0);
        }

        return new FrameMessageCodec(Layout, boards).Encode(FrameRoute.OfAll(Layout, 0), 0).ToArray();
    }

    private static byte[] Offer(int number)
    {
        SpikeBoard[] boards = [.. Layout.NodeOfPartition.Select(_ => new SpikeBoard())];
        foreach (SpikeBoard board in boards)
        {
            board.Begin(0, isOffer: true);
            board.Append([.. Enumerable.Range(0, 10 * number).Select(i => (i - 7) << i)]);
            board.Publish(0);
        }

        return new FrameMessageCodec(Layout, boards).Encode(FrameRoute.OfAll(Layout, 0), 0).ToArray();
    }

    // From none to all, in powers of two.
    private static int[] Spikes(FuzzRandom random, Slice slice, int number) =>
        [.. Enumerable.Range(slice.Begin, slice.Count).Where(_ => number > 0 && random.OneIn(256 >> Math.Min(8, number + 1)))];
}
