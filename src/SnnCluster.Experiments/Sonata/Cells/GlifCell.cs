using System.Globalization;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>NEST's glif_psc, the neuron of the Allen Institute's point models.</summary>
internal sealed class GlifCell : CellTemplate
{
    private const int MostPorts = 16;

    public override string Name => "nest:glif_psc";

    public override IReadOnlyList<CellParameter> Parameters { get; } =
    [
        new("C_m", 58.72), new("g", 9.43), new("t_ref", 3.75), new("E_L", -78.85), new("V_th", -51.68), new("V_reset", -78.85),
        new("V_m") { IsOptional = true },
        new("asc_init", 0, 0) { IsList = true }, new("asc_decay", 0.003, 0.1) { IsList = true }, new("asc_amps", -9.18, -198.94) { IsList = true },
        new("asc_r", 1, 1) { IsList = true }, new("tau_syn", 2) { IsList = true },
        new("th_spike_add", 0.37), new("th_spike_decay", 0.009), new("voltage_reset_fraction", 0.2), new("voltage_reset_add", 18.51),
        new("th_voltage_index", 0.005), new("th_voltage_decay", 0.09),
        new("spike_dependent_threshold", 0), new("after_spike_currents", 0), new("adapting_threshold", 0),
        .. OfArchive,
    ];

    public override CellModel Create(CellValues values, double dtMs, Action<string> note)
    {
        (bool Spikes, bool Currents, bool Adapts) has = (Has("spike_dependent_threshold"), Has("after_spike_currents"), Has("adapting_threshold"));
        int level = has switch
        {
            (false, false, false) => 1,
            (true, false, false) => 2,
            (false, true, false) => 3,
            (true, true, false) => 4,
            (true, true, true) => 5,
            _ => throw new InvalidDescriptionException(
                "adapting_threshold is true: needs spike_dependent_threshold and after_spike_currents to be true as well (the model has five levels)"),
        };
        double[] time = values.List("tau_syn");
        if (time.Length > MostPorts)
        {
            throw new InvalidDescriptionException($"tau_syn has {time.Length} time constants: must have 1 to {MostPorts}");
        }

        (double First, double Second) start = Pair("asc_init", Thousandth);
        (double First, double Second) decay = Pair("asc_decay", same => same);
        (double First, double Second) jumps = Pair("asc_amps", Thousandth);
        (double First, double Second) kept = Pair("asc_r", same => same);
        return new CellModel(
            new GlifDescription
            {
                Level = level,
                CapacitanceNf = Thousandth(values["C_m"]),
                LeakConductanceUs = Thousandth(values["g"]),
                RestingPotentialMv = values["E_L"],
                ThresholdMv = values["V_th"],
                ResetPotentialMv = values["V_reset"],
                ResetFraction = values["voltage_reset_fraction"],
                ResetAddMv = values["voltage_reset_add"],
                RefractoryPeriodMs = values["t_ref"],
                AfterSpikeJumpNa = jumps,
                AfterSpikeDecayPerMs = decay,
                AfterSpikeKept = kept,
                ThresholdSpikeJumpMv = values["th_spike_add"],
                ThresholdSpikeDecayPerMs = values["th_spike_decay"],
                ThresholdVoltageGainPerMs = values["th_voltage_index"],
                ThresholdVoltageDecayPerMs = values["th_voltage_decay"],
                InitialPotentialMv = Initial(values.Find("V_m")),
            },
            [.. time.Select((tau, port) => new ReceptorDescription(
                string.Create(CultureInfo.InvariantCulture, $"port-{port + 1}"), new AlphaCurrentDescription { TimeConstantMs = tau }))],
            WeightRule.CurrentByPort)
        {
            InitialState = start == (0, 0)
                ? new Dictionary<string, InitialValue>()
                : new Dictionary<string, InitialValue> { ["FirstCurrent"] = start.First, ["SecondCurrent"] = start.Second },
            Recordables = new Dictionary<string, string> { ["V_m"] = "V", ["threshold_spike"] = "SpikeThreshold", ["threshold_voltage"] = "VoltageThreshold" },
        };

        bool Has(string name) => values[name] != 0;

        (double First, double Second) Pair(string name, Func<double, double> unit) => values.List(name) is [double first, double second]
            ? (unit(first), unit(second))
            : throw new InvalidDescriptionException($"{name} has {values.List(name).Length} numbers: must have 2, one for each after-spike current");
    }
}
