using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Plasticity;

/// <summary>What descriptions of short-term plasticity have in common: it scales what a long-term model delivers.</summary>
public abstract record ShortTermDescription : SynapseDescription
{
    /// <summary>U, 0 to 1.</summary>
    public double Utilisation { get; init; } = 0.5;

    /// <summary>τrec [ms], above 0.</summary>
    public double RecoveryTimeConstantMs { get; init; } = 800;

    /// <summary>τfac [ms]; 0, the default, for no facilitation.</summary>
    public double FacilitationTimeConstantMs { get; init; }

    /// <summary>How weights change in the long term; not at all by default.</summary>
    public SynapseDescription LongTerm { get; init; } = new StaticSynapseDescription();

    /// <inheritdoc/>
    public override double WeightBound => LongTerm.WeightBound;

    /// <inheritdoc/>
    public override int WeightSign => LongTerm.WeightSign;

    /// <inheritdoc/>
    public override object TargetStateKey => LongTerm.TargetStateKey;

    /// <inheritdoc/>
    public override double? ExpectedModulatorTimeMs => LongTerm.ExpectedModulatorTimeMs;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState => LongTerm.InitialState;

    /// <inheritdoc/>
    public override double DeliveredBound(double weightBound) => LongTerm.DeliveredBound(weightBound) * RoundingMargin;

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.Within($"{name} utilisation", Utilisation, 0, 1);
        errors.Above($"{name} recovery time constant [ms]", RecoveryTimeConstantMs, 0);
        errors.AtLeast($"{name} facilitation time constant [ms]", FacilitationTimeConstantMs, 0);
        if (LongTerm is null)
        {
            errors.Add($"{name} has no long-term model: {nameof(StaticSynapseDescription)} stands for none");
            return;
        }

        int before = errors.Messages.Count;
        LongTerm.Validate(name, errors);
        if (errors.Messages.Count == before)
        {
            RuleTypes.ValidateModel($"long-term model of {name}", LongTerm.CreateModel(1), LongTerm.Curves.Count, errors);
        }
    }

    /// <summary>A model over the long-term model.</summary>
    /// <param name="model">Its open generic struct, over the long-term model and its three states.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="constants">What its constructor takes after the long-term model and before the number of that one's curves.</param>
    protected ISynapseModel Over(Type model, double dtMs, params object[] constants)
    {
        ISynapseModel longTerm = LongTerm.CreateModel(dtMs);
        return (ISynapseModel)Activator.CreateInstance(
            model.MakeGenericType(SynapseLayout.Of(longTerm).Types), [longTerm, .. constants, LongTerm.Curves.Count])!;
    }
}
