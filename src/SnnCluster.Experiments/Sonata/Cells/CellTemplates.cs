using SnnCluster.Model.Networks;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>All models of neurons that circuits may name.</summary>
internal static class CellTemplates
{
    private const string Schema = "nest:";

    public static IReadOnlyList<CellTemplate> All { get; } =
    [
        new IafCurrent("nest:iaf_psc_delta", null),
        new IafCurrent("nest:iaf_psc_exp", tau => new ExponentialCurrentDescription { TimeConstantMs = tau, WithinStep = ActsWithinStep.ByMembrane }),
        new IafCurrent("nest:iaf_psc_alpha", tau => new AlphaCurrentDescription { TimeConstantMs = tau }),
        new IafConductance("nest:iaf_cond_exp", Conductances.Exponential),
        new IafConductance("nest:iaf_cond_alpha", Conductances.Alpha),
        new IafConductance("nest:iaf_cond_beta", Conductances.Beta),
        new AeifConductance("nest:aeif_cond_exp", Conductances.Exponential),
        new AeifConductance("nest:aeif_cond_alpha", Conductances.Alpha),
        new IzhikevichCell(),
        new GlifCell(),
        new HodgkinHuxleyCell(),
        new TraubMilesCell(),
        new ParrotCell(),
    ];

    /// <summary>The model of a name.</summary>
    /// <param name="name">What stands in model_template, with or without "nest:".</param>
    /// <param name="whyNot">Why there is none.</param>
    public static CellTemplate? Find(string name, out string whyNot)
    {
        whyNot = "";
        string full = name.Contains(':', StringComparison.Ordinal) ? name : Schema + name;
        if (All.FirstOrDefault(one => one.Name == full) is CellTemplate template)
        {
            return template;
        }

        string[] names = [.. All.Select(one => one.Name)];
        whyNot = !full.StartsWith(Schema, StringComparison.Ordinal)
            ? $"must be a model of NEST: {string.Join(", ", names)}"
            : $"we have no such model{NearestName.Hint(full, names)}";
        return null;
    }
}
