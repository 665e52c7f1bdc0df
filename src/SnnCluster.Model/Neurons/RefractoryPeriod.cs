using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>The rules that refractory periods keep, whatever the model: they are counted down in single precision.</summary>
internal static class RefractoryPeriod
{
    // Beyond, taking 1 away from a number of single precision changes nothing.
    private const int MostSteps = 1 << 24;

    /// <summary>Adds an error where a refractory period is no whole number of steps, or too long.</summary>
    public static void Validate(string name, double periodMs, int extraSteps, double dtMs, ValidationErrors errors)
    {
        if (errors.AtLeast($"{name} refractory period [ms]", periodMs, 0)
            & errors.AtLeast($"{name} extra refractory steps", extraSteps, 0))
        {
            long steps = (long)errors.Steps($"{name} refractory period", periodMs, dtMs, atLeast: 0) + extraSteps;
            if (steps > MostSteps)
            {
                errors.Add($"{name} is refractory for {steps} steps: must be at most {MostSteps}, which single "
                    + "precision counts down");
            }
        }
    }
}
