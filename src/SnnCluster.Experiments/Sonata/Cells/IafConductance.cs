using SnnCluster.Model.Neurons;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>NEST's leaky integrate-and-fire neurons with conductances: iaf_cond_exp, iaf_cond_alpha, iaf_cond_beta.</summary>
/// <param name="name">The name in model_template.</param>
/// <param name="kind">The conductances.</param>
internal sealed class IafConductance(string name, Conductances kind) : CellTemplate
{
    // Where NEST has the potential start, whatever E_L is.
    private const double StartMv = -70;

    public override string Name => name;

    public override IReadOnlyList<CellParameter> Parameters { get; } =
    [
        new("C_m", 250), new("g_L", 16.6667), new("t_ref", 2), new("E_L", -70), new("V_th", -55), new("V_reset", -60), new("I_e", 0), new("V_m", StartMv),
        .. ConductanceParts.ParametersOf(kind, -85, 0.2, 2),
        .. OfArchive,
    ];

    public override CellModel Create(CellValues values, double dtMs, Action<string> note) => new(
        new ConductanceLifDescription
        {
            CapacitanceNf = Thousandth(values["C_m"]),
            LeakConductanceUs = Thousandth(values["g_L"]),
            RestingPotentialMv = values["E_L"],
            ResetPotentialMv = values["V_reset"],
            ThresholdMv = values["V_th"],
            RefractoryPeriodMs = Refractory(values["t_ref"], dtMs, note),
            BiasCurrentNa = Thousandth(values["I_e"]),
            InitialPotentialMv = values["V_m"],
        },
        ConductanceParts.Receptors(kind, values, Excitatory, Inhibitory),
        WeightRule.ConductanceBySign)
    {
        Recordables = ConductanceParts.Recordables(kind, Excitatory, Inhibitory),
    };
}
