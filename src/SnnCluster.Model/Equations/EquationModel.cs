using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Equations;

/// <summary>A state variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">The unit that it is stored in.</param>
/// <param name="StandsStill">Whether it stands still while the neuron is refractory.</param>
/// <param name="Start">Its value at the start, in its unit.</param>
internal sealed record EquationState(string Name, Unit Unit, bool StandsStill, double Start);

/// <summary>A parameter that each neuron has for itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">The unit of its values.</param>
/// <param name="Values">They.</param>
internal sealed record EachNeuronParameter(string Name, Unit Unit, NeuronParameter Values);

/// <summary>What a text says of neurons: checked, and with all shared parameters as numbers.</summary>
internal sealed class EquationModel
{
    public required Graph Graph { get; init; }

    public required IReadOnlyList<EquationState> States { get; init; }

    public required IReadOnlyList<EachNeuronParameter> Parameters { get; init; }

    /// <summary>Slope of each variable, in its unit per ms.</summary>
    public required IReadOnlyList<Node> Slopes { get; init; }

    /// <summary>Where a neuron spikes; null: never.</summary>
    public required Node? Threshold { get; init; }

    /// <summary>What a spike does, one after the other: which variable, and its new value in its unit.</summary>
    public required IReadOnlyList<(int State, Node Value)> Resets { get; init; }

    /// <summary>The variable that is the membrane potential; -1: none.</summary>
    public required int Membrane { get; init; }

    public required IntegrationMethod Method { get; init; }

    public required int Substeps { get; init; }

    public required bool IsRefractory { get; init; }

    /// <summary>The membrane potential [mV] as a node; null where there is none.</summary>
    public Node? MembranePotential => Membrane < 0 ? null : Graph.Multiply(Graph.Constant(States[Membrane].Unit.Size), Graph.Leaf(Operation.State, Membrane));
}
