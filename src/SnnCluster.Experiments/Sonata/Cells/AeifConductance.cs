using SnnCluster.Model.Neurons;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>NEST's adaptive exponential integrate-and-fire neurons with conductances: aeif_cond_exp, aeif_cond_alpha.</summary>
/// <param name="name">The name in model_template.</param>
/// <param name="kind">The conductances.</param>
internal sealed class AeifConductance(string name, Conductances kind) : CellTemplate
{
    // As many as the comparison with NEST in docs/models.md has.
    private const int Substeps = 20;

    public override string Name => name;

    public override IReadOnlyList<CellParameter> Parameters { get; } =
    [
        new("C_m", 281), new("g_L", 30), new("t_ref", 0), new("E_L", -70.6), new("V_th", -50.4), new("V_reset", -60), new("V_peak", 0),
        new("Delta_T", 2), new("a", 4), new("b", 80.5), new("tau_w", 144), new("I_e", 0), new("V_m", -70.6), new("w", 0),
        .. ConductanceParts.ParametersOf(kind, -85, 0.2, 2),
        new("gsl_error_tol", 1e-6),
        .. OfArchive,
    ];

    public override CellModel Create(CellValues values, double dtMs, Action<string> note) => new(
        new AdExDescription
        {
            CapacitanceNf = Thousandth(values["C_m"]),
            LeakConductanceUs = Thousandth(values["g_L"]),
            RestingPotentialMv = values["E_L"],
            ThresholdMv = values["V_th"],
            SlopeFactorMv = values["Delta_T"],
            SubthresholdAdaptationUs = Thousandth(values["a"]),
            SpikeAdaptationNa = Thousandth(values["b"]),
            AdaptationTimeConstantMs = values["tau_w"],
            ResetPotentialMv = values["V_reset"],
            PeakPotentialMv = values["V_peak"],
            RefractoryPeriodMs = Refractory(values["t_ref"], dtMs, note),
            BiasCurrentNa = Thousandth(values["I_e"]),
            Substeps = Substeps,
            InitialPotentialMv = values["V_m"],
        },
        ConductanceParts.Receptors(kind, values, Excitatory, Inhibitory),
        WeightRule.ConductanceBySign)
    {
        InitialState = values.Find("w") is double w ? new Dictionary<string, InitialValue> { ["W"] = Thousandth(w) } : new Dictionary<string, InitialValue>(),
        Recordables = new Dictionary<string, string>(ConductanceParts.Recordables(kind, Excitatory, Inhibitory)) { ["w"] = "W" },
    };
}
