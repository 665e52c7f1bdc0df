using SnnCluster.Model.Networks;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>The two conductances of NEST's neurons that have some, for weights above 0 and for the others.</summary>
internal enum Conductances
{
    Exponential,
    Alpha,
    Beta,
}

/// <summary>What such neurons have in common.</summary>
internal static class ConductanceParts
{
    /// <summary>Parameters of the two conductances.</summary>
    public static CellParameter[] ParametersOf(Conductances kind, double inhibitoryReversalMv, double excitatoryMs, double inhibitoryMs) =>
    [
        new("E_ex", 0), new("E_in", inhibitoryReversalMv),
        .. kind == Conductances.Beta
            ? (CellParameter[])[new("tau_rise_ex", 0.2), new("tau_decay_ex", 0.2), new("tau_rise_in", 2), new("tau_decay_in", 2)]
            : [new("tau_syn_ex", excitatoryMs), new("tau_syn_in", inhibitoryMs)],
    ];

    /// <summary>The two receptors.</summary>
    public static IReadOnlyList<ReceptorDescription> Receptors(Conductances kind, CellValues values, string excitatory, string inhibitory) =>
    [
        new(excitatory, Of(kind, values, "ex")), new(inhibitory, Of(kind, values, "in")),
    ];

    /// <summary>Names of the potential and of both conductances; of beta functions a receptor has two parts, whose difference is none of its variables.</summary>
    public static Dictionary<string, string> Recordables(Conductances kind, string excitatory, string inhibitory) => kind == Conductances.Beta
        ? new() { ["V_m"] = "V" }
        : new() { ["V_m"] = "V", ["g_ex"] = $"{excitatory}.Conductance", ["g_in"] = $"{inhibitory}.Conductance" };

    private static PostsynapticDescription Of(Conductances kind, CellValues values, string side)
    {
        double reversal = values[$"E_{side}"];
        if (kind == Conductances.Exponential)
        {
            return new ExponentialConductanceDescription
            {
                TimeConstantMs = values[$"tau_syn_{side}"],
                ReversalPotentialMv = reversal,
                WithinStep = ActsWithinStep.ByMembrane,
            };
        }

        // A beta function whose time constants are equal is an alpha function.
        string alpha = kind == Conductances.Alpha ? $"tau_syn_{side}" : $"tau_rise_{side}";
        return kind == Conductances.Alpha || values[$"tau_rise_{side}"] == values[$"tau_decay_{side}"]
            ? new AlphaConductanceDescription { TimeConstantMs = values[alpha], ReversalPotentialMv = reversal }
            : new BetaConductanceDescription
            {
                RiseTimeConstantMs = values[$"tau_rise_{side}"],
                DecayTimeConstantMs = values[$"tau_decay_{side}"],
                ReversalPotentialMv = reversal,
            };
    }
}
