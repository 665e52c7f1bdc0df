using ILGPU;

namespace SnnCluster.Engine.Gpu;

/// <summary>What kernels see of a <see cref="GpuSpikeQueue"/>.</summary>
internal struct SpikeQueueView
{
    public ArrayView<int> Lists;
    public ArrayView<int> Counts;

    /// <summary>Lists in the ring.</summary>
    public int Steps;

    /// <summary>Elements of a list.</summary>
    public int Room;

    public readonly int SlotOf(int step) => step % Steps;

    /// <summary>The first element of a step's list.</summary>
    public readonly long First(int step) => (long)SlotOf(step) * Room;

    /// <summary>Spikes in a step; none before the first.</summary>
    public readonly int Count(int step) => step < 0 ? 0 : Counts[SlotOf(step)];
}

/// <summary>
/// The spikes of a whole population in the last steps, kept on the device until their axonal delay is over: a ring
/// with one list of global ids per step, each with room for all neurons, so that no list can overflow unseen. The
/// order within a list has no meaning.
/// </summary>
/// <param name="lists">The lists of all populations.</param>
/// <param name="counts">Their lengths.</param>
/// <param name="ring">Where those of this population are.</param>
internal sealed class GpuSpikeQueue(GpuArray<int> lists, GpuArray<int> counts, SpikeRing ring)
{
    public SpikeQueueView View { get; } = new()
    {
        Lists = lists.View.SubView(ring.First, (long)ring.Steps * ring.Room),
        Counts = counts.View.SubView(ring.FirstList, ring.Steps),
        Steps = ring.Steps,
        Room = ring.Room,
    };

    /// <summary>The list of a step, ascending. Waits for the device.</summary>
    public int[] Download(int step)
    {
        int list = ring.ListOf(step);
        int[] spikes = lists.Download(ring.First + View.First(step), counts.Download(list, 1)[0]);
        spikes.AsSpan().Sort();
        return spikes;
    }

    /// <summary>Appends to the list of a step. Waits for the device.</summary>
    public void Append(int step, ReadOnlySpan<int> spikes)
    {
        int list = ring.ListOf(step);
        int count = counts.Download(list, 1)[0];
        lists.Upload(spikes, ring.First + View.First(step) + count);
        counts.Upload([count + spikes.Length], list);
    }
}
