using System.Globalization;
using SnnCluster.Experiments.Connections;
using SnnCluster.Experiments.Sonata.Cells;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Learning.DataSets;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>What edges of a type have in common.</summary>
/// <param name="Template">The synapse model.</param>
/// <param name="Values">Its parameters.</param>
/// <param name="Weight">The weight; null: none is given.</param>
/// <param name="Delay">The delay [ms]; null: none is given.</param>
/// <param name="Count">How many synapses an edge is; null: it is not said.</param>
/// <param name="Port">receptor_type; null: none is given.</param>
internal sealed record SonataEdgeType(SynapseTemplate Template, CellValues Values, PlacedNumber? Weight, PlacedNumber? Delay, PlacedNumber? Count, PlacedNumber? Port)
{
    /// <summary>What two types have in common whose synapses are of one model with the same parameters.</summary>
    public string Key { get; } = Template.Name + string.Concat(
        Values.Given.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $" {one.Key}={ValidationErrors.Text(one.Value[0])}"));
}

/// <summary>A number of a type of edges, which rules are checked of where edges use it.</summary>
/// <param name="Value">The number.</param>
/// <param name="Row">The type.</param>
/// <param name="File">The file of parameters that has it; null: the row itself.</param>
internal sealed record PlacedNumber(double Value, SonataRow Row, string? File = null)
{
    /// <summary>The number.</summary>
    /// <param name="whyNot">The rule that it breaks; null: none.</param>
    /// <exception cref="DataFileException">It breaks the rule.</exception>
    public double Kept(Func<double, string?> whyNot) => whyNot(Value) is string rule ? throw Wrong(rule) : Value;

    /// <summary>What to tell where it is wrong.</summary>
    public DataFileException Wrong(string rule) => Row.Wrong(rule, Value.ToString(CultureInfo.InvariantCulture) + (File is null ? "" : $" in {File}"));
}

/// <summary>Reads types of edges: rows of a table, and parameters in JSON files that they name.</summary>
/// <param name="config">The configuration.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SonataEdgeTypes(SonataConfig config, SonataFindings findings)
{
    /// <summary>The column that says how many synapses an edge is.</summary>
    public const string Count = "nsyns";

    private const string Template = "model_template";
    private const string Function = "weight_function";
    private const string ReceptorType = "receptor_type";

    // NEST's name for what tables call syn_weight.
    private const string Weight = "weight";

    private readonly SonataParameters _parameters = new(config.SynapsesFolder, "synaptic_models_dir", findings);

    /// <summary>The files of parameters that were read.</summary>
    public IEnumerable<string> Files => _parameters.Files;

    /// <summary>Reads a row.</summary>
    /// <exception cref="DataFileException">Something is wrong with it.</exception>
    public SonataEdgeType Of(SonataRow row)
    {
        string? named = row.Text(Template);
        SynapseTemplate template = SynapseTemplates.Find(named, out string whyNot) ?? throw row.Wrong($"a {Template} that we have", $"'{named}': {whyNot}");
        if (row.Text(Function) is string function)
        {
            throw row.Wrong($"NULL as {Function}: it is code", $"'{function}'");
        }

        CellParameter[] all = [.. template.Parameters, new(Weight) { IsOptional = true }, new(SonataEdges.Delay) { IsOptional = true }, new(ReceptorType) { IsOptional = true }];
        var given = new Dictionary<string, double[]>();
        foreach (CellParameter parameter in all)
        {
            if (row.Number(parameter.Name) is double value)
            {
                given[parameter.Name] = ParameterFile.WhyNot(parameter, value) is not string rule ? [value]
                    : throw row.Wrong(rule, value.ToString(CultureInfo.InvariantCulture));
            }
        }

        IReadOnlyDictionary<string, double[]> ofFile = _parameters.Of(row, template.Name, all);
        foreach ((string name, double[] values) in ofFile)
        {
            given[name] = values;
        }

        PlacedNumber? OfRow(string name) => row.Number(name) is double number ? new PlacedNumber(number, row) : null;
        PlacedNumber? Given(string name) => !given.TryGetValue(name, out double[]? values) ? null
            : new PlacedNumber(values[0], row, ofFile.ContainsKey(name) ? row.Text(SonataParameters.Dynamics) : null);

        return new SonataEdgeType(
            template,
            new CellValues(template.Parameters, given.Where(one => template.Parameters.Any(parameter => parameter.Name == one.Key)).ToDictionary()),
            OfRow(SonataEdges.Weight) ?? Given(Weight),
            Given(SonataEdges.Delay),
            OfRow(Count),
            Given(ReceptorType));
    }
}
