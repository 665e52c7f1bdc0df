using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>NEST's izhikevich.</summary>
internal sealed class IzhikevichCell : CellTemplate
{
    public override string Name => "nest:izhikevich";

    public override IReadOnlyList<CellParameter> Parameters { get; } =
    [
        new("a", 0.02), new("b", 0.2), new("c", -65), new("d", 8), new("I_e", 0), new("V_m", -65), new("U_m", 0),
        new("V_th", 30) { MustBeDefault = true }, new("consistent_integration", 1),
        .. OfArchive,
    ];

    public override CellModel Create(CellValues values, double dtMs, Action<string> note) => new(
        new IzhikevichDescription
        {
            A = values["a"],
            B = values["b"],
            C = values["c"],
            D = values["d"],
            Scheme = values["consistent_integration"] != 0 ? IzhikevichScheme.Euler : IzhikevichScheme.HalfSteps,
            InitialPotentialMv = values["V_m"],
        },
        [new("jumps", new DeltaDescription())],
        WeightRule.One)
    {
        InitialState = new Dictionary<string, InitialValue> { ["U"] = values["U_m"] },
        ConstantCurrentPa = values["I_e"],
        CurrentUnit = 1,
        Recordables = new Dictionary<string, string> { ["V_m"] = "V", ["U_m"] = "U" },
    };
}
