using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Rewiring;

/// <summary>
/// How fast synaptic elements of one kind grow at a neuron's calcium: dz/dt = rate · <see cref="ValueAt"/>. The set point is the calcium at which nothing
/// grows. A curve of one's own is a record below this one.
/// </summary>
/// <param name="RatePerMs">nu, the fastest growth [elements per ms], at least 0.</param>
public abstract record GrowthCurve(double RatePerMs)
{
    /// <summary>Growth over <see cref="RatePerMs"/>, a finite number; negative where elements go.</summary>
    /// <param name="calcium">The neuron's calcium, at least 0.</param>
    public abstract double ValueAt(double calcium);

    /// <summary>Adds an error for every parameter out of range.</summary>
    public virtual void Validate(string name, ValidationErrors errors)
    {
        if (errors.Finite($"{name} growth rate [1/ms]", RatePerMs))
        {
            errors.AtLeast($"{name} growth rate [1/ms]", RatePerMs, 0);
        }
    }
}

/// <summary>1 - Ca/epsilon.</summary>
/// <param name="RatePerMs">nu, the growth without calcium [elements per ms], at least 0.</param>
/// <param name="SetPoint">epsilon, the calcium at which nothing grows, above 0.</param>
public sealed record LinearGrowth(double RatePerMs, double SetPoint) : GrowthCurve(RatePerMs)
{
    /// <inheritdoc/>
    public override double ValueAt(double calcium) => 1 - (calcium / SetPoint);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        base.Validate(name, errors);
        errors.Above($"{name} set point", SetPoint, 0);
    }
}

/// <summary>
/// 2·exp(-((Ca - xi)/zeta)²) - 1 with xi = (eta + epsilon)/2 and zeta = (epsilon - eta)/(2·sqrt(ln 2)): elements grow between eta and epsilon, and go elsewhere.
/// </summary>
/// <param name="RatePerMs">nu, the fastest growth [elements per ms], at least 0.</param>
/// <param name="Least">eta, the calcium below which elements go, at least 0.</param>
/// <param name="SetPoint">epsilon, the calcium above which elements go, above eta.</param>
public sealed record GaussianGrowth(double RatePerMs, double Least, double SetPoint) : GrowthCurve(RatePerMs)
{
    private static readonly double Ln2 = PortableMath.Log(2);

    /// <inheritdoc/>
    public override double ValueAt(double calcium)
    {
        // ((Ca - xi)/zeta)², with zeta² = (epsilon - eta)²/(4·ln 2).
        double distance = calcium - ((Least + SetPoint) / 2);
        double width = SetPoint - Least;
        return (2 * PortableMath.Exp(-4 * Ln2 * distance * distance / (width * width))) - 1;
    }

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        base.Validate(name, errors);
        errors.AtLeast($"{name} least calcium", Least, 0);
        errors.Above($"{name} set point", SetPoint, Math.Max(0, Least));
    }
}

/// <summary>2/(1 + exp((Ca - epsilon)/psi)) - 1.</summary>
/// <param name="RatePerMs">nu, the fastest growth [elements per ms], at least 0.</param>
/// <param name="SetPoint">epsilon, the calcium at which nothing grows, at least 0.</param>
/// <param name="Width">psi, how wide the curve is, in calcium, above 0.</param>
public sealed record SigmoidGrowth(double RatePerMs, double SetPoint, double Width = 0.1) : GrowthCurve(RatePerMs)
{
    /// <inheritdoc/>
    public override double ValueAt(double calcium) => (2 / (1 + PortableMath.Exp((calcium - SetPoint) / Width))) - 1;

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        base.Validate(name, errors);
        errors.AtLeast($"{name} set point", SetPoint, 0);
        errors.Above($"{name} width", Width, 0);
    }
}
