using CsCheck;
using SnnCluster.Learning.DataSets.Encoders;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.Tests.DataSets;

public class EncoderTests
{
    [Fact]
    public void Latency_follows_the_formula()
    {
        var encoder = new LatencyEncoder(80);
        for (int value = 0; value < 256; value++)
        {
            double timeMs = 20 * Math.Log(value / (value - 51.0));
            Assert.Equal(value > 51 && timeMs < 80 ? (int)timeMs : -1, encoder.Step((byte)value));
        }
    }

    [Fact]
    public void Brighter_pixels_spike_no_later() =>
        Gen.Select(Gen.Int[1, 200], Gen.Double[0.1, 100], Gen.Int[0, 254], Gen.Byte, Gen.Byte).Sample((steps, tau, threshold, a, b) =>
        {
            var encoder = new LatencyEncoder(steps, tau, threshold);
            (int dark, int bright) = (encoder.Step(Math.Min(a, b)), encoder.Step(Math.Max(a, b)));
            return (dark == -1 || (bright >= 0 && bright <= dark)) && dark < steps && bright < steps;
        });

    [Fact]
    public void A_channel_spikes_where_enough_of_its_events_fell() =>
        Gen.Select(
            Gen.Select(Gen.Int[-5000, 25_000], Gen.Int[0, 3]).Array[0, 200],
            Gen.Int[1, 4]).Sample((events, threshold) =>
            {
                var binner = new EventBinner(20, threshold);
                foreach ((int timeUs, int channel) in events)
                {
                    binner.Add(timeUs, channel);
                }

                (int, int)[] expected =
                [
                    .. events.Where(e => e.Item1 is >= 0 and < 20_000)
                        .GroupBy(e => (e.Item1 / 1000, e.Item2))
                        .Where(group => group.Count() >= threshold)
                        .Select(group => group.Key)
                        .Order(),
                ];
                (int, int)[] found = [.. binner.Take().ToArray().Select(spike => (spike.Step, spike.Channel))];
                return expected.SequenceEqual(found) && binner.Take().IsEmpty && binner.Events == events.Length
                    && binner.Outside == events.Count(e => e.Item1 is < 0 or >= 20_000);
            });

    [Fact]
    public void Neighbouring_pixels_share_a_channel_and_every_channel_has_pixels() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[1, 2], Gen.Int[1, 25]).Sample((width, height, polarities, factor) =>
        {
            var grid = new SensorGrid(width, height, polarities, factor);
            var pixels = new Dictionary<int, HashSet<(int, int, int)>>();
            for (int p = 0; p < polarities; p++)
            {
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < width; x++)
                    {
                        int channel = grid.Channel(x, y, p);
                        pixels.TryAdd(channel, []);
                        pixels[channel].Add((x / factor, y / factor, p));
                    }
                }
            }

            return pixels.Values.All(squares => squares.Count == 1)
                && pixels.Keys.Order().SequenceEqual(Enumerable.Range(0, grid.Channels));
        });

    [Fact]
    public void A_sensor_knows_its_pixels()
    {
        var grid = new SensorGrid(34, 32, 2, 4);
        Assert.Equal(9 * 8 * 2, grid.Channels);
        Assert.True(grid.Contains(33, 31, 1));
        Assert.False(grid.Contains(34, 0, 0));
        Assert.False(grid.Contains(0, 32, 0));
        Assert.False(grid.Contains(0, 0, 2));
        Assert.False(grid.Contains(-1, 0, 0));
    }

    [Fact]
    public void Shrinking_takes_means_and_edges_count_what_they_have()
    {
        byte[] shrunk = new byte[4];
        var shrinker = new ImageShrinker(3, 3, 2);
        Assert.Equal((2, 2), (shrinker.Rows, shrinker.Columns));
        shrinker.Shrink([0, 1, 2, 3, 5, 6, 10, 20, 255], shrunk);
        Assert.Equal([2, 4, 15, 255], shrunk);
    }

    [Fact]
    public void Shrinking_by_1_changes_nothing() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 6]).SelectMany((rows, columns) => Gen.Byte.Array[rows * columns].Select(pixels => (rows, columns, pixels)))
            .Sample(image =>
            {
                byte[] shrunk = new byte[image.pixels.Length];
                new ImageShrinker(image.rows, image.columns, 1).Shrink(image.pixels, shrunk);
                return shrunk.SequenceEqual(image.pixels);
            });

    [Fact]
    public void Latency_leaves_out_dark_pixels()
    {
        var spikes = new Spike[4];
        int count = new LatencyEncoder(80).Encode([0, 255, 51, 100], spikes);
        Assert.Equal([new Spike(4, 1), new Spike(14, 3)], spikes[..count]);
    }
}
