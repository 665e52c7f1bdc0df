namespace SnnCluster.Engine;

/// <summary>A simulation cannot go on: a rule broke what its description declares, or a device failed.</summary>
public sealed class SimulationException : Exception
{
    /// <summary>With a message that names what failed and the rule.</summary>
    public SimulationException(string message)
        : base(message)
    {
    }
}
