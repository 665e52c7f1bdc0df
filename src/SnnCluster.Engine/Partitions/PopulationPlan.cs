using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Partitions;

/// <summary>What the projections from and onto a population ask of it, as every device needs it.</summary>
internal sealed class PopulationPlan
{
    private readonly ProjectionPlan[] _onto;

    private PopulationPlan(NetworkDescription network, IReadOnlyList<ProjectionPlan> plans, InputPlan[] inputs, int index)
    {
        Description = network.Populations[index];
        ProjectionPlan[] onto = [.. plans.Where(plan => plan.Target == index)];
        LongestDelaySteps = plans.Where(plan => plan.Source == index).Select(plan => plan.DelaySteps)
            .Concat(onto.Select(plan => plan.BackPropagationSteps + 1))
            .Concat(network.Modulators.Where(modulator => modulator.Source == Description.Name
                    || modulator.Reward?.Counted.Any(counted => counted.Population == Description.Name) == true)
                .Select(modulator => StepCount.Of(modulator.DelayMs, network.DtMs)))
            .Append(1).Max();
        _onto = onto;
        InputSlots = SlotsWithout([]);
        Inputs = [.. inputs.Where(input => input.Population == index)];
        StateVariables = Model.Networks.StateVariables.Of(network, index);
        InputBounds =
        [
            .. Description.Receptors.Select((_, r) => onto.Where(plan => plan.Receptor == r).Sum(plan => plan.InputBound)
                + Inputs.Where(input => input.Receptor == r).Sum(input => input.InputBound)),
        ];
        Histories = [.. onto.Where(plan => plan.NeedsHistory).DistinctBy(plan => plan.HistoryKey)];
    }

    public PopulationDescription Description { get; }

    /// <summary>For how long its spikes are needed: the longest delay of any of their effects, at least 1 [steps].</summary>
    public int LongestDelaySteps { get; }

    /// <summary>Steps for which input is summed at a time, by receptor: largest dendritic delay plus one.</summary>
    public int[] InputSlots { get; }

    /// <summary>The same without those of some projections, which sum nothing ahead.</summary>
    public int[] SlotsWithout(IEnumerable<ProjectionPlan> others) =>
    [
        .. Description.Receptors.Select((_, r) => 1 + _onto.Except(others).Where(plan => plan.Receptor == r)
            .Select(plan => plan.LargestDendriticSteps).Append(0).Max()),
    ];

    /// <summary>The largest input sum of a neuron in one step, by receptor, over all projections and inputs onto it.</summary>
    public double[] InputBounds { get; }

    /// <summary>Inputs of its neurons.</summary>
    public InputPlan[] Inputs { get; }

    /// <summary>Names of its state variables: the neuron model's, then its receptors', then its inputs'.</summary>
    public IReadOnlyList<string> StateVariables { get; }

    /// <summary>One projection onto it for each history of its spikes that they need.</summary>
    public ProjectionPlan[] Histories { get; }

    public static PopulationPlan[] CreateAll(NetworkDescription network, IReadOnlyList<ProjectionPlan> plans)
    {
        InputPlan[] inputs = InputPlan.CreateAll(network);
        return [.. network.Populations.Select((_, index) => new PopulationPlan(network, plans, inputs, index))];
    }
}
