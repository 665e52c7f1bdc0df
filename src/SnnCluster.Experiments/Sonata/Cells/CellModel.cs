using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>How weights find their receptor, and what they become.</summary>
internal enum WeightRule
{
    /// <summary>All go to the one receptor, as they are.</summary>
    One,

    /// <summary>Currents [pA] of 0 and more go to the first receptor, those below to the second.</summary>
    CurrentBySign,

    /// <summary>Conductances [nS] above 0 go to the first receptor, the others to the second, without their sign.</summary>
    ConductanceBySign,

    /// <summary>Currents [pA] go to the receptor that receptor_type counts, from 1.</summary>
    CurrentByPort,

    /// <summary>A spike is repeated, whatever its weight.</summary>
    Repeats,
}

/// <summary>A model of ours that stands for one of another simulator.</summary>
/// <param name="Model">The neuron model.</param>
/// <param name="Receptors">Its receptors.</param>
/// <param name="Weights">What becomes of weights.</param>
internal sealed record CellModel(NeuronModelDescription Model, IReadOnlyList<ReceptorDescription> Receptors, WeightRule Weights)
{
    /// <summary>Whether input acts one step later there than here: arrivals are added to a current or conductance at the end of a step.</summary>
    public bool StartsLater => Weights is WeightRule.CurrentBySign or WeightRule.ConductanceBySign or WeightRule.CurrentByPort;

    /// <summary>What a weight of 1 in the file is in the unit of the receptor.</summary>
    public double WeightUnit => StartsLater ? 0.001 : 1;

    /// <summary>State variables that do not start as the model has it.</summary>
    public IReadOnlyDictionary<string, InitialValue> InitialState { get; init; } = new Dictionary<string, InitialValue>();

    /// <summary>What a current of 1 pA is in the unit of the model's currents: nA, but for models without units.</summary>
    public double CurrentUnit { get; init; } = 0.001;

    /// <summary>A constant current where the model has none of its own [pA]; 0: none.</summary>
    public double ConstantCurrentPa { get; init; }

    /// <summary>Names of state variables there, and here.</summary>
    public required IReadOnlyDictionary<string, string> Recordables { get; init; }

    /// <summary>Where a synapse goes, and with which weight.</summary>
    /// <param name="weight">The weight, in the unit of the file.</param>
    /// <param name="port">receptor_type; null: none is given.</param>
    /// <param name="whyNot">The rule that it breaks; null: none.</param>
    public (int Receptor, float Weight) Take(double weight, double? port, out string? whyNot)
    {
        whyNot = Weights == WeightRule.CurrentByPort
            ? port is >= 1 && port <= Receptors.Count && port == Math.Floor(port.Value) ? null
                : $"a receptor_type from 1 to {Receptors.Count}, as tau_syn has time constants"
            : port is null or 0 ? null : "no receptor_type, or 0: the sign of the weight says where it goes";
        return Weights switch
        {
            WeightRule.One => (0, (float)weight),
            WeightRule.Repeats => (0, 1),
            WeightRule.CurrentBySign => (weight >= 0 ? 0 : 1, (float)(weight / 1000)),
            WeightRule.ConductanceBySign => (weight > 0 ? 0 : 1, (float)(Math.Abs(weight) / 1000)),
            _ => (whyNot is null ? (int)port! - 1 : 0, (float)(weight / 1000)),
        };
    }
}
