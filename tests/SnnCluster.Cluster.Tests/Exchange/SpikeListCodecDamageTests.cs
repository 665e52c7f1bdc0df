using CsCheck;
using SnnCluster.Cluster.Exchange;

namespace SnnCluster.Cluster.Tests.Exchange;

public sealed class SpikeListCodecDamageTests
{
    [Theory]
    [InlineData("", "bytes end at 0, within the number at byte 0")]
    [InlineData("80", "bytes end at 1, within the number at byte 0")]
    [InlineData("8000", "number at byte 0 has more bytes than it needs")]
    [InlineData("FFFFFFFF1F", "number at byte 0 does not fit into 32 bits")]
    [InlineData("FFFFFFFF8F", "number at byte 0 does not fit into 32 bits")]
    [InlineData("16", "11 spikes in a slice of 10 neurons")]
    [InlineData("FEFFFFFF0F", "2147483647 spikes in a slice of 10 neurons")]
    [InlineData("04", "bytes end at 1, within the number at byte 1")]
    [InlineData("0401", "bytes end at 2, within the number at byte 2")]
    [InlineData("040180", "bytes end at 3, within the number at byte 2")]
    [InlineData("04018000", "number at byte 2 has more bytes than it needs")]
    [InlineData("020A", "spike 0 of 1 is neuron 20, outside [10, 20), at byte 1")]
    [InlineData("040308", "spike 1 of 2 is neuron 22, outside [10, 20), at byte 2")]
    [InlineData("040900", "spike 1 of 2 is neuron 20, outside [10, 20), at byte 2")]
    [InlineData("02FFFFFFFF0F", "spike 0 of 1 is neuron 4294967305, outside [10, 20), at byte 1")]
    [InlineData("0703", "bitmap of 2 bytes starts at byte 1 of a spike list that ends at byte 2")]
    [InlineData("070304", "bits behind the 10 of the slice are set at byte 2")]
    [InlineData("070302FF", null)]
    [InlineData("050302", "bitmap at byte 1 of a spike list has 3 bits set where 2 spikes are announced")]
    [InlineData("090302", "bitmap at byte 1 of a spike list has 3 bits set where 4 spikes are announced")]
    public void Damage_is_named_with_its_place(string bytes, string? message)
    {
        byte[] source = Convert.FromHexString(bytes);
        if (message is null)
        {
            Assert.Equal(3, SpikeListCodec.Read(source, 10, 20, new int[10], out _));
            return;
        }

        FrameFormatException exception = Assert.Throws<FrameFormatException>(
            () => SpikeListCodec.Read(source, 10, 20, new int[10], out _));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_are_a_valid_list_or_a_format_error() =>
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Int[0, 100], Gen.Int[0, 200]).Sample((bytes, begin, length) =>
            IsListOrError(bytes, begin, begin + length));

    [Fact]
    public void A_damaged_list_is_a_valid_list_or_a_format_error()
    {
        Gen<(byte[], int, int)> damaged =
            from begin in Gen.OneOf(Gen.Int[0, 100], Gen.Int[int.MaxValue - 1500, int.MaxValue - 1000])
            from length in Gen.Int[1, 1000]
            from spikes in Gen.Int[0, length - 1].HashSet[0, length / 2]
            from place in Gen.Int[0, 10_000]
            from value in Gen.Byte
            from kind in Gen.Int[0, 2]
            select (Damage([.. spikes.Order().Select(i => begin + i)], begin, length, place, value, kind), begin, begin + length);
        damaged.Sample(list => IsListOrError(list.Item1, list.Item2, list.Item3));
    }

    private static byte[] Damage(int[] ids, int begin, int length, int place, byte value, int kind)
    {
        byte[] bytes = new byte[SpikeListCodec.MaxBytes(ids.Length, length)];
        bytes = bytes[..SpikeListCodec.Write(bytes, ids, begin, begin + length)];
        place %= bytes.Length;
        switch (kind)
        {
            case 0:
                bytes[place] = value;
                return bytes;
            case 1:
                return bytes[..place];
            default:
                return [.. bytes[..place], value, .. bytes[place..]];
        }
    }

    private static void IsListOrError(byte[] bytes, int begin, int end)
    {
        // Room beyond the slice shows writes outside of it.
        const int Untouched = -7;
        int[] room = new int[end - begin + 8];
        Array.Fill(room, Untouched);
        try
        {
            int consumed = SpikeListCodec.Read(bytes, begin, end, room, out int count);
            Assert.InRange(consumed, 1, bytes.Length);
            int previous = begin - 1;
            foreach (int id in room.AsSpan(0, count))
            {
                Assert.InRange(id, previous + 1, end - 1);
                previous = id;
            }
        }
        catch (FrameFormatException)
        {
            // One of the two permitted outcomes.
        }

        Assert.All(room[(end - begin)..], id => Assert.Equal(Untouched, id));
    }
}
