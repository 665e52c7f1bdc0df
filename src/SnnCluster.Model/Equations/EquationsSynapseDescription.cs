using System.Runtime.CompilerServices;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Model.Equations;

/// <summary>
/// A synapse model as text: what spikes of the source and of the target do to the weight w and to variables that decay between them, such as
/// "apre += A_plus" and "w = w - apost". It is compiled to what a model written in C# is.
/// </summary>
public sealed record EquationsSynapseDescription : SynapseDescription
{
    private static readonly ConditionalWeakTable<EquationsSynapseDescription, SynapseProgramOfText> Programs = new();

    /// <summary>
    /// Equations, one or several lines each: "dx/dt = -x/tau : 1" of a variable, which is linear in itself with constant coefficients and depends on no other;
    /// "x = ... : unit" of a name for an expression, "x : unit" of a parameter. A variable begins where its slope is 0. None by default.
    /// </summary>
    public IReadOnlyList<string> Equations { get; init; } = [];

    /// <summary>Values of parameters by name: quantities such as "20 ms", numbers, or expressions of other parameters. None by default.</summary>
    public IReadOnlyDictionary<string, EquationParameter> Parameters { get; init; } = new Dictionary<string, EquationParameter>();

    /// <summary>
    /// What a spike of the source does as it reaches the synapse, one after the other, such as "apre += A_plus"; "delivered = ..." says what the target gets, the weight before
    /// all of it by default. Nothing by default.
    /// </summary>
    public IReadOnlyList<string> OnPre { get; init; } = [];

    /// <summary>What a spike of the target does, one after the other; nothing by default.</summary>
    public IReadOnlyList<string> OnPost { get; init; } = [];

    /// <summary>Lower bound of the weight, which is clipped after every change.</summary>
    public double MinimumWeight { get; init; }

    /// <summary>Upper bound of the weight, not below the lower.</summary>
    public double MaximumWeight { get; init; } = 1;

    /// <summary>A promise: what is delivered is at most so many times the largest weight, above 0.</summary>
    public double LargestDelivery { get; init; } = 1;

    /// <summary>What spikes of source and target in the same step are to each other.</summary>
    public SameStep SameStep { get; init; } = SameStep.SourceFirst;

    /// <inheritdoc/>
    public override IReadOnlyList<DecayCurve> Curves => Program.Plan?.Curves ?? [];

    /// <inheritdoc/>
    public override double WeightBound => Program.Plan is { ChangesWeight: true } ? Math.Max(Math.Abs(MinimumWeight), Math.Abs(MaximumWeight)) : 0;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState => Program.Plan is SynapsePlan plan
        ? plan.Of(SynapseOwner.Synapse).ToDictionary(variable => variable.Name, variable => (InitialValue)variable.AtRest)
        : new Dictionary<string, InitialValue>();

    private SynapseProgramOfText Program => Programs.GetValue(this, SynapseProgramOfText.Of);

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => Program.Compiled is EmittedSynapse compiled ? compiled.Create() : default(StaticSynapse);

    /// <inheritdoc/>
    public override double DeliveredBound(double weightBound) => weightBound * LargestDelivery * RoundingMargin;

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.Finite($"{name} minimum weight", MinimumWeight);
        errors.AtLeast($"{name} maximum weight", MaximumWeight, MinimumWeight);
        errors.Above($"{name} largest delivery", LargestDelivery, 0);
        SynapseReader.Read(this, name, errors);
    }
}

/// <summary>What became of a description; nothing where something is wrong with it.</summary>
/// <param name="Plan">What events do.</param>
/// <param name="Compiled">The struct.</param>
internal sealed record SynapseProgramOfText(SynapsePlan? Plan, EmittedSynapse? Compiled)
{
    public static SynapseProgramOfText Of(EquationsSynapseDescription description) =>
        SynapseReader.Read(description, "", new ValidationErrors()) is SynapsePlan plan
            ? new SynapseProgramOfText(plan, SynapseEmitter.Of(plan))
            : new SynapseProgramOfText(null, null);
}
