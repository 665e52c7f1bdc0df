using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Networks;

/// <summary>Keeps the rates of hidden neurons near a target, by a term of the gradient.</summary>
public sealed record RateRegularisation
{
    /// <summary>c_reg, at least 0; 0: none.</summary>
    public double Strength { get; init; } = 0.001;

    /// <summary>The rate to keep [Hz], at least 0 and at most one spike per step.</summary>
    public double TargetHz { get; init; } = 10;

    /// <summary>Time constant of the running mean of a neuron's rate [ms], above 0.</summary>
    public double TimeConstantMs { get; init; } = 500;

    /// <summary>Adds an error for every parameter out of range.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="errors">Where errors go.</param>
    public void Validate(double dtMs, ValidationErrors errors)
    {
        errors.AtLeast("strength of rate regularisation", Strength, 0);
        errors.Rate("target of rate regularisation [Hz]", TargetHz, dtMs);
        errors.Above("time constant of rate regularisation [ms]", TimeConstantMs, 0);
    }
}
