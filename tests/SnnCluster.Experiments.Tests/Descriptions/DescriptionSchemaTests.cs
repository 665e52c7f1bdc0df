using System.Text;
using System.Text.Json.Nodes;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Equations;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Tests.Descriptions;

/// <summary>The schema of description files says what their reader takes.</summary>
public class DescriptionSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(DescriptionSchema.Text())!.AsObject();
    private static readonly SmallValidator Validator = new(Schema);

    public static TheoryData<Type> Families =>
    [
        typeof(NeuronModelDescription), typeof(PostsynapticDescription), typeof(SynapseDescription), typeof(ConnectivityDescription), typeof(DistanceKernel),
        typeof(InitialValue), typeof(NeuronParameter), typeof(InputDescription), typeof(NeuronSelection), typeof(RewiringDescription), typeof(GrowthCurve),
        typeof(Reward), typeof(Probe), typeof(ProbeSchedule), typeof(EquationParameter),
    ];

    [Fact]
    public void Descriptions_of_built_in_experiments_are_valid() => Assert.All(
        BuiltInDescriptionTests.Texts(), text => Assert.True(Validator.IsValid(JsonNode.Parse(text)), text));

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_public_type_of_a_family_has_a_name_and_comes_back_with_its_defaults(Type family)
    {
        var catalog = DescriptionCatalog.BuiltIn;
        Type[] types = [.. new[] { typeof(NetworkDescription), typeof(Probe), typeof(DescriptionCatalog) }
            .SelectMany(type => type.Assembly.GetExportedTypes()).Where(type => type.IsSubclassOf(family) && !type.IsAbstract)];
        Assert.NotEmpty(types);
        Assert.All(types, type =>
        {
            string? name = catalog.Of(family).NameOf(type);
            Assert.NotNull(name);
            Assert.Matches("^[a-z][a-z0-9-]*$", name);
            DescribedType described = DescribedType.Of(type)!;
            JsonObject properties = Schema["$defs"]![$"{catalog.Of(family).Title.Replace(' ', '-')}.{name}"]!["properties"]!.AsObject();
            Assert.All(described.Members, member => Assert.True(properties.ContainsKey(member.Name), $"{name} {member.Name}"));

            // What can be set in code can be set here.
            Assert.Empty(type.GetProperties().Where(property => property.SetMethod is { IsPublic: true } && described.Find(property.Name) is null)
                .Select(property => property.Name));
        });
    }

    [Theory]
    [InlineData("neuron-model.lif", "capacitanceNf", "exclusiveMinimum", 0)]
    [InlineData("neuron-model.glif", "level", "maximum", 5)]
    [InlineData("neuron-model.izhikevich", "c", "exclusiveMaximum", 30)]
    [InlineData("connectivity.fixed-probability", "probability", "maximum", 1)]
    [InlineData("postsynaptic-model.exponential-current", "timeConstantMs", "exclusiveMinimum", 0)]
    [InlineData("rewiring.set", "fraction", "minimum", 0)]
    [InlineData("connectivity.probability-by-distance", "probability", "maximum", 1)]
    [InlineData("neuron-model.adex", "refractoryPeriodMs", "minimum", 0)]
    [InlineData("population", "size", "maximum", 1073741824)]
    [InlineData("projection", "delayMs", "exclusiveMinimum", 0)]
    [InlineData("synaptic-elements", "calciumPerSpike", "minimum", 0)]
    [InlineData("run-settings", "durationMs", "exclusiveMinimum", 0)]
    public void Ranges_are_those_of_the_checks(string type, string key, string bound, int value)
    {
        JsonNode rule = Schema["$defs"]![type]!["properties"]![key]!;
        Assert.Equal(value, (rule[bound] ?? rule["anyOf"]?[0]?[bound])!.GetValue<int>());
    }

    [Fact]
    public void A_bound_that_is_another_value_is_no_range()
    {
        JsonNode rule = Schema["$defs"]!["synapse.dopamine-stdp"]!["properties"]!["maximumWeight"]!;
        Assert.Null(rule["minimum"]);
        Assert.Equal(200, rule["default"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("\"weight\": 0.1", "\"weight\": \"0.1\"")]
    [InlineData("\"weight\": 0.1", "\"weihgt\": 0.1")]
    [InlineData("\"size\": 5", "\"size\": 0")]
    [InlineData("\"all-to-all\"", "\"fixed-probability\"")]
    [InlineData("\"all-to-all\"", "{ \"type\": \"connection-list\", \"sources\": [1] }")]
    [InlineData("\"all-to-all\"", "{ \"type\": \"fixed-probability\", \"probability\": 1.5 }")]
    public void What_the_reader_refuses_the_schema_refuses(string right, string wrong)
    {
        const string Text = """
            { "network": { "dtMs": 0.1, "populations": [ { "name": "p", "size": 5, "model": "lif", "receptors": [ { "name": "r", "model": "delta" } ] } ],
              "projections": [ { "name": "s", "source": "p", "target": "p", "weight": 0.1, "delayMs": 1, "connectivity": "all-to-all" } ] } }
            """;
        Assert.True(Validator.IsValid(JsonNode.Parse(Text)));
        Assert.NotNull(NetworkFile.Parse(Encoding.UTF8.GetBytes(Text), "net"));
        string changed = Text.Replace(right, wrong, StringComparison.Ordinal);
        Assert.False(Validator.IsValid(JsonNode.Parse(changed)));
        Assert.Throws<InvalidDescriptionException>(() => NetworkFile.Parse(Encoding.UTF8.GetBytes(changed), "net"));
    }

    [Theory]
    [InlineData("PowerLawSTDP", "power-law-stdp")]
    [InlineData("Tsodyks2PerSynapse", "tsodyks2-per-synapse")]
    [InlineData("AllToAll", "all-to-all")]
    [InlineData("Mean", "mean")]
    public void Names_are_in_kebab_case(string name, string kebab) => Assert.Equal(kebab, DescriptionFamily.Kebab(name));
}
