using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Partitions;

/// <summary>The state that a synapse starts with beside its weight, drawn from a stream of its own.</summary>
internal sealed class NewSynapseState
{
    private readonly (int Field, InitialValue Value)[] _draws;
    private readonly float[] _values;
    private readonly RandomKey _key;
    private readonly GridGeometry? _grid;

    public NewSynapseState(ProjectionPlan plan, ulong seed)
    {
        _values = new float[plan.Layout.SynapseFields.Count];
        List<string> fields = [.. plan.Layout.SynapseFields];
        _draws = [.. plan.Description.Synapse.InitialState.Select(one => (fields.IndexOf(one.Key), one.Value)).OrderBy(one => one.Item1)];
        _grid = plan.Context.Grid;
        _key = RandomKey.For(seed, RandomPurpose.SynapseState, plan.Index);
    }

    /// <summary>The fields of the synapse that was asked for last.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Draws the state of a synapse.</summary>
    /// <param name="source">Global id.</param>
    /// <param name="target">Global id.</param>
    /// <param name="k">Number among the synapses of the pair.</param>
    public void Fill(int source, int target, int k = 0)
    {
        if (_draws.Length == 0)
        {
            return;
        }

        RandomStream random = _key.Stream((uint)target, (uint)source);
        for (int before = 0; before <= k; before++)
        {
            foreach ((int field, InitialValue value) in _draws)
            {
                _values[field] = value.Draw(ref random, _grid, source, target);
            }
        }
    }
}
