using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Neurons;

/// <summary>
/// Marks a field of a neuron model's struct that holds a parameter of each neuron. Such fields come after those that are state; the model reads
/// them and never writes them. They are neither digested nor part of a snapshot: the description gives their values
/// (<see cref="NeuronModelDescription.Parameters"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class PerNeuronAttribute : Attribute;

/// <summary>The values of a parameter that neurons have each for themselves: one for all, a distribution, or a list.</summary>
public abstract record NeuronParameter
{
    /// <summary>The same value for all.</summary>
    public static implicit operator NeuronParameter(double value) => new Distributed(value);

    /// <summary>A draw for each.</summary>
    public static implicit operator NeuronParameter(InitialValue distribution) => new Distributed(distribution);

    /// <summary>A value for each, by id.</summary>
    public static implicit operator NeuronParameter(double[] values) => new Listed(values);

    /// <summary>Values out of these, computed in double precision: a decay factor out of a time constant, say.</summary>
    /// <param name="map">Gives the value that the model reads.</param>
    public NeuronParameter As(Func<double, double> map) => new Mapped(this, map);

    /// <summary>What it was computed from, or itself: fields with the same source get values from the same draws.</summary>
    public virtual NeuronParameter Source => this;

    /// <summary>
    /// Name of the draw that values come from; null, the default: each parameter has a draw of its own. Parameters of a population with the same name have
    /// their values from one draw, so they must have the same distribution.
    /// </summary>
    public virtual string? SharedDraw => null;

    /// <summary>Whether values come from the same draws as those of another parameter of the same population.</summary>
    /// <param name="other">The other.</param>
    public bool SharesDraws(NeuronParameter other) =>
        ReferenceEquals(Source, other.Source) || (Source.SharedDraw is string draw && draw == other.Source.SharedDraw);

    /// <summary>The value of a neuron.</summary>
    /// <param name="neuron">Its global id.</param>
    /// <param name="random">Its stream for this parameter.</param>
    public abstract double Of(int neuron, ref RandomStream random);

    /// <summary>Adds an error for every value that breaks a rule, and for a list of another length than the population.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="size">Number of neurons.</param>
    /// <param name="errors">Takes them.</param>
    public abstract void Validate(string name, int size, ValidationErrors errors);

    /// <summary>The smallest value that can come; null where it is not known.</summary>
    public abstract double? Least { get; }

    /// <summary>A draw for each neuron, or the same number for all.</summary>
    /// <param name="Value">The distribution.</param>
    public sealed record Distributed(InitialValue Value) : NeuronParameter
    {
        /// <inheritdoc/>
        public override double? Least => Value.Least;

        /// <inheritdoc/>
        public override double Of(int neuron, ref RandomStream random) => Value.Draw(ref random);

        /// <inheritdoc/>
        public override void Validate(string name, int size, ValidationErrors errors)
        {
            Value.Validate(name, errors);
            if (Value.NeedsGrid)
            {
                errors.Add($"{name} goes by distance: only values of synapses can");
            }
        }
    }

    /// <summary>A value for each neuron, by id.</summary>
    /// <param name="Values">As many as there are neurons.</param>
    public sealed record Listed(double[] Values) : NeuronParameter
    {
        /// <inheritdoc/>
        public override double? Least => Values.Length == 0 ? null : Values.Min();

        /// <inheritdoc/>
        public override double Of(int neuron, ref RandomStream random) => (float)Values[neuron];

        /// <inheritdoc/>
        public override void Validate(string name, int size, ValidationErrors errors)
        {
            if (Values.Length != size)
            {
                errors.Add($"{name} has {Values.Length} values: must have {size}, one for each neuron");
            }

            int wrong = Array.FindIndex(Values, value => !float.IsFinite((float)value));
            if (wrong >= 0)
            {
                errors.Finite($"{name} of neuron {wrong}", Values[wrong]);
            }
        }
    }

    /// <summary>A polynomial c_0 + c_1·x + c_2·x² + ... of a draw x for each neuron.</summary>
    /// <param name="X">The distribution of x.</param>
    /// <param name="Coefficients">c_0, c_1 and so on: 1 to 16 finite numbers.</param>
    /// <param name="Draw">
    /// A name for x; null, the default: each parameter has a draw of its own. Parameters of a population whose draws have the same name are polynomials of the
    /// same x; it must have the same distribution in all.
    /// </param>
    public sealed record Polynomial(InitialValue X, IReadOnlyList<double> Coefficients, string? Draw = null) : NeuronParameter
    {
        private const int MostCoefficients = 16;

        /// <inheritdoc/>
        public override string? SharedDraw => Draw;

        /// <inheritdoc/>
        public override double? Least => null;

        /// <inheritdoc/>
        public override double Of(int neuron, ref RandomStream random)
        {
            double x = X.Draw(ref random);
            double value = 0;
            for (int i = Coefficients.Count - 1; i >= 0; i--)
            {
                value = (value * x) + Coefficients[i];
            }

            return value;
        }

        /// <inheritdoc/>
        public override void Validate(string name, int size, ValidationErrors errors)
        {
            X.Validate($"{name} x", errors);
            if (X.NeedsGrid)
            {
                errors.Add($"{name} goes by distance: only values of synapses can");
            }

            errors.Within($"{name} number of coefficients", Coefficients.Count, 1, MostCoefficients);
            foreach (double coefficient in Coefficients)
            {
                errors.Finite($"{name} coefficient", coefficient);
            }
        }
    }

    private sealed record Mapped(NeuronParameter From, Func<double, double> Map) : NeuronParameter
    {
        public override NeuronParameter Source => From.Source;

        public override double? Least => null;

        public override double Of(int neuron, ref RandomStream random) => Map(From.Of(neuron, ref random));

        public override void Validate(string name, int size, ValidationErrors errors) => From.Validate(name, size, errors);
    }
}
