using System.Text;
using System.Text.RegularExpressions;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Networks;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Fuzz.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Fuzz.Targets;

/// <summary>Texts of description files, changed as bytes and as JSON: numbers to extremes, texts to others, values and keys gone or exchanged.</summary>
internal sealed partial class DescriptionsTarget : IFuzzTarget
{
    private const string Name = "network";

    private static readonly string[] Values =
    [
        "0", "-0.0", "-1", "1", "2", "3", "0.1", "1e-300", "1e-40", "255", "65536", "1e6", "1073741824", "2147483647", "-2147483648", "4294967296", "9223372036854775807",
        "18446744073709551615", "1e18", "3.5e38", "-1e300", "1e308", "1e999", "null", "true", "[]", "{}", "\"\"", "\"all\"", "\"infinity\"", "\"x\"", "[0, 1, 2]",
        "{ \"type\": \"normal\", \"average\": 0, \"standardDeviation\": 1e38 }", "{ \"type\": \"uniform\", \"from\": -1, \"to\": 1 }", "{ \"file\": \"../x.csv\" }",
        "{ \"file\": \"x.npy\" }", "{ \"type\": \"random\", \"count\": 2 }", "{ \"type\": \"disc\", \"x\": 0, \"y\": 0, \"radius\": 1e300 }",
    ];

    public DescriptionsTarget()
    {
        byte[][] valid =
        [
            Of(new TopographicMapExperiment()),
            Of(new IzhikevichExperiment()),
            Of(new HomeostasisExperiment(), ("partner", "gaussian")),
            Of(new DopamineExperiment(), ("training-ms", "1000"), ("stimuli", "3"), ("stimulus-neurons", "2")),
            Of(new BrunelStdpExperiment(), ("neurons", "100"), ("in-degree", "10")),
            Of(new VogelsAbbottExperiment()),
            Of(new MicrocircuitExperiment(), ("n-scaling", "0.001"), ("k-scaling", "0.01")),
        ];
        FuzzReader reader = new("text", valid, Take) { FreeBytes = 64 << 20, BytesPerByte = 8192 };
        Readers = [reader, reader with { Name = "values", Make = random => Change(random, valid) }];
    }

    public IReadOnlyList<FuzzReader> Readers { get; }

    public void Check()
    {
        // Nothing is kept from input to input.
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private static byte[] Of(Experiment experiment, params (string Name, string Value)[] set) => Encoding.UTF8.GetBytes(
        NetworkFile.Of(experiment, ExperimentSettings.Of(experiment, set.ToDictionary(one => one.Name, one => one.Value))).ToJson());

    private static byte[] Change(FuzzRandom random, byte[][] valid)
    {
        string text = Encoding.UTF8.GetString(random.Of(valid));
        for (int changes = 1 + random.Small(4); changes > 0; changes--)
        {
            MatchCollection tokens = Token().Matches(text);
            Match token = tokens[random.Below(tokens.Count)];
            string value = random.Below(4) switch
            {
                0 => tokens[random.Below(tokens.Count)].Value,
                1 => "",
                _ => random.Of(Values),
            };
            text = text[..token.Index] + value + text[(token.Index + token.Length)..];
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static bool Take(byte[] input)
    {
        try
        {
            NetworkFile file = NetworkFile.Parse(input, Name);
            string text = file.ToJson();
            Finding.If(NetworkFile.Parse(Encoding.UTF8.GetBytes(text), Name).ToJson() != text, "it does not come back");
            return true;
        }
        catch (InvalidDescriptionException exception)
        {
            Finding.If(exception.Findings.Count is 0 or > 51, $"it has {exception.Findings.Count} findings");
            Finding.If(exception.Findings.Any(finding => finding.Contains('\n', StringComparison.Ordinal)), "a finding has more than one line");
            return false;
        }
    }

    // A key, a text, a number, or an object or list without another in it.
    [GeneratedRegex("""\{[^{}\[\]]*\}|\[[^{}\[\]]*\]|"[^"]*":?|-?[0-9][0-9.eE+-]*|true|false""")]
    private static partial Regex Token();
}
