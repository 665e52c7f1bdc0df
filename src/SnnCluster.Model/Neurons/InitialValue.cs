using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Neurons;

/// <summary>How a value that differs between neurons or synapses is drawn when a network is built.</summary>
public abstract record InitialValue
{
    /// <summary>The same value everywhere.</summary>
    /// <param name="Value">The value.</param>
    public sealed record Constant(double Value) : InitialValue
    {
        /// <inheritdoc/>
        public override double Bound => Math.Abs((float)Value);

        /// <inheritdoc/>
        public override double Mean => Value;

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random) => (float)Value;

        /// <inheritdoc/>
        public override void Validate(string name, ValidationErrors errors) => errors.Finite(name, Value);
    }

    /// <summary>Normally distributed.</summary>
    /// <param name="Average">Mean.</param>
    /// <param name="StandardDeviation">Standard deviation, at least 0.</param>
    public sealed record Normal(double Average, double StandardDeviation) : InitialValue
    {
        // A draw comes from the midpoint of one of 2^52 cells, so it lies within 8.2 standard deviations.
        /// <inheritdoc/>
        public override double Bound => (float)Reach;

        /// <inheritdoc/>
        public override double Mean => Average;

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random) => (float)(Average + (StandardDeviation * random.NextNormal()));

        /// <inheritdoc/>
        public override void Validate(string name, ValidationErrors errors)
        {
            if (errors.Finite(name + " mean", Average)
                & errors.AtLeast(name + " standard deviation", StandardDeviation, 0))
            {
                errors.Finite(name + " mean with 8.3 standard deviations", Reach);
            }
        }

        private double Reach => Math.Abs(Average) + (8.3 * StandardDeviation);
    }

    /// <summary>Uniformly distributed between two values.</summary>
    /// <param name="From">Lower end.</param>
    /// <param name="To">Upper end, not below the lower.</param>
    public sealed record Uniform(double From, double To) : InitialValue
    {
        /// <inheritdoc/>
        public override double Bound => (float)Math.Max(Math.Abs(From), Math.Abs(To));

        /// <inheritdoc/>
        public override double Mean => (From + To) / 2;

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random) =>
            (float)Math.Min(To, From + ((To - From) * random.NextUniform()));

        /// <inheritdoc/>
        public override void Validate(string name, ValidationErrors errors)
        {
            errors.Finite(name + " lower end", From);
            errors.AtLeast(name + " upper end", To, From);
        }
    }

    /// <summary>Exponentially distributed, from 0 on.</summary>
    /// <param name="Average">Mean, above 0.</param>
    public sealed record Exponential(double Average) : InitialValue
    {
        // A draw comes from the midpoint of one of 2^52 cells, so it lies below 36.8 times the mean.
        /// <inheritdoc/>
        public override double Bound => (float)(36.8 * Average);

        /// <inheritdoc/>
        public override double Mean => Average;

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random) => (float)(Average * random.NextExponential());

        /// <inheritdoc/>
        public override void Validate(string name, ValidationErrors errors) => errors.Above(name + " mean", Average, 0);
    }

    /// <summary>The largest absolute value that a draw can give: a number of single precision, as draws are.</summary>
    public abstract double Bound { get; }

    /// <summary>The mean of the distribution.</summary>
    public abstract double Mean { get; }

    /// <summary>One draw.</summary>
    public abstract float Draw(ref RandomStream random);

    /// <summary>Adds an error for every parameter out of range.</summary>
    public abstract void Validate(string name, ValidationErrors errors);

    /// <summary>A number stands for itself everywhere.</summary>
    public static implicit operator InitialValue(double value) => new Constant(value);
}
