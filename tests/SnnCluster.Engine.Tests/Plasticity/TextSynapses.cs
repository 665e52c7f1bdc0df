using SnnCluster.Model.Equations;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>Synapse models as text.</summary>
internal static class TextSynapses
{
    /// <summary>As <see cref="PairStdpDescription"/>.</summary>
    public static EquationsSynapseDescription PairStdp { get; } = new()
    {
        Equations = ["dapre/dt = -apre/taupre : 1", "dapost/dt = -apost/taupost : 1"],
        Parameters = new Dictionary<string, EquationParameter>
        {
            ["taupre"] = "20 ms",
            ["taupost"] = "64 ms",
            ["A_plus"] = 0.03,
            ["A_minus"] = 0.02,
        },
        OnPre = ["delivered = w", "apre += 1", "w = w - A_minus*apost"],
        OnPost = ["apost += 1", "w += A_plus*apre"],
        SameStep = SameStep.Mutual,
    };

    /// <summary>As <see cref="Tsodyks2Description"/>.</summary>
    public static EquationsSynapseDescription ShortTerm { get; } = new()
    {
        Equations = ["du/dt = (U - u)/tau_fac : 1", "dx/dt = (1 - x)/tau_rec : 1"],
        Parameters = new Dictionary<string, EquationParameter> { ["U"] = 0.3, ["tau_fac"] = "80 ms", ["tau_rec"] = "50 ms" },
        OnPre = ["delivered = w*u*x", "x -= u*x", "u = U + u*(1 - U)"],
    };

    /// <summary>A tag of each synapse, which target spikes turn into weight, and a weight that goes back by itself.</summary>
    public static EquationsSynapseDescription Tagged { get; } = new()
    {
        Equations = ["dw/dt = (0.2 - w)/(300*ms) : 1", "dtag/dt = (0.1 - tag)/(30*ms) : 1", "dy/dt = -y/(25*ms) : 1"],
        OnPre = ["tag += 0.2*y", "w += where(tag > 0.3, 0.1*exp(-tag), -0.02)"],
        OnPost = ["w += 0.05*tag/(1 + y)", "y += 1"],
    };
}
