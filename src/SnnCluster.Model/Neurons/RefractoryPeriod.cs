using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>The rules that refractory periods keep, whatever the model: they are counted down in single precision.</summary>
internal static class RefractoryPeriod
{
    // Beyond, taking 1 away from a number of single precision changes nothing.
    private const int MostSteps = 1 << 24;

    /// <summary>Adds an error where a refractory period is no whole number of steps, or too long.</summary>
    public static void Validate(string name, double refractoryPeriodMs, int extraRefractorySteps, double dtMs, ValidationErrors errors)
    {
        if (errors.AtLeast($"{name} refractory period [ms]", refractoryPeriodMs, 0)
            & errors.AtLeast($"{name} extra refractory steps", extraRefractorySteps, 0))
        {
            long steps = (long)errors.Steps($"{name} refractory period", refractoryPeriodMs, dtMs, atLeast: 0) + extraRefractorySteps;
            if (steps > MostSteps)
            {
                errors.Add($"{name} is refractory for {steps} steps: must be at most {MostSteps}, which single "
                    + "precision counts down");
            }
        }
    }
}
