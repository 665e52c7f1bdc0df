using CsCheck;
using SnnCluster.Engine.Host;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Host;

public sealed class SpikeHistoryTests
{
    private static readonly Gen<int> Gaps = Gen.OneOf(Gen.Int[1, 20], Gen.Int[60_000, 70_000], Gen.Int[1, 200_000]);

    [Fact]
    public void A_record_takes_half_a_cache_line() => Assert.Equal(32, System.Runtime.CompilerServices.Unsafe.SizeOf<SpikeHistory<Trace>>());

    [Fact]
    public void A_record_gives_the_gaps_between_its_spikes_newest_first() => Gaps.Array[0, 40].Sample(gaps =>
    {
        SpikeHistory<Trace> history = SpikeHistory<Trace>.Empty;
        int step = 5;
        for (int i = 0; i < gaps.Length; i++)
        {
            step += gaps[i];
            history.Push(step, new Trace(i));
        }

        Assert.Equal(gaps.Length == 0 ? SpikeHistory.Never : step, history.Last);
        Assert.Equal(Math.Max(0, gaps.Length - 1), history.State.Value);

        // The first spike follows none, which counts as a gap that is too long to write down.
        int[] newestFirst = [.. gaps.Skip(1).Reverse(), .. Enumerable.Repeat(int.MaxValue, SpikeHistory.Capacity)];
        for (int i = 0; i < SpikeHistory.Capacity - 1; i++)
        {
            Assert.Equal(Math.Min(newestFirst[i], 0xFFFF), history.Gap(i));
        }
    });
}
