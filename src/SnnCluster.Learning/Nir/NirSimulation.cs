using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Nir;

/// <summary>
/// Runs a graph as it is, on one core, in double precision. In a step every node takes the sum of what its sources give in the same step, along one edge of each
/// cycle what they gave in the step before. The answer is the output with the largest sum over the steps.
/// </summary>
internal sealed class NirSimulation
{
    private readonly NirGraph _graph;
    private readonly int[] _order;
    private readonly NirLayer[] _layers;
    private readonly Loss _loss;

    public NirSimulation(NirGraph graph, NirDiscretisation steps, Loss loss)
    {
        _graph = graph;
        _loss = loss;
        _order = NirShapes.Order(graph.Nodes, graph.Input);
        _layers = [.. graph.Nodes.Select(node => new NirLayer(node, steps))];
    }

    /// <summary>Neurons that spike.</summary>
    public long Neurons => _layers.Where(layer => layer.Node.Type.Spikes).Sum(layer => (long)layer.Output.Length);

    /// <summary>Passes an example.</summary>
    public unsafe ExampleOutcome Pass(SpikeExamples examples, int example)
    {
        foreach (NirLayer layer in _layers)
        {
            layer.Restart();
        }

        NirLayer input = _layers.First(layer => layer.Node == _graph.Input);
        double[] answers = _layers.First(layer => layer.Node == _graph.Output).Output;
        var sums = new double[answers.Length];
        var errors = new float[answers.Length];
        ReadOnlySpan<Spike> spikes = examples.Spikes(example);
        double loss = 0;
        long count = 0;
        for (int step = 0, next = 0; step < examples.Steps; step++)
        {
            Array.Clear(input.Output);
            for (; next < spikes.Length && spikes[next].Step == step; next++)
            {
                input.Output[spikes[next].Channel] = 1;
            }

            foreach (int node in _order)
            {
                if (_layers[node] != input)
                {
                    count += _layers[node].Step(_layers);
                }
            }

            for (int k = 0; k < sums.Length; k++)
            {
                sums[k] += answers[k];
                errors[k] = (float)answers[k];
            }

            fixed (float* outputs = errors)
            {
                loss += OutputErrors<ScalarLane>.Compute(_loss, outputs, 1, errors.Length, examples.Label(example)).Value;
            }
        }

        int answer = 0;
        for (int k = 1; k < sums.Length; k++)
        {
            answer = sums[k] > sums[answer] ? k : answer;
        }

        return new ExampleOutcome(examples.Label(example), answer, loss, count);
    }
}
