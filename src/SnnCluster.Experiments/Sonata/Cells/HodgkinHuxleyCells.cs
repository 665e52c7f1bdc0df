using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>NEST's hh_psc_alpha: Hodgkin and Huxley's neuron with currents in the form of alpha functions.</summary>
internal sealed class HodgkinHuxleyCell : CellTemplate
{
    public override string Name => "nest:hh_psc_alpha";

    public override IReadOnlyList<CellParameter> Parameters { get; } =
    [
        new("C_m", 100), new("g_Na", 12_000), new("g_K", 3600), new("g_L", 30), new("E_Na", 50), new("E_K", -77), new("E_L", -54.402),
        new("t_ref", 2), new("I_e", 0), new("V_m", -65) { MustBeDefault = true }, new("tau_syn_ex", 0.2), new("tau_syn_in", 2),
        .. OfArchive,
    ];

    public override CellModel Create(CellValues values, double dtMs, Action<string> note) => new(
        new HodgkinHuxleyDescription
        {
            CapacitanceNf = Thousandth(values["C_m"]),
            SodiumConductanceUs = Thousandth(values["g_Na"]),
            PotassiumConductanceUs = Thousandth(values["g_K"]),
            LeakConductanceUs = Thousandth(values["g_L"]),
            SodiumPotentialMv = values["E_Na"],
            PotassiumPotentialMv = values["E_K"],
            LeakPotentialMv = values["E_L"],
            RefractoryPeriodMs = Refractory(values["t_ref"], dtMs, note),
            BiasCurrentNa = Thousandth(values["I_e"]),
        },
        [
            new(Excitatory, new AlphaCurrentDescription { TimeConstantMs = values["tau_syn_ex"] }),
            new(Inhibitory, new AlphaCurrentDescription { TimeConstantMs = values["tau_syn_in"] }),
        ],
        WeightRule.CurrentBySign)
    {
        Recordables = new Dictionary<string, string>
        {
            ["V_m"] = "V",
            ["Act_m"] = "M",
            ["Inact_h"] = "H",
            ["Act_n"] = "N",
            ["I_syn_ex"] = $"{Excitatory}.Current",
            ["I_syn_in"] = $"{Inhibitory}.Current",
        },
    };
}

/// <summary>NEST's hh_cond_exp_traub: the neuron of Traub and Miles with exponential conductances.</summary>
internal sealed class TraubMilesCell : CellTemplate
{
    public override string Name => "nest:hh_cond_exp_traub";

    public override IReadOnlyList<CellParameter> Parameters { get; } =
    [
        new("C_m", 200), new("g_Na", 20_000), new("g_K", 6000), new("g_L", 10), new("E_Na", 50), new("E_K", -90), new("E_L", -60), new("V_T", -63),
        new("t_ref", 2), new("I_e", 0), new("V_m", -60) { MustBeDefault = true },
        .. ConductanceParts.ParametersOf(Conductances.Exponential, -80, 5, 10),
        .. OfArchive,
    ];

    public override CellModel Create(CellValues values, double dtMs, Action<string> note) => new(
        new TraubMilesDescription
        {
            CapacitanceNf = Thousandth(values["C_m"]),
            SodiumConductanceUs = Thousandth(values["g_Na"]),
            PotassiumConductanceUs = Thousandth(values["g_K"]),
            LeakConductanceUs = Thousandth(values["g_L"]),
            SodiumPotentialMv = values["E_Na"],
            PotassiumPotentialMv = values["E_K"],
            LeakPotentialMv = values["E_L"],
            OffsetMv = values["V_T"],
            RefractoryPeriodMs = Refractory(values["t_ref"], dtMs, note),
            BiasCurrentNa = Thousandth(values["I_e"]),

            // NEST's channels start as at -60 mV without the offset.
            InitialM = 9.8956e-9,
            InitialH = 0.999999999106,
            InitialN = 2.5516e-7,
        },
        ConductanceParts.Receptors(Conductances.Exponential, values, Excitatory, Inhibitory),
        WeightRule.ConductanceBySign)
    {
        Recordables = new Dictionary<string, string>(ConductanceParts.Recordables(Conductances.Exponential, Excitatory, Inhibitory))
        {
            ["Act_m"] = "M",
            ["Inact_h"] = "H",
            ["Act_n"] = "N",
        },
    };
}
