using System.Text;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Descriptions;

/// <summary>What is told of description files that are wrong: all at once, with line and column.</summary>
public class DescriptionFindingTests
{
    private const string Fine = """
        {
          "network": {
            "dtMs": 0.1,
            "populations": [
              { "name": "exc", "size": 9, "model": "lif", "receptors": [ { "name": "s", "model": "delta" } ] },
              { "name": "inh", "size": 4, "grid": { "width": 2, "height": 2 }, "model": { "type": "lif", "capacitanceNf": 0.25 },
                "receptors": [ { "name": "s", "model": { "type": "exponential-current", "timeConstantMs": 2 } } ] }
            ],
            "projections": [
              { "name": "syn", "source": "exc", "target": "inh", "weight": 0.1, "delayMs": 1.5, "connectivity": { "type": "fixed-in-degree", "inDegree": 2 } }
            ],
            "inputs": [ { "type": "poisson-drive", "name": "drive", "population": "exc", "rateHz": 100, "weight": 1 } ]
          },
          "run": { "durationMs": 10 }
        }
        """;

    [Fact]
    public void What_is_fine_is_read_with_comments_and_a_schema() =>
        Assert.Equal(2, Parse("// a comment\n{ \"$schema\": \"network.schema.json\"," + Fine[1..]).Network.Populations.Count);

    [Theory]
    [InlineData("\"exc\", \"size\": 9", "\"exc\", \"sice\": 9", "5:24: populations[0] has no key 'sice'; did you mean 'size'?")]
    [InlineData("\"exc\", \"size\": 9, ", "\"exc\", ", "5:7: populations[0] has no \"size\": it must be given")]
    [InlineData("\"size\": 9", "\"size\": \"9\"", "5:32: size is '9': must be a whole number from 1 to 1073741824")]
    [InlineData("\"size\": 9", "\"size\": 9.5", "5:32: size is 9.5: must be a whole number from 1 to 1073741824")]
    [InlineData("\"size\": 9", "\"size\": 99999999999", "5:32: size is 99999999999: must be a whole number from 1 to 1073741824")]
    [InlineData("\"size\": 9", "\"size\": -9", "5:32: size of exc is -9: must be at least 1", "syn in-degree is 2: must be from 0 to -9")]
    [InlineData("\"size\": 9", "\"size\": 1073741824", "the network has 1073741828 neurons: a description may have at most 1073741824")]
    [InlineData("\"model\": \"lif\"", "\"model\": \"liff\"", "5:44: there is no neuron model 'liff'; did you mean 'lif'?")]
    [InlineData("\"model\": \"lif\"", "\"model\": null", "5:44: model is null: must be a value")]
    [InlineData("\"capacitanceNf\": 0.25", "\"capacitanceNf\": -0.25", "6:115: inh capacitance [nF] is -0.25: must be above 0")]
    [InlineData("\"capacitanceNf\": 0.25", "\"capacitancePf\": 250", "6:98: lif has no key 'capacitancePf': 'capacitanceNf' is in nF: 250 pF are 0.25 nF")]
    [InlineData("\"capacitanceNf\": 0.25", "\"thresholdV\": -0.05", "6:98: lif has no key 'thresholdV': 'thresholdMv' is in mV: -0.05 V are -50 mV")]
    [InlineData("\"capacitanceNf\": 0.25", "\"capacitance\": 0.25", "6:98: lif has no key 'capacitance': 'capacitanceNf' names its unit, nF")]
    [InlineData("\"capacitanceNf\": 0.25", "\"resetPotentialMv\": 10, \"thresholdmv\": 20", "6:122: lif has no key 'thresholdmv'; did you mean 'thresholdMv'?")]
    [InlineData("\"capacitanceNf\": 0.25", "\"resetPotentialMv\": 10, \"thresholdMv\": \"20\"", "6:137: thresholdMv is '20': must be a number [mV]")]
    [InlineData(
        "\"capacitanceNf\": 0.25", "\"resetPotentialMv\": 10, \"refractoryPeriodMs\": -1, \"capacitancenf\": 1",
        "6:118: inh reset potential [mV] is 10: must be below -54", "6:144: inh refractory period [ms] is -1: must be at least 0", "6:148: lif has no key 'capacitancenf'; did you mean 'capacitanceNf'?")]
    [InlineData("\"capacitanceNf\": 0.25", "\"capacitanceNf\": \"250 pF\"", "6:115: capacitanceNf is '250 pF': must be a number [nF] above 0, without quotation marks; its unit is that of the key")]
    [InlineData("\"capacitanceNf\": 0.25", "\"capacitanceNf\": 1e999", "6:115: capacitanceNf is 1e999: must be a number [nF] above 0, and finite")]
    [InlineData("\"type\": \"lif\", ", "", "6:81: model has no \"type\": must be one of adex, alif, conductance-lif, equations, gif, glif, heterogeneous-izhikevich, heterogeneous-lif, hodgkin-huxley, izhikevich, izhikevich-2007, lif, mat2, parrot, poisson, traub-miles")]
    [InlineData(
        "\"type\": \"lif\", \"capacitanceNf\": 0.25", "\"type\": \"equations\", \"equations\": [\"dV/dt = (E - W)/tau : mV\"], \"parameters\": { \"E\": \"-70 mV\", \"tau\": \"9 mz\" }",
        "6:132: inh equations[0], position 14 of 'dV/dt = (E - W)/tau : mV': there is no 'W'; there are V, E, I",
        "6:188: inh parameters[tau], position 3 of '9 mz': there is no unit 'mz'; did you mean 'mV'?")]
    [InlineData("\"width\": 2,", "\"width\": 0,", "6:54: grid: width is 0: must be from 1 to 32768")]
    [InlineData("\"width\": 2,", "\"width\": 3,", "6:32: inh has 4 neurons on a grid of 3x2: both must agree")]
    [InlineData("\"timeConstantMs\": 2", "\"timeConstantMs\": 2, \"withinStep\": \"men\"", "7:116: withinStep is 'men': must be one of at-start, mean, by-membrane; did you mean 'mean'?")]
    [InlineData("\"timeConstantMs\": 2", "\"timeConstantMs\": 2, \"timeConstantMs\": 3", "7:102: the key 'timeConstantMs' is there twice")]
    [InlineData("\"target\": \"inh\"", "\"target\": \"ihn\"", "10:51: syn goes from 'exc' to 'ihn': both must be populations of the network; did you mean 'inh'?")]
    [InlineData("\"delayMs\": 1.5", "\"delayMs\": 1.55", "10:84: delay of syn 1.55 ms is not a multiple of dt 0.1 ms")]
    [InlineData("\"weight\": 0.1,", "\"weight\": { \"type\": \"normal\", \"average\": 1, \"standardDeviation\": -1 },", "10:123: syn weight standard deviation is -1: must be at least 0")]
    [InlineData("\"inDegree\": 2", "\"inDegree\": 10", "10:146: syn in-degree is 10: must be from 0 to 9, the number of sources")]
    [InlineData("\"population\": \"exc\"", "\"population\": \"exk\"", "12:75: input drive goes to 'exk': must be a population of the network; did you mean 'exc'?")]
    [InlineData("\"rateHz\": 100", "\"rateHz\": -1", "12:92: input drive rate [Hz] is -1: must be at least 0")]
    [InlineData("\"rateHz\": 100", "\"rateHz\": []", "12:92: rateHz is a list: must be a number [Hz] of at least 0")]
    [InlineData("\"durationMs\": 10", "\"durationMs\": 10.05", "14:26: duration 10.05 ms is not a multiple of dt 0.1 ms")]
    [InlineData("\"durationMs\": 10", "\"record\": [\"spike\"]", "14:22: record is 'spike': must be one of spikes, rates")]
    [InlineData("\"run\": { \"durationMs\": 10 }", "\"probes\": [ { \"type\": \"weight\", \"projection\": \"sin\" } ]", "14:15: weights of sin: there is no projection 'sin'; did you mean 'syn'?")]
    [InlineData("\"run\": { \"durationMs\": 10 }", "\"run\": [1, 2]", "14:10: run is a list: must be an object with durationMs, partitions, device, record")]
    [InlineData("\"name\": \"inh\"", "\"name\": \"exc\"", "6:17: population 'exc' is there already: names must be unique", "10:51: syn goes from 'exc' to 'inh'")]
    [InlineData("\"name\": \"drive\"", "\"name\": \"\"", "12:52: name of input is '': must be 1 to 60 letters, digits")]
    [InlineData("\"network\": {", "\"name\": \"My net\", \"network\": {", "2:11: name is 'My net': must be in kebab case, as 'my-network'")]
    [InlineData("\"durationMs\": 10", "\"partitions\": 50", "14:26: number of partitions is 50: must be from 1 to 9")]
    [InlineData("\"durationMs\": 10", "\"device\": \"gpu\"", "14:22: device is 'gpu': must be auto, host, cuda, opencl or ilgpu-cpu")]
    [InlineData("\"durationMs\": 10", "\"record\": [\"exc.V:every-ms=0.05\"]", "14:22: state variable exc.V interval 0.05 ms is below dt 0.1 ms")]
    [InlineData("\"run\": { \"durationMs\": 10 }", "\"activity\": { \"correlatedNeurons\": 1 }", "14:15: correlation of exc", "14:15: correlation of inh")]
    [InlineData("\"run\": { \"durationMs\": 10 }", "\"probes\": [ { \"type\": \"weight\", \"projection\": \"syn\", \"when\": { \"type\": \"every\", \"intervalMs\": 0.05 } } ]", "14:97: weights of syn interval 0.05 ms is below dt 0.1 ms")]
    public void One_mistake_is_told_with_its_place(string right, string wrong, params string[] messages)
    {
        string[] findings = FindingsOf(Fine.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Equal(messages.Length, findings.Length);
        Assert.All(messages, message => Assert.Contains(findings, finding => finding.Contains(message, StringComparison.Ordinal)));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_and_nothing_that_follows_from_them()
    {
        string text = Fine.Replace("\"model\": \"lif\"", "\"model\": { \"type\": \"liff\", \"capacitancePf\": 1 }", StringComparison.Ordinal)
            .Replace("\"capacitanceNf\": 0.25", "\"capacitanceNf\": -1", StringComparison.Ordinal)
            .Replace("\"target\": \"inh\"", "\"target\": \"ihn\"", StringComparison.Ordinal)
            .Replace("\"durationMs\": 10", "\"duration\": 10", StringComparison.Ordinal);
        Assert.Equal(
            [
                "net:5:54: there is no neuron model 'liff'; did you mean 'lif'?",
                "net:6:115: inh capacitance [nF] is -1: must be above 0",
                "net:10:51: syn goes from 'exc' to 'ihn': both must be populations of the network; did you mean 'inh'?",
                "net:14:12: run has no key 'duration': 'durationMs' names its unit, ms",
            ],
            FindingsOf(text));
    }

    [Theory]
    [InlineData("", "net:1:1: is empty: must be an object with the key \"network\"")]
    [InlineData(" \r\n", "net:1:1: is empty: must be an object with the key \"network\"")]
    [InlineData("// nothing", "net:1:11: is no JSON: it ends within an object, a list or a text, or with comments alone")]
    [InlineData("{ \"network\": {\n  \"dtMs\" 0.1 } }", "net:2:10: is no JSON: '0.1' must not stand here")]
    [InlineData("{ \"network\": NaN }", "net:1:14: is no JSON: 'NaN' must not stand here")]
    [InlineData("{ \"network\": {", "net:1:15: is no JSON: it ends within an object, a list or a text, or with comments alone")]
    [InlineData("{} {}", "net:1:4: is no JSON: '{' must not stand here")]
    [InlineData("[]", "net:1:1: the description is a list: must be an object with name, description, network")]
    [InlineData("null", "net:1:1: the description is null: must be an object with name")]
    [InlineData("{ \"network\": \"\\ud800\" }", "net:1:14: has an escape that stands for no character")]
    public void What_is_no_description_is_told_once(string text, string message) =>
        Assert.StartsWith(message, FindingsOf(text)[0], StringComparison.Ordinal);

    [Fact]
    public void What_is_too_deep_too_long_or_no_text_is_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 100_000));
        Assert.Equal(["net:1:33: lies in 32 objects and lists: at most 32 may lie in each other"], FindingsOf(deep));
        Assert.Equal(
            ["net:1:1: is 1048577 bytes long: must be at most 1048576, with long lists in files of their own"], FindingsOf(new string(' ', (1 << 20) + 1)));
        Assert.Equal(["net:1:1: is no text in UTF-8"], FindingsOf([0xff, 0xfe, 0x7b]));
    }

    [Fact]
    public void So_many_mistakes_are_counted()
    {
        string[] findings = FindingsOf("{" + string.Join(',', Enumerable.Range(0, 70).Select(i => $"\"a{i}\": 1")) + "}");
        Assert.Equal(51, findings.Length);
        Assert.Equal("net has 21 more findings", findings[^1]);
    }

    [Fact]
    public void Columns_count_characters_and_not_bytes() => Assert.Contains(
        FindingsOf("{ \"description\": \"äöü\", \"x\": 1 }"),
        finding => finding.StartsWith("net:1:25: the description has no key 'x'", StringComparison.Ordinal));

    private static string[] FindingsOf(string text) => FindingsOf(Encoding.UTF8.GetBytes(text));

    private static string[] FindingsOf(byte[] text) =>
        [.. Assert.Throws<InvalidDescriptionException>(() => NetworkFile.Parse(text, "net")).Findings];

    private static NetworkFile Parse(string text) => NetworkFile.Parse(Encoding.UTF8.GetBytes(text), "net");
}
