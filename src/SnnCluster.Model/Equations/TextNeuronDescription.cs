using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Equations;

/// <summary>Leaves the name Parameters to those of <see cref="EquationsDescription"/>.</summary>
public abstract record TextNeuronDescription : NeuronModelDescription
{
    /// <inheritdoc/>
    public sealed override IReadOnlyDictionary<string, NeuronParameter> Parameters(double dtMs) => NeuronParameters(dtMs);

    private protected abstract IReadOnlyDictionary<string, NeuronParameter> NeuronParameters(double dtMs);
}
