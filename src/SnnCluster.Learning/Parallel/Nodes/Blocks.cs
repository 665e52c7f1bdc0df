using System.Runtime.InteropServices;
using SnnCluster.Learning.Parallel.Messages;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel.Nodes;

/// <summary>Cuts what is large into blocks, each made when it is asked for.</summary>
internal static class Blocks
{
    /// <summary>Of a state's bytes.</summary>
    public static IEnumerable<StateBlock> OfState(byte[] state)
    {
        for (int offset = 0; offset < state.Length; offset += TrainingProtocol.BlockBytes)
        {
            int end = Math.Min(offset + TrainingProtocol.BlockBytes, state.Length);
            yield return new StateBlock { Offset = offset, Data = state[offset..end] };
        }
    }

    /// <summary>Of the sum over a batch.</summary>
    public static IEnumerable<TotalBlock> OfTotal(float[] total)
    {
        for (int offset = 0; offset < total.Length; offset += TrainingProtocol.BlockElements)
        {
            int count = Math.Min(TrainingProtocol.BlockElements, total.Length - offset);
            yield return new TotalBlock
            {
                Offset = offset,
                Data = MemoryMarshal.AsBytes(total.AsSpan(offset, count)).ToArray(),
            };
        }
    }

    /// <summary>Of the sums of nodes, put together on the way out.</summary>
    public static IEnumerable<SumBlock> OfSums(GradientAssembly sums, IReadOnlyList<GradientNode> nodes, int length)
    {
        foreach (GradientNode node in nodes)
        {
            for (int offset = 0; offset < length; offset += TrainingProtocol.BlockElements)
            {
                var data = new byte[sizeof(float) * Math.Min(TrainingProtocol.BlockElements, length - offset)];
                sums.Sum(node, offset, MemoryMarshal.Cast<byte, float>(data.AsSpan()));
                yield return new SumBlock { Level = node.Level, Index = node.Index, Offset = offset, Data = data };
            }
        }
    }

    /// <summary>Of outcomes from one on.</summary>
    public static IEnumerable<OutcomeBlock> OfOutcomes(ExampleOutcome[] outcomes, int from)
    {
        for (int first = from; first < outcomes.Length; first += TrainingProtocol.BlockOutcomes)
        {
            int count = Math.Min(TrainingProtocol.BlockOutcomes, outcomes.Length - first);
            yield return new OutcomeBlock { First = first - from, Data = OutcomeBytes.Write(outcomes.AsSpan(first, count)) };
        }
    }
}
