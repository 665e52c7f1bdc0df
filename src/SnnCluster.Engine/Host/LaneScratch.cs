using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Engine.Host;

/// <summary>
/// What is kept of some synapses while they are computed over lanes: arrays of floats one after another in one memory, so that
/// loops hold one pointer. State of several fields lies lane by lane, all fields of a lane together.
/// </summary>
/// <typeparam name="TSource">State of a source.</typeparam>
/// <typeparam name="TTarget">State of a target.</typeparam>
/// <typeparam name="T">The lane.</typeparam>
/// <param name="first">The memory, of <see cref="Length"/> floats, aligned to lanes.</param>
internal readonly unsafe struct LaneScratch<TSource, TTarget, T>(float* first)
    where TSource : unmanaged
    where TTarget : unmanaged
    where T : unmanaged, ILane<T>
{
    /// <summary>The most synapses: a multiple of all widths of lanes, and so few that all of it stays in the first cache.</summary>
    public const int Capacity = 128;

    /// <summary>The widest lane.</summary>
    public const int Widest = 16;

    // Whole vectors are written, so that each array goes on behind its last synapse.
    private const int Stride = Capacity + Widest;

    private const int Single = 15;

    /// <summary>Floats that it takes.</summary>
    public static int Length => Stride * (Single + (4 * SourceFields) + (2 * TargetFields));

    /// <summary>Weights.</summary>
    public float* Weights => first;

    /// <summary>Step of the target's last spike.</summary>
    public int* Last => (int*)first + Stride;

    /// <summary>Steps between that spike and the one before.</summary>
    public int* Gaps => (int*)first + (2 * Stride);

    /// <summary>Steps from that spike to the source's event.</summary>
    public int* StepsToEvent => (int*)first + (3 * Stride);

    /// <summary>Steps from the source's last event to that spike, where the synapse misses it.</summary>
    public int* StepsToSpike => (int*)first + (4 * Stride);

    /// <summary>1 where the synapse misses that spike, else 0.</summary>
    public float* Misses => first + (5 * Stride);

    /// <summary>What source events deliver, in the unit of the sums.</summary>
    public float* Delivered => first + (6 * Stride);

    /// <summary>Places of synapses whose targets spiked in the step of the event or later.</summary>
    public int* Recent => (int*)first + (7 * Stride);

    /// <summary>Places of synapses that miss more than one spike.</summary>
    public int* Several => (int*)first + (8 * Stride);

    /// <summary>Their weights.</summary>
    public float* SeveralWeights => first + (9 * Stride);

    /// <summary>The steps of the spikes that they get next.</summary>
    public int* Spikes => (int*)first + (10 * Stride);

    /// <summary>How many spikes come after these.</summary>
    public int* SpikesAfter => (int*)first + (11 * Stride);

    /// <summary>Local ids of targets.</summary>
    public int* Ids => (int*)first + (12 * Stride);

    /// <summary>Step of the source's last event.</summary>
    public int* LastEvents => (int*)first + (13 * Stride);

    /// <summary>Step through which the row knows what targets did.</summary>
    public int* Replayed => (int*)first + (14 * Stride);

    /// <summary>State of the source at these spikes.</summary>
    public float* SeveralSources => first + (Single * Stride);

    /// <summary>State of the source at the target's last spike.</summary>
    public float* Sources => first + ((Single + SourceFields) * Stride);

    /// <summary>State of the source after its last event, one after another.</summary>
    public float* SourcesAtLast => first + ((Single + (2 * SourceFields)) * Stride);

    /// <summary>State of the source at its event.</summary>
    public float* SourcesAtEvent => first + ((Single + (3 * SourceFields)) * Stride);

    /// <summary>State of targets after their last spikes, one after another.</summary>
    public float* States => first + ((Single + (4 * SourceFields)) * Stride);

    /// <summary>State of targets at the event.</summary>
    public float* Targets => first + ((Single + (4 * SourceFields) + TargetFields) * Stride);

    private static int SourceFields
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(TSource) / sizeof(float);
    }

    private static int TargetFields
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(TTarget) / sizeof(float);
    }

    /// <summary>Keeps the state of one synapse.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put<TState>(float* lanes, int synapse, TState state)
        where TState : unmanaged
    {
        int fields = sizeof(TState) / sizeof(float);
        if (fields == 1)
        {
            lanes[synapse] = Unsafe.BitCast<TState, float>(state);
            return;
        }

        float* to = lanes + (synapse / T.Width * T.Width * fields) + (synapse % T.Width);
        for (int field = 0; field < fields; field++)
        {
            to[field * T.Width] = ((float*)&state)[field];
        }
    }

    /// <summary>The fields of a lane of synapses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<T> Get<TState>(float* lanes, int lane)
        where TState : unmanaged => new((T*)lanes + (lane * (sizeof(TState) / sizeof(float))), sizeof(TState) / sizeof(float));
}
