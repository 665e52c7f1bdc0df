using System.Runtime.CompilerServices;
using SnnCluster.Engine.Memory;
using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Engine.Host;

/// <summary>A <see cref="DecayTable"/> in native memory, with the rule of how it is indexed.</summary>
internal sealed unsafe class TraceDecay : IDisposable
{
    private readonly NativeArray<float> _table;

    public TraceDecay(double timeConstantMs, double dtMs)
    {
        float[] table = timeConstantMs > 0 ? DecayTable.Create(timeConstantMs, dtMs) : [0f];
        _table = new NativeArray<float>(table);
        LastIndex = (uint)table.Length - 1;
    }

    /// <summary>The last entry, which is 0 and stands for all longer times.</summary>
    public uint LastIndex { get; }

    public float* Pointer => _table.Pointer;

    /// <summary>Where to find the decay from a step to a later one. As unsigned numbers, "never" is long ago, too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Index(int step, int since) => Math.Min((uint)(step - since), LastIndex);

    public void Dispose() => _table.Dispose();
}
