using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>NEST's leaky integrate-and-fire neurons with jumps or currents: iaf_psc_delta, iaf_psc_exp, iaf_psc_alpha.</summary>
/// <param name="name">The name in model_template.</param>
/// <param name="current">The current of a time constant [ms]; null: weights are jumps.</param>
internal sealed class IafCurrent(string name, Func<double, PostsynapticDescription>? current) : CellTemplate
{
    public override string Name => name;

    public override IReadOnlyList<CellParameter> Parameters { get; } =
    [
        new("C_m", 250), new("tau_m", 10), new("t_ref", 2), new("E_L", -70), new("V_th", -55), new("V_reset", -70), new("I_e", 0),
        new("V_m") { IsOptional = true },
        .. current is null
            ? (CellParameter[])[new("refractory_input", 0) { MustBeDefault = true }]
            : [new("tau_syn_ex", 2), new("tau_syn_in", 2), new("rho", 0.01), new("delta", 0) { MustBeDefault = true }],
        .. OfArchive,
    ];

    public override IReadOnlyList<string> Listable => ["tau_m", "E_L", "V_th", "V_reset", "t_ref"];

    public override CellModel Create(CellValues values, double dtMs, Action<string> note) => Of(values, new LifDescription
    {
        CapacitanceNf = Thousandth(values["C_m"]),
        MembraneTimeConstantMs = values["tau_m"],
        RestingPotentialMv = values["E_L"],
        ResetPotentialMv = values["V_reset"],
        ThresholdMv = values["V_th"],
        RefractoryPeriodMs = Refractory(values["t_ref"], dtMs, note),
        BiasCurrentNa = Thousandth(values["I_e"]),
        InitialPotentialMv = Initial(values.Find("V_m")),
    });

    public override CellModel Create(CellValues values, IReadOnlyDictionary<string, double[]> listed, double dtMs, Action<string> note)
    {
        NeuronParameter Of(string name) => listed.TryGetValue(name, out double[]? all) ? all : (NeuronParameter)values[name];
        double capacitance = Thousandth(values["C_m"]);
        double bias = Thousandth(values["I_e"]);
        NeuronParameter rest = Of("E_L");
        if (bias != 0)
        {
            // The model has no current of its own: it shifts the resting potential by I·tau_m/C.
            double[] tau = listed.GetValueOrDefault("tau_m") ?? [];
            double[] resting = listed.GetValueOrDefault("E_L") ?? [];
            rest = Enumerable.Range(0, Math.Max(tau.Length, resting.Length))
                .Select(i => (resting.Length > 0 ? resting[i] : values["E_L"]) + (bias * (tau.Length > 0 ? tau[i] : values["tau_m"]) / capacitance))
                .ToArray() is { Length: > 0 } shifted ? shifted : (NeuronParameter)(values["E_L"] + (bias * values["tau_m"] / capacitance));
        }

        return this.Of(values, new HeterogeneousLifDescription
        {
            CapacitanceNf = capacitance,
            MembraneTimeConstantMs = Of("tau_m"),
            RestingPotentialMv = rest,
            ResetPotentialMv = Of("V_reset"),
            ThresholdMv = Of("V_th"),
            RefractoryPeriodMs = Of("t_ref"),
            InitialPotentialMv = values.Find("V_m") ?? values["E_L"],
        });
    }

    private CellModel Of(CellValues values, NeuronModelDescription model) => current is null
        ? new CellModel(model, [new("jumps", new DeltaDescription())], WeightRule.One)
        {
            Recordables = new Dictionary<string, string> { ["V_m"] = "V" },
        }
        : new CellModel(
            model,
            [new(Excitatory, current(values["tau_syn_ex"])), new(Inhibitory, current(values["tau_syn_in"]))],
            WeightRule.CurrentBySign)
        {
            Recordables = new Dictionary<string, string> { ["V_m"] = "V", ["I_syn_ex"] = $"{Excitatory}.Current", ["I_syn_in"] = $"{Inhibitory}.Current" },
        };
}
