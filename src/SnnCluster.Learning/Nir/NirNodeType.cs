namespace SnnCluster.Learning.Nir;

/// <summary>A type of nodes of NIR 1.0 that is read: what parameters it has, and what it does in a step.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Required">Parameters that it must have.</param>
/// <param name="Optional">Parameters that it may have.</param>
/// <param name="Positive">Those of them that must be above 0.</param>
internal sealed record NirNodeType(string Name, string[] Required, string[] Optional, string[] Positive)
{
    /// <summary>Type of graphs within graphs, which have nodes and no parameters.</summary>
    public const string GraphName = "NIRGraph";

    /// <summary>Where data comes in.</summary>
    public static readonly NirNodeType Input = new("Input", ["shape"], [], ["shape"]);

    /// <summary>Where data goes out.</summary>
    public static readonly NirNodeType Output = new("Output", ["shape"], [], ["shape"]);

    /// <summary>W·x.</summary>
    public static readonly NirNodeType Linear = new("Linear", ["weight"], [], []);

    /// <summary>W·x + b.</summary>
    public static readonly NirNodeType Affine = new("Affine", ["weight", "bias"], [], []);

    /// <summary>A leaky integrator.</summary>
    public static readonly NirNodeType LeakyIntegrator = new("LI", ["tau", "r", "v_leak"], [], ["tau"]);

    /// <summary>An integrate-and-fire neuron without leak.</summary>
    public static readonly NirNodeType IntegrateAndFire = new("IF", ["r", "v_threshold"], ["v_reset"], []);

    /// <summary>A leaky integrate-and-fire neuron.</summary>
    public static readonly NirNodeType Lif = new("LIF", ["tau", "r", "v_leak", "v_threshold"], ["v_reset"], ["tau"]);

    /// <summary>A leaky integrate-and-fire neuron with a current that decays.</summary>
    public static readonly NirNodeType CubaLif = new(
        "CubaLIF", ["tau_syn", "tau_mem", "r", "v_leak", "v_threshold"], ["v_reset", "w_in"], ["tau_syn", "tau_mem"]);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, NirNodeType> All { get; } =
        new[] { Affine, CubaLif, IntegrateAndFire, Input, LeakyIntegrator, Lif, Linear, Output }.ToDictionary(type => type.Name);

    /// <summary>Whether it has weights.</summary>
    public bool IsLinear => this == Linear || this == Affine;

    /// <summary>Whether it spikes.</summary>
    public bool Spikes => this == Lif || this == CubaLif || this == IntegrateAndFire;

    /// <summary>Whether what it gives depends on steps before: a cycle needs such a node.</summary>
    public bool HasState => Spikes || this == LeakyIntegrator;
}
