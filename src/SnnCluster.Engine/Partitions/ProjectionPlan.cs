using SnnCluster.Engine.Rewiring;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Partitions;

/// <summary>A projection's description in steps and numbers, as every device needs it.</summary>
internal sealed class ProjectionPlan
{
    private readonly NetworkDescription _network;
    private readonly Lazy<float[][]> _tables;

    private ProjectionPlan(NetworkDescription network, int index)
    {
        ProjectionDescription description = network.Projections[index];
        _network = network;
        Index = index;
        Description = description;
        Source = network.IndexOfPopulation(description.Source);
        Target = network.IndexOfPopulation(description.Target);
        SourceSize = network.Populations[Source].Size;
        TargetSize = network.Populations[Target].Size;
        Receptor = description.Receptor is null
            ? 0
            : network.Populations[Target].Receptors.ToList().FindIndex(receptor => receptor.Name == description.Receptor);
        Context = network.ContextOf(description);
        Connector = description.Connectivity.CreateConnector(Context);
        DelaySteps = StepCount.Of(description.DelayMs, network.DtMs);
        LargestDendriticSteps = StepCount.Of(description.LargestDendriticDelayMs, network.DtMs);
        WeightBound = (float)description.WeightBound;
        WeightUnit = description.WeightBits == SixteenBitWeights.Bits ? SixteenBitWeights.UnitOf(description.WeightBound) : 0;
        DeliveredBound = (float)description.DeliveredBound;
        BackPropagationSteps = StepCount.Of(description.BackPropagationDelayMs, network.DtMs);
        Model = description.Synapse.CreateModel(network.DtMs);
        Layout = SynapseLayout.Of(Model);
        Modulator = description.Modulator is string name
            ? network.Modulators.ToList().FindIndex(modulator => modulator.Name == name)
            : null;
        DecayCurve[] curves =
        [
            .. description.Synapse.Curves,
            .. Modulator is int modulator ? [new DecayCurve(network.Modulators[modulator].TimeConstantMs)] : Array.Empty<DecayCurve>(),
        ];
        TableEntries = curves.Sum(curve => (long)DecayTable.LengthOf(curve.TimeConstantMs, network.DtMs));
        _tables = new Lazy<float[][]>(() => [.. curves.Select(curve => SharedTables.Of(curve, network.DtMs))]);
        RewiringSteps = Candidates is CandidateSource.FreeElements ? 0 : StepCount.Of(description.Rewiring?.IntervalMs ?? 0, network.DtMs);
    }

    public int Index { get; }

    public ProjectionDescription Description { get; }

    /// <summary>Number of the source population.</summary>
    public int Source { get; }

    /// <summary>Number of the target population.</summary>
    public int Target { get; }

    public int SourceSize { get; }

    public int TargetSize { get; }

    /// <summary>Number of the target's receptor.</summary>
    public int Receptor { get; }

    public ConnectivityContext Context { get; }

    public Connector Connector { get; }

    /// <summary>Axonal delay [steps].</summary>
    public int DelaySteps { get; }

    /// <summary>Largest dendritic delay [steps].</summary>
    public int LargestDendriticSteps { get; }

    /// <summary>Largest absolute weight.</summary>
    public float WeightBound { get; }

    /// <summary>What weights are whole multiples of, where they have 16 bits; else 0.</summary>
    public float WeightUnit { get; }

    /// <summary>Largest absolute value that a source event delivers.</summary>
    public float DeliveredBound { get; }

    /// <summary>Steps from a target's spike to its effect on synapses.</summary>
    public int BackPropagationSteps { get; }

    /// <summary>The synapse model.</summary>
    public ISynapseModel Model { get; }

    /// <summary>The types of its state.</summary>
    public SynapseLayout Layout { get; }

    /// <summary>Number of the modulator; null where synapses have none.</summary>
    public int? Modulator { get; }

    /// <summary>The tables of the model's curves, then that of the modulator's level.</summary>
    public IReadOnlyList<float[]> Tables => _tables.Value;

    /// <summary>How many entries they have together, which is known without computing them.</summary>
    public long TableEntries { get; }

    /// <summary>Whether synapses are more than weights that never change: rows then keep the events of their sources.</summary>
    public bool KeepsEvents => !Layout.IsStatic;

    /// <summary>The weight that all of its synapses have and keep; null where they may differ.</summary>
    public float? ConstantWeight => !Description.Changes && Description.Connectivity.WeightBound is null
        && Description.Weight is InitialValue.Constant weight ? AsStored((float)weight.Value) : null;

    /// <summary>Whether synapses need to know the spikes of their targets.</summary>
    public bool NeedsHistory => Layout.Traits.HasFlag(SynapseTraits.TargetSpikes);

    /// <summary>Whether they need the targets' state before each spike.</summary>
    public bool NeedsStateBeforeSpikes => (Layout.Traits
        & (SynapseTraits.IgnoresSameStep | SynapseTraits.SourceFirst | SynapseTraits.TargetStateAtSpike)) != 0;

    /// <summary>Projections onto one population with equal keys share a history of its spikes.</summary>
    public object HistoryKey =>
        (Layout.Target, Description.Synapse.TargetStateKey, BackPropagationSteps, NeedsStateBeforeSpikes);

    /// <summary>Steps between updates of the wiring that a partition makes by itself; 0 where there are none.</summary>
    public int RewiringSteps { get; }

    /// <summary>The largest input sum of a neuron in one step.</summary>
    public double InputBound => ReceptorInput.BoundOf(_network, Description, Connector, LargestDendriticSteps);

    public static ProjectionPlan[] CreateAll(NetworkDescription network) =>
        [.. network.Projections.Select((_, index) => new ProjectionPlan(network, index))];

    /// <summary>A weight as synapses have it: rounded where they have 16 bits.</summary>
    public float AsStored(float weight) => WeightUnit == 0 ? weight : SixteenBitWeights.Round(weight, WeightUnit, WeightBound);

    /// <summary>Whether the wiring changes at the end of a step, and in which update.</summary>
    public bool RewiresAt(int step, out int update)
    {
        update = RewiringSteps == 0 ? 0 : ((step + 1) / RewiringSteps) - 1;
        return RewiringSteps != 0 && (step + 1) % RewiringSteps == 0;
    }

    /// <summary>What to throw when a rule gives a weight beyond the bound that its description declares.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="where">Which synapse, and when, where that is known.</param>
    public SimulationException WeightOutOfBounds(float weight, string where = "") => new(
        $"projection {Description.Name} has a weight of {ValidationErrors.Text(weight)}{where}, beyond the bound "
        + $"{ValidationErrors.Text(WeightBound)} that its rules declare");

    /// <summary>What to throw when a source event delivers more than its model declares.</summary>
    /// <param name="delivered">What it delivers.</param>
    /// <param name="where">Which synapse, and when, where that is known.</param>
    public SimulationException DeliveredOutOfBounds(float delivered, string where = "") => new(
        $"projection {Description.Name} delivers {ValidationErrors.Text(delivered)}{where}, beyond the bound "
        + $"{ValidationErrors.Text(DeliveredBound)} that its synapse model declares");

    /// <summary>The grid that rules see; of width 0 where there is none.</summary>
    public GridGeometry RuleGrid => Context.Grid ?? default;

    /// <summary>The source of a rewiring rule's candidates.</summary>
    public CandidateSource? Candidates => Description.Rewiring?.Candidates;

    /// <summary>What sweeps of the rewiring rule need to know; only where there is a rule.</summary>
    public SweepScope Sweep => new(Index, SourceSize, Candidates!, RuleGrid, Context.ForbidsAutapses);
}
