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

    /// <summary>Reads a state.</summary>
    /// <exception cref="InvalidDataException">The bytes are no state of that layout.</exception>
    public static ClassifierState Read(ClassifierLayout layout, ReadOnlySpan<byte> bytes)
    {
        var state = new ClassifierState(layout);
        ReadOnlySpan<byte> rest = bytes;
        var steps = new long[1];
        Read<long>(ref rest, steps);
        state.OptimiserSteps = steps[0];
        Read(ref rest, state.Parameters);
        Read(ref rest, state.Momentum);
        Read(ref rest, state.Variance);
        foreach (ProjectionShape projection in layout.Projections.Where(projection => projection.IsSparse))
        {
            var rowEnds = new int[projection.Sources];
            var targets = new int[projection.Synapses];
            var signs = new float[projection.Synapses];
            Read<int>(ref rest, rowEnds);
            Read<int>(ref rest, targets);
            Read<float>(ref rest, signs);
            if (rowEnds[^1] != targets.Length
                || rowEnds.Zip(rowEnds.Skip(1)).Any(pair => pair.Second < pair.First)
                || rowEnds[0] < 0
                || targets.Any(target => target < 0 || target >= projection.Targets))
            {
                throw new InvalidDataException($"the wiring of {projection.Name} is damaged");
            }

            state.Topologies[projection.Index] = new SparseTopology(rowEnds, targets, signs);
        }

        return rest.IsEmpty ? state : throw Length(bytes.Length);

        void Read<T>(ref ReadOnlySpan<byte> from, Span<T> values)
            where T : unmanaged
        {
            Span<byte> own = MemoryMarshal.AsBytes(values);
            if (from.Length < own.Length)
            {
                throw Length(own.Length - from.Length);
            }

            from[..own.Length].CopyTo(own);
            from = from[own.Length..];
        }
    }

    private static InvalidDataException Length(int bytes) => new($"the state is {bytes} bytes too long or too short");
}
