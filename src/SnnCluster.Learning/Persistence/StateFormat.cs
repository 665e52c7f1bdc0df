using MessagePack;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Persistence;

/// <summary>
/// Weights, wiring and, where it is wanted, the optimiser's state in MessagePack. All blocks are measured before any
/// memory is taken for them, so that a small file cannot ask for a large network.
/// </summary>
internal static class StateFormat
{
    public static void Write(ref MessagePackWriter writer, ClassifierState state, bool withOptimiser)
    {
        writer.WriteMapHeader(5);
        writer.Write("description");
        DescriptionFormat.Write(ref writer, state.Layout.Description);
        writer.Write("optimiserSteps");
        writer.Write(withOptimiser ? state.OptimiserSteps : 0);
        writer.Write("projections");
        writer.WriteArrayHeader(state.Layout.Projections.Count);
        foreach (ProjectionShape projection in state.Layout.Projections)
        {
            SparseTopology? topology = state.Topologies[projection.Index];
            writer.WriteMapHeader(9);
            writer.Write("name");
            writer.Write(projection.Name);
            writer.Write("sources");
            writer.Write(projection.Sources);
            writer.Write("targets");
            writer.Write(projection.Targets);
            WriteBlock(ref writer, "rowEnds", topology is null ? null : Packed.Block(topology.RowEnds));
            WriteBlock(ref writer, "targetIds", topology is null ? null : Packed.Block(topology.Targets));
            WriteBlock(ref writer, "signs", topology is null ? null : [.. topology.Signs.Select(sign => (byte)(sbyte)sign)]);
            WriteValues(ref writer, state, projection, withOptimiser);
        }

        writer.Write("biases");
        writer.WriteMapHeader(3);
        WriteValues(ref writer, state, Biases(state.Layout), withOptimiser);
        writer.Write("digest");
        writer.Write(withOptimiser ? ClassifierDigest.OfTraining(state) : ClassifierDigest.OfNetwork(state));
    }

    public static ClassifierState Read(ref MessagePackReader reader, int version)
    {
        Packed.ReadMap(ref reader, 5);
        Packed.ReadKey(ref reader, "description");
        var layout = new ClassifierLayout(DescriptionFormat.Read(ref reader, version));
        Packed.ReadKey(ref reader, "optimiserSteps");
        long steps = reader.ReadInt64();
        Packed.ReadKey(ref reader, "projections");
        if (steps < 0 || reader.ReadArrayHeader() != layout.Projections.Count)
        {
            throw new InvalidDataException("its projections are not those of its description");
        }

        var topologies = new SparseTopology?[layout.Projections.Count];
        var values = new Values[layout.Projections.Count];
        foreach (ProjectionShape projection in layout.Projections)
        {
            Packed.ReadMap(ref reader, 9);
            topologies[projection.Index] = ReadTopology(ref reader, projection);
            values[projection.Index] = ReadValues(ref reader, projection);
        }

        Packed.ReadKey(ref reader, "biases");
        Packed.ReadMap(ref reader, 3);
        Values biases = ReadValues(ref reader, Biases(layout));
        Packed.ReadKey(ref reader, "digest");
        string digest = Packed.Text(ref reader);
        var state = new ClassifierState(layout) { OptimiserSteps = steps };
        try
        {
            topologies.CopyTo(state.Topologies, 0);
            WiringCheck.HasSigns(topologies);
            foreach (ProjectionShape projection in layout.Projections)
            {
                values[projection.Index].Scatter(state, projection);
            }

            biases.Scatter(state, Biases(layout));
            string found = biases.First is null ? ClassifierDigest.OfNetwork(state) : ClassifierDigest.OfTraining(state);
            return found == digest ? state : throw new InvalidDataException($"its digest is {found} and should be {digest}");
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    // The biases lie as the weights of a dense projection from one source would.
    private static ProjectionShape Biases(ClassifierLayout layout) =>
        new("biases", -1, ProjectionKind.Readout, 0, 1, layout.Description.Classes, 1, layout.BiasOffset);

    private static void WriteValues(
        ref MessagePackWriter writer, ClassifierState state, ProjectionShape projection, bool withOptimiser)
    {
        WriteBlock(ref writer, "weights", ParameterBlock.Gather(state.Parameters, projection));
        WriteBlock(ref writer, "firstMoments", withOptimiser ? ParameterBlock.Gather(state.Momentum, projection) : null);
        WriteBlock(ref writer, "secondMoments", withOptimiser ? ParameterBlock.Gather(state.Variance, projection) : null);
    }

    private static void WriteBlock(ref MessagePackWriter writer, string key, byte[]? block)
    {
        writer.Write(key);
        if (block is null)
        {
            writer.WriteNil();
        }
        else
        {
            writer.Write(block);
        }
    }

    private static Values ReadValues(ref MessagePackReader reader, ProjectionShape projection)
    {
        long length = 4 * projection.Synapses;
        Packed.ReadKey(ref reader, "weights");
        byte[] weights = Packed.Bytes(ref reader);
        Packed.Require(weights, length, $"weights of {projection.Name}");
        Packed.ReadKey(ref reader, "firstMoments");
        byte[]? first = Packed.OptionalBytes(ref reader);
        Packed.ReadKey(ref reader, "secondMoments");
        byte[]? second = Packed.OptionalBytes(ref reader);
        if (first is not null || second is not null)
        {
            Packed.Require(first, length, $"first moments of {projection.Name}");
            Packed.Require(second, length, $"second moments of {projection.Name}");
        }

        return new Values(weights, first, second);
    }

    private static SparseTopology? ReadTopology(ref MessagePackReader reader, ProjectionShape projection)
    {
        Packed.ReadKey(ref reader, "name");
        bool known = Packed.Text(ref reader) == projection.Name;
        Packed.ReadKey(ref reader, "sources");
        known &= reader.ReadInt32() == projection.Sources;
        Packed.ReadKey(ref reader, "targets");
        known &= reader.ReadInt32() == projection.Targets;
        Packed.ReadKey(ref reader, "rowEnds");
        byte[]? rowEnds = Packed.OptionalBytes(ref reader);
        Packed.ReadKey(ref reader, "targetIds");
        byte[]? targetIds = Packed.OptionalBytes(ref reader);
        Packed.ReadKey(ref reader, "signs");
        byte[]? signs = Packed.OptionalBytes(ref reader);
        if (!known || projection.IsSparse == (rowEnds is null))
        {
            throw new InvalidDataException($"projection {projection.Name} is not that of its description");
        }

        return projection.IsSparse ? Topology(projection, rowEnds, targetIds, signs) : null;
    }

    private static SparseTopology Topology(ProjectionShape projection, byte[]? rowEnds, byte[]? targetIds, byte[]? signs)
    {
        int count = checked((int)projection.Synapses);
        int[] ends = Packed.Integers(rowEnds, projection.Sources, $"ends of rows of {projection.Name}");
        int[] targets = Packed.Integers(targetIds, count, $"targets of {projection.Name}");
        Packed.Require(signs, count, $"signs of {projection.Name}");
        var topology = new SparseTopology(ends, targets, [.. signs!.Select(sign => (float)(sbyte)sign)]);
        WiringCheck.Range(projection, topology);
        return topology;
    }

    private readonly record struct Values(byte[] Weights, byte[]? First, byte[]? Second)
    {
        public void Scatter(ClassifierState state, ProjectionShape projection)
        {
            ParameterBlock.Scatter(Weights, state.Parameters, projection);
            if (First is not null)
            {
                ParameterBlock.Scatter(First, state.Momentum, projection);
                ParameterBlock.Scatter(Second, state.Variance, projection);
            }
        }
    }
}
