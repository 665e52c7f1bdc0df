using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>A synapse model of another simulator, by the name that circuits have for it.</summary>
/// <param name="Name">The name in model_template, without "nest:".</param>
/// <param name="Parameters">What can be set, besides weight, delay and receptor_type.</param>
/// <param name="Create">
/// The synapse of ours: of the parameters, of what a weight of 1 in the file is in the receptor's unit, and of the target's time constant of its trace [ms].
/// </param>
internal sealed record SynapseTemplate(string Name, IReadOnlyList<CellParameter> Parameters, Func<CellValues, double, double, SynapseDescription> Create)
{
    /// <summary>Whether targets' spikes come back after the delay, so that synapses with different delays are different projections.</summary>
    public bool LearnsFromTargets { get; init; }
}

/// <summary>All synapse models that circuits may name.</summary>
internal static class SynapseTemplates
{
    private const string Schema = "nest:";

    public static IReadOnlyList<SynapseTemplate> All { get; } =
    [
        new("static_synapse", [], (_, _, _) => new StaticSynapseDescription()),
        new(
            "tsodyks2_synapse",
            [
                new("U", 0.5), new("tau_rec", 800), new("tau_fac", 0), new("x", 1) { MustBeDefault = true }, new("u") { IsOptional = true },
            ],
            (values, _, _) => values.Find("u") is double u && u != values["U"]
                ? throw new InvalidDescriptionException($"u is {ValidationErrors.Text(u)}: must be U, {ValidationErrors.Text(values["U"])}, or absent")
                : new Tsodyks2Description
                {
                    Utilisation = values["U"], RecoveryTimeConstantMs = values["tau_rec"], FacilitationTimeConstantMs = values["tau_fac"],
                }),
        new(
            "stdp_synapse",
            [new("Wmax", 100), new("lambda", 0.01), new("alpha", 1), new("mu_plus", 1), new("mu_minus", 1), new("tau_plus", 20)],
            (values, scale, tauMinus) => new PowerLawStdpDescription
            {
                MaximumWeight = values["Wmax"] * scale,
                LearningRate = values["lambda"],
                Asymmetry = values["alpha"],
                PotentiationExponent = values["mu_plus"],
                DepressionExponent = values["mu_minus"],
                SourceTimeConstantMs = values["tau_plus"],
                TargetTimeConstantMs = tauMinus,
            })
        {
            LearnsFromTargets = true,
        },
    ];

    /// <summary>The model of a name.</summary>
    /// <param name="name">What stands in model_template, with or without "nest:"; null: static_synapse.</param>
    /// <param name="whyNot">Why there is none.</param>
    public static SynapseTemplate? Find(string? name, out string whyNot)
    {
        string bare = name is null ? All[0].Name : name.StartsWith(Schema, StringComparison.Ordinal) ? name[Schema.Length..] : name;
        SynapseTemplate? template = All.FirstOrDefault(one => one.Name == bare);
        whyNot = template is null ? $"we have no such synapse{NearestName.Hint(bare, [.. All.Select(one => one.Name)])}" : "";
        return template;
    }
}
