using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Connectivity;
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
        public override double Least => (float)Value;

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
        public override double Least => (float)(Average - (8.3 * StandardDeviation));

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

    /// <summary>A value that rises or falls with the distance of two neurons: AtZero + PerUnit·d, cut off at both ends. For synapses on a grid.</summary>
    /// <param name="AtZero">The value at distance 0.</param>
    /// <param name="PerUnit">By how much it rises per grid position.</param>
    /// <param name="From">The smallest value.</param>
    /// <param name="To">The largest value, not below the smallest.</param>
    public sealed record ByDistance(double AtZero, double PerUnit, double From, double To) : InitialValue
    {
        /// <inheritdoc/>
        public override double Bound => Math.Max(Math.Abs((float)From), Math.Abs((float)To));

        /// <inheritdoc/>
        public override double Mean => Math.Clamp(AtZero, From, To);

        /// <inheritdoc/>
        public override double Least => (float)From;

        /// <inheritdoc/>
        public override bool NeedsGrid => true;

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random) => throw new InvalidOperationException("a value by distance needs two neurons");

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random, GridGeometry? grid, int source, int target) =>
            (float)Math.Clamp(AtZero + (PerUnit * Math.Sqrt(grid!.Value.SquaredDistance(source, target))), From, To);

        /// <inheritdoc/>
        public override void Validate(string name, ValidationErrors errors)
        {
            errors.Finite($"{name} at distance 0", AtZero);
            errors.Finite($"{name} per grid position", PerUnit);
            errors.Finite($"{name} smallest", From);
            errors.AtLeast($"{name} largest", To, From);
        }
    }

    /// <summary>A kernel of the distance of two neurons, times a scale. For synapses on a grid, across whose borders the shorter way counts.</summary>
    /// <param name="Scale">The value at distance 0.</param>
    /// <param name="Kernel">The kernel.</param>
    public sealed record ByKernel(double Scale, DistanceKernel Kernel) : InitialValue
    {
        /// <inheritdoc/>
        public override double Bound => Math.Abs((float)Scale);

        /// <inheritdoc/>
        public override double Mean => Scale;

        /// <inheritdoc/>
        public override double Least => Math.Min(0, (float)Scale);

        /// <inheritdoc/>
        public override bool NeedsGrid => true;

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random) => throw new InvalidOperationException("a value by distance needs two neurons");

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random, GridGeometry? grid, int source, int target)
        {
            (int dx, int dy) = grid!.Value.Displacement(source, target);
            return (float)(Scale * Kernel.ValueAt(dx, dy));
        }

        /// <inheritdoc/>
        public override void Validate(string name, ValidationErrors errors)
        {
            errors.Finite($"{name} scale", Scale);
            Kernel.Validate(name, errors);
        }
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
        public override double Least => (float)From;

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
        public override double Least => 0;

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random) => (float)(Average * random.NextExponential());

        /// <inheritdoc/>
        public override void Validate(string name, ValidationErrors errors) => errors.Above(name + " mean", Average, 0);
    }

    /// <summary>Normally distributed; what lies outside of a range is set to its nearest end.</summary>
    /// <param name="Average">Mean before that.</param>
    /// <param name="StandardDeviation">Standard deviation before that, above 0.</param>
    /// <param name="From">Lower end of the range.</param>
    /// <param name="To">Upper end, not below the lower.</param>
    public sealed record ClippedNormal(double Average, double StandardDeviation, double From, double To) : InitialValue
    {
        /// <inheritdoc/>
        public override double Bound => (float)Math.Max(Math.Abs(From), Math.Abs(To));

        /// <inheritdoc/>
        public override double Mean
        {
            get
            {
                var range = new NormalRange(Average, StandardDeviation, From, To);
                double within = range.Share > 0 ? range.Share * range.Mean : 0;
                return (From * range.Below) + within + (To * (1 - range.Below - range.Share));
            }
        }

        /// <inheritdoc/>
        public override double Least => (float)From;

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random) =>
            (float)Math.Clamp(Average + (StandardDeviation * random.NextNormal()), From, To);

        /// <inheritdoc/>
        public override void Validate(string name, ValidationErrors errors) =>
            NormalRange.Validate(name, Average, StandardDeviation, From, To, errors);
    }

    /// <summary>Normally distributed within a range: as if what lies outside were drawn again until it does not.</summary>
    public sealed record TruncatedNormal : InitialValue
    {
        private const double LeastShare = 1e-6;
        private const double LargestBelow1 = 1 - 1.1102230246251565e-16;

        private readonly NormalRange _range;

        /// <summary>A distribution.</summary>
        /// <param name="average">Mean of the distribution without a range.</param>
        /// <param name="standardDeviation">Its standard deviation, above 0.</param>
        /// <param name="from">Lower end of the range.</param>
        /// <param name="to">Upper end, not below the lower; the range holds at least 10^-6 of the distribution.</param>
        public TruncatedNormal(double average, double standardDeviation, double from, double to)
        {
            (Average, StandardDeviation, From, To) = (average, standardDeviation, from, to);
            _range = new NormalRange(average, standardDeviation, from, to);
        }

        /// <summary>Mean of the distribution without a range.</summary>
        public double Average { get; }

        /// <summary>Its standard deviation.</summary>
        public double StandardDeviation { get; }

        /// <summary>Lower end of the range.</summary>
        public double From { get; }

        /// <summary>Upper end.</summary>
        public double To { get; }

        /// <inheritdoc/>
        public override double Bound => (float)Math.Max(Math.Abs(From), Math.Abs(To));

        /// <inheritdoc/>
        public override double Mean => _range.Mean;

        /// <inheritdoc/>
        public override double Least => (float)From;

        // By the inverse of the distribution: one draw, however much lies outside.
        /// <inheritdoc/>
        public override float Draw(ref RandomStream random)
        {
            double share = _range.Below + (_range.Share * random.NextUniform());
            double quantile = PortableMath.NormalQuantile(Math.Min(share, LargestBelow1));
            return (float)Math.Clamp(Average + (StandardDeviation * quantile), From, To);
        }

        /// <inheritdoc/>
        public override void Validate(string name, ValidationErrors errors)
        {
            if (NormalRange.Validate(name, Average, StandardDeviation, From, To, errors) && !(_range.Share >= LeastShare))
            {
                errors.Add($"{name} range from {ValidationErrors.Text(From)} to {ValidationErrors.Text(To)} holds less than 10^-6 of the distribution");
            }
        }
    }

    /// <summary>The logarithm is normally distributed.</summary>
    /// <param name="LogAverage">Mean of the natural logarithm; its exponential is the median.</param>
    /// <param name="LogStandardDeviation">Standard deviation of the natural logarithm, at least 0.</param>
    public sealed record LogNormal(double LogAverage, double LogStandardDeviation) : InitialValue
    {
        // As for the normal distribution.
        /// <inheritdoc/>
        public override double Bound => (float)Reach;

        /// <inheritdoc/>
        public override double Mean => PortableMath.Exp(LogAverage + (LogStandardDeviation * LogStandardDeviation / 2));

        /// <inheritdoc/>
        public override double Least => (float)PortableMath.Exp(LogAverage - (8.3 * LogStandardDeviation));

        /// <inheritdoc/>
        public override float Draw(ref RandomStream random) =>
            (float)PortableMath.Exp(LogAverage + (LogStandardDeviation * random.NextNormal()));

        /// <inheritdoc/>
        public override void Validate(string name, ValidationErrors errors)
        {
            if (errors.Finite(name + " mean of the logarithm", LogAverage)
                & errors.AtLeast(name + " standard deviation of the logarithm", LogStandardDeviation, 0))
            {
                errors.Finite(name + " exponential of that mean with 8.3 standard deviations", Reach);
            }
        }

        private double Reach => PortableMath.Exp(LogAverage + (8.3 * LogStandardDeviation));
    }

    /// <summary>What a range holds of a normal distribution.</summary>
    private readonly struct NormalRange
    {
        public NormalRange(double average, double standardDeviation, double from, double to)
        {
            double lower = (from - average) / standardDeviation;
            double upper = (to - average) / standardDeviation;
            Below = PortableMath.NormalDistribution(lower);
            Share = PortableMath.NormalDistribution(upper) - Below;
            Mean = average + (standardDeviation * (PortableMath.NormalDensity(lower) - PortableMath.NormalDensity(upper)) / Share);
        }

        /// <summary>The share below the range.</summary>
        public double Below { get; }

        /// <summary>The share within.</summary>
        public double Share { get; }

        /// <summary>The mean of what is within.</summary>
        public double Mean { get; }

        public static bool Validate(
            string name, double average, double standardDeviation, double from, double to, ValidationErrors errors) =>
            errors.Finite(name + " mean", average)
            & errors.Above(name + " standard deviation", standardDeviation, 0)
            & errors.Finite(name + " lower end", from)
            & errors.AtLeast(name + " upper end", to, from);
    }

    /// <summary>The smallest value that a draw can give; minus infinity where it has no bound that is known.</summary>
    public virtual double Least => double.NegativeInfinity;

    /// <summary>The largest absolute value that a draw can give: a number of single precision, as draws are.</summary>
    public abstract double Bound { get; }

    /// <summary>The mean of the distribution.</summary>
    public abstract double Mean { get; }

    /// <summary>One draw.</summary>
    public abstract float Draw(ref RandomStream random);

    /// <summary>Whether it depends on the distance of two neurons on a grid, so that only synapses can have it.</summary>
    public virtual bool NeedsGrid => false;

    /// <summary>Draws the value of a synapse.</summary>
    /// <param name="random">The synapse's stream.</param>
    /// <param name="grid">The common grid of both populations; null where there is none.</param>
    /// <param name="source">Global id.</param>
    /// <param name="target">Global id.</param>
    public virtual float Draw(ref RandomStream random, GridGeometry? grid, int source, int target) => Draw(ref random);

    /// <summary>Adds an error for every parameter out of range.</summary>
    public abstract void Validate(string name, ValidationErrors errors);

    /// <summary>A number stands for itself everywhere.</summary>
    public static implicit operator InitialValue(double value) => new Constant(value);
}
