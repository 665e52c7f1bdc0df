using System.Globalization;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Equations;

/// <summary>A parameter of equations: a quantity with its unit, such as "-70 mV", or values of each neuron, as for <see cref="NeuronParameter"/>.</summary>
public abstract record EquationParameter
{
    /// <summary>A quantity.</summary>
    public static implicit operator EquationParameter(string text) => new Shared(text);

    /// <summary>A number in the unit that the equations declare, or without one.</summary>
    public static implicit operator EquationParameter(double value) => new Shared(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A draw for each neuron.</summary>
    public static implicit operator EquationParameter(InitialValue distribution) => new OfEachNeuron(distribution);

    /// <summary>Values of each neuron.</summary>
    public static implicit operator EquationParameter(NeuronParameter values) => new OfEachNeuron(values);

    /// <summary>A value for each neuron, by id.</summary>
    public static implicit operator EquationParameter(double[] values) => new OfEachNeuron(values);

    /// <summary>The same for all neurons.</summary>
    /// <param name="Text">
    /// A number and its unit, or an expression of other shared parameters. A number alone is in the unit that the equations declare, or has none.
    /// </param>
    public sealed record Shared(string Text) : EquationParameter;

    /// <summary>For each neuron its own.</summary>
    /// <param name="Values">Numbers in the unit that the equations declare.</param>
    public sealed record OfEachNeuron(NeuronParameter Values) : EquationParameter;
}
