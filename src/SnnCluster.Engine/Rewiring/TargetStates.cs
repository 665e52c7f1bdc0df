using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Rewiring;

/// <summary>The state variable of a partition's targets that a rewiring rule sees.</summary>
/// <param name="plan">The projection.</param>
/// <param name="targets">How many targets the partition has.</param>
/// <param name="population">Their population.</param>
internal sealed class TargetStates(ProjectionPlan plan, int targets, IStateReader population)
{
    private readonly int _variable = plan.Description.Rewiring!.TargetVariable is string name
        ? population.StateVariables.ToList().IndexOf(name)
        : -1;

    private readonly float[] _values = new float[targets];

    /// <summary>The value of a target, by its place in the slice, when <see cref="Read"/> was called; 0 where the rule sees none.</summary>
    public float this[int target] => _values[target];

    /// <summary>Reads it.</summary>
    public void Read()
    {
        if (_variable >= 0)
        {
            population.ReadState(_variable, _values);
        }
    }
}
