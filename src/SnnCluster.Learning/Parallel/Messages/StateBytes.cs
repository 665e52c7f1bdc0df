using System.Runtime.InteropServices;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Parallel.Messages;

/// <summary>
/// A classifier's state as bytes, little-endian: the optimiser's steps; weights, first and second moments; ends of rows,
/// targets and signs of each sparse projection.
/// </summary>
internal static class StateBytes
{
    /// <summary>Writes a state.</summary>
    public static byte[] Write(ClassifierState state)
    {
        using var stream = new MemoryStream();
        stream.Write(BitConverter.GetBytes(state.OptimiserSteps));
        Write(state.Parameters);
        Write(state.Momentum);
        Write(state.Variance);
        foreach (SparseTopology topology in state.Topologies.OfType<SparseTopology>())
        {
            Write<int>(topology.RowEnds);
            Write<int>(topology.Targets);
            Write<float>(topology.Signs);
        }

        return stream.ToArray();

        void Write<T>(Span<T> values)
            where T : unmanaged => stream.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Bytes of a state.</summary>
    public static long Length(ClassifierLayout layout) =>
        sizeof(long) + (3L * sizeof(float) * layout.Length) + layout.Projections
            .Where(projection => projection.IsSparse)
            .Sum(projection => (sizeof(int) * (long)projection.Sources) + ((sizeof(int) + sizeof(float)) * projection.Synapses));

    /// <summary>Reads a state.</summary>
    /// <exception cref="InvalidDataException">The bytes are no state of that layout.</exception>
    public static ClassifierState Read(ClassifierLayout layout, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length(layout))
        {
            throw new InvalidDataException($"the state has {bytes.Length} bytes instead of {Length(layout)}");
        }

        var state = new ClassifierState(layout);
        try
        {
            Read(state, bytes);
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    private static void Read(ClassifierState state, ReadOnlySpan<byte> rest)
    {
        var steps = new long[1];
        Read<long>(ref rest, steps);
        state.OptimiserSteps = steps[0];
        Read(ref rest, state.Parameters);
        Read(ref rest, state.Momentum);
        Read(ref rest, state.Variance);
        foreach (ProjectionShape projection in state.Layout.Projections.Where(projection => projection.IsSparse))
        {
            var rowEnds = new int[projection.Sources];
            var targets = new int[projection.Synapses];
            var signs = new float[projection.Synapses];
            Read<int>(ref rest, rowEnds);
            Read<int>(ref rest, targets);
            Read<float>(ref rest, signs);
            var topology = new SparseTopology(rowEnds, targets, signs);
            WiringCheck.Range(projection, topology);
            state.Topologies[projection.Index] = topology;
        }

        if (state.OptimiserSteps < 0)
        {
            throw new InvalidDataException($"the optimiser has made {state.OptimiserSteps} steps");
        }

        WiringCheck.HasSigns(state.Topologies);

        static void Read<T>(ref ReadOnlySpan<byte> from, Span<T> values)
            where T : unmanaged
        {
            Span<byte> own = MemoryMarshal.AsBytes(values);
            from[..own.Length].CopyTo(own);
            from = from[own.Length..];
        }
    }
}
