using CsCheck;
using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Tests.Exchange;

public sealed class SpikeListCodecTests
{
    private static readonly int[] Densities = [0, 1, 5, 30, 100, 500, 900, 1000];

    /// <summary>Slices anywhere, of up to 3000 neurons, of which so many in a thousand spike.</summary>
    private static readonly Gen<(int[] Ids, int Begin, int End)> Lists =
        from begin in Gen.OneOf(Gen.Int[0, 50], Gen.Int[0, int.MaxValue - 3000])
        from length in Gen.OneOf(Gen.Int[0, 20], Gen.Int[0, 3000])
        from density in Gen.Int[0, Densities.Length - 1].Select(i => Densities[i])
        from marks in Gen.Int[0, 999].Array[length]
        let ids = Enumerable.Range(0, length).Where(i => marks[i] < density).Select(i => begin + i)
        select (ids.ToArray(), begin, begin + length);

    [Fact]
    public void Reading_is_the_inverse_of_writing() => Lists.Sample(list =>
    {
        byte[] bytes = Encode(list.Ids, list.Begin, list.End);
        Assert.Equal(list.Ids, Decode(bytes, list.Begin, list.End, out int consumed));
        Assert.Equal(bytes.Length, consumed);

        // A list ends by itself: what follows belongs to somebody else.
        Assert.Equal(list.Ids, Decode([.. bytes, 0xFF, 0xFF], list.Begin, list.End, out consumed));
        Assert.Equal(bytes.Length, consumed);
    });

    [Fact]
    public void The_smaller_representation_is_written() => Lists.Sample(list =>
    {
        byte[] bytes = Encode(list.Ids, list.Begin, list.End);
        int deltas = 0;
        int next = list.Begin;
        foreach (int id in list.Ids)
        {
            deltas += BytesOf(id - next);
            next = id + 1;
        }

        int bitmap = (list.End - list.Begin + 7) / 8;
        Assert.Equal(BytesOf(list.Ids.Length * 2) + Math.Min(deltas, bitmap), bytes.Length);
        Assert.Equal(bitmap < deltas, (bytes[0] & 1) == 1);
    });

    [Theory]
    [InlineData(new int[0], 10, 20, "00")]
    [InlineData(new[] { 10 }, 10, 20, "02-00")]
    [InlineData(new[] { 19 }, 10, 20, "02-09")]
    [InlineData(new[] { 11, 13 }, 10, 20, "04-01-01")]
    [InlineData(new[] { 10, 11, 19 }, 10, 20, "07-03-02")]
    [InlineData(new[] { 300, 600 }, 0, 1000, "04-AC-02-AB-02")]
    public void The_layout_is_the_documented_one(int[] ids, int begin, int end, string bytes) =>
        Assert.Equal(bytes, BitConverter.ToString(Encode(ids, begin, end)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue - 1, int.MaxValue)]
    public void Slices_at_the_ends_of_the_range_of_ids_are_fine(int begin, int end)
    {
        int[] ids = begin == end ? [] : [end - 1];
        byte[] bytes = new byte[SpikeListCodec.MaxBytes(ids.Length, end - begin)];
        Assert.InRange(SpikeListCodec.Write(bytes, ids, begin, end), 1, bytes.Length);
        if (end - begin < 1000)
        {
            Assert.Equal(ids, Decode(bytes, begin, end, out _));
        }
    }

    [Theory]
    [InlineData(new[] { 9 })]
    [InlineData(new[] { 20 })]
    [InlineData(new[] { 12, 12 })]
    [InlineData(new[] { 12, 11 })]
    [InlineData(new[] { 10, 11, 12, 13, 13 })]
    [InlineData(new[] { 10, 11, 12, 20 })]
    [InlineData(new[] { 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })]
    public void Ids_that_are_no_ascending_ids_of_the_slice_are_an_error(int[] ids) =>
        Assert.Throws<ArgumentException>(() => SpikeListCodec.Write(new byte[100], ids, 10, 20));

    [Fact]
    public void Too_short_destinations_are_an_error()
    {
        Assert.Throws<ArgumentException>(() => SpikeListCodec.Write(new byte[2], [1, 2, 3], 0, 100));
        Assert.Throws<ArgumentException>(() => SpikeListCodec.Read([0], 0, 100, new int[99], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpikeListCodec.MaxBytes(101, 100));
    }

    [Fact]
    public void Neither_side_allocates()
    {
        int[] sparse = [.. Enumerable.Range(0, 100).Select(i => 1000 + (i * 90))];
        int[] dense = [.. Enumerable.Range(1000, 5000)];
        int[] read = new int[10000];
        byte[] bytes = new byte[SpikeListCodec.MaxBytes(dense.Length, 10000)];
        long Measure()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (int[] ids in (ReadOnlySpan<int[]>)[sparse, dense])
            {
                SpikeListCodec.Write(bytes, ids, 1000, 11000);
                SpikeListCodec.Read(bytes, 1000, 11000, read, out _);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Measure();
        Assert.Equal(0, Measure());
    }

    private static byte[] Encode(int[] ids, int begin, int end)
    {
        byte[] bytes = new byte[SpikeListCodec.MaxBytes(ids.Length, end - begin)];
        return bytes[..SpikeListCodec.Write(bytes, ids, begin, end)];
    }

    private static int[] Decode(byte[] bytes, int begin, int end, out int consumed)
    {
        int[] ids = new int[end - begin];
        consumed = SpikeListCodec.Read(bytes, begin, end, ids, out int count);
        return ids[..count];
    }

    private static int BytesOf(int value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
}
