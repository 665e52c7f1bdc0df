using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Connectivity;

/// <summary>
/// How the probability of a connection falls with distance: 1 at distance 0, and at most that elsewhere. Distances are in
/// grid positions. A kernel of one's own is a record below this one.
/// </summary>
public abstract record DistanceKernel
{
    /// <summary>No pair that is further apart in one direction of the grid is connected.</summary>
    public abstract double Reach { get; }

    /// <summary>The value at a displacement, 0 to 1; the same at all displacements that differ by signs alone.</summary>
    /// <param name="dx">Columns.</param>
    /// <param name="dy">Rows.</param>
    public abstract double ValueAt(int dx, int dy);

    /// <summary>Adds an error for every parameter out of range.</summary>
    public abstract void Validate(string name, ValidationErrors errors);
}

/// <summary>exp(-d²/(2·sigma²)).</summary>
/// <param name="Sigma">sigma, in grid positions, above 0.</param>
public sealed record GaussianKernel(double Sigma) : DistanceKernel
{
    /// <inheritdoc/>
    public override double Reach => 9.5 * Sigma; // exp(-9.5²/2) < 2^-64

    /// <inheritdoc/>
    public override double ValueAt(int dx, int dy) => PortableMath.Exp(-((dx * dx) + (dy * dy)) / (2 * Sigma * Sigma));

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) => errors.Above($"{name} sigma", Sigma, 0);
}

/// <summary>exp(-d/lambda).</summary>
/// <param name="Lambda">lambda, in grid positions, above 0.</param>
public sealed record ExponentialKernel(double Lambda) : DistanceKernel
{
    /// <inheritdoc/>
    public override double Reach => 44.4 * Lambda; // exp(-44.4) < 2^-64

    /// <inheritdoc/>
    public override double ValueAt(int dx, int dy) => PortableMath.Exp(-Math.Sqrt((dx * dx) + (dy * dy)) / Lambda);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) => errors.Above($"{name} lambda", Lambda, 0);
}

/// <summary>1 where neither direction of the grid is further apart than half of a width.</summary>
/// <param name="HalfWidth">Half of the width, in grid positions, at least 0.</param>
public sealed record BoxKernel(double HalfWidth) : DistanceKernel
{
    /// <inheritdoc/>
    public override double Reach => HalfWidth;

    /// <inheritdoc/>
    public override double ValueAt(int dx, int dy) => Math.Max(Math.Abs(dx), Math.Abs(dy)) <= HalfWidth ? 1 : 0;

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) => errors.AtLeast($"{name} half width", HalfWidth, 0);
}

/// <summary>1 where the distance is at most a radius.</summary>
/// <param name="Radius">The radius, in grid positions, at least 0.</param>
public sealed record DiscKernel(double Radius) : DistanceKernel
{
    /// <inheritdoc/>
    public override double Reach => Radius;

    /// <inheritdoc/>
    public override double ValueAt(int dx, int dy) => (dx * dx) + (dy * dy) <= Radius * Radius ? 1 : 0;

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) => errors.AtLeast($"{name} radius", Radius, 0);
}
