using System.Text.Json;

namespace SnnCluster.Cli.Tests;

public class ListingTests
{
    [Fact]
    public void Help_lists_the_commands()
    {
        CommandLine help = CommandLine.Run("--help");
        Assert.Equal(0, help.ExitCode);
        Assert.All(["run", "study", "experiments", "devices", "report"], command => Assert.Contains($"  {command}", help.Output));
    }

    [Theory]
    [InlineData("--scale <INTEGER>", "default: 1.")]
    [InlineData("--duration-ms <NUMBER>", "[ms]; default: the experiment's.")]
    [InlineData("--dt-ms <NUMBER>", "[ms]; default: the experiment's.")]
    [InlineData("--delay-ms <NUMBER>", "0 stands for one step [ms]; default: 0.")]
    [InlineData("--seed <INTEGER>", "default: 1.")]
    [InlineData("--partitions <INTEGER>", "default: 1.")]
    [InlineData("--device <DEVICE>", "auto, host, cuda, opencl or ilgpu-cpu", "default: auto")]
    [InlineData("--no-stdp", "Default: true.")]
    [InlineData("--no-rewiring", "Default: true.")]
    [InlineData("--uncorrelated-input", "Default: false.")]
    [InlineData("--set <NAME=VALUE>", "Default: none")]
    [InlineData("--record <LIST>", "spikes, connectivity", "Default: none")]
    [InlineData("--record-neurons <INTEGER>", "default: 16")]
    [InlineData("--record-interval-ms <NUMBER>", "[ms]; default: 1")]
    [InlineData("--sample-interval-ms <NUMBER>", "[ms]; default: about a sixtieth of the run")]
    [InlineData("--out <DIR>", "default:")]
    [InlineData("--force", "default:")]
    [InlineData("--json", "default:")]
    [InlineData("--quiet", "default:")]
    [InlineData("--list-parameters", "")]
    public void Help_of_run_has_every_option_with_its_unit_and_default(string option, params string[] contents)
    {
        CommandLine help = CommandLine.Run("run", "topographic-map", "--help");
        Assert.Equal(0, help.ExitCode);
        string line = Assert.Single(
            help.Output.Split('\n'),
            line => line.TrimStart().StartsWith(option + " ", StringComparison.Ordinal));
        Assert.All(contents, content => Assert.Contains(content, line));
    }

    [Fact]
    public void Parameters_are_listed_with_unit_default_range_and_description()
    {
        string tiny = $"{CommandLine.TestAssembly}:TinyExperiment";
        CommandLine list = CommandLine.Run("run", tiny, "--list-parameters");
        Assert.Equal(0, list.ExitCode);
        Assert.Matches(@"neurons\s+16\s+1 to 1000\s+Number of neurons", list.Output);
        Assert.Matches(@"rate-hz\s+Hz\s+20\s+at least 0\s+Rate", list.Output);
        Assert.Matches(@"offset\s+mV\s+0\s+any\s+Any number", list.Output);
    }

    [Fact]
    public void Parameters_are_listed_as_json()
    {
        CommandLine list = CommandLine.Run("run", "topographic-map", "--list-parameters", "--json");
        using var json = JsonDocument.Parse(list.Output);
        JsonElement parameters = json.RootElement.GetProperty("parameters");
        string?[] names = [.. parameters.EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString())];
        Assert.All(
            ["scale", "delay-ms", "stdp", "rewiring", "uncorrelated-input"],
            name => Assert.Contains(name, names));
        Assert.All(parameters.EnumerateArray(), parameter =>
            Assert.All(
                ["unit", "default", "minimum", "maximum", "range", "description"],
                key => Assert.True(parameter.TryGetProperty(key, out _), key)));
    }

    [Fact]
    public void Experiments_are_listed()
    {
        Assert.Contains("topographic-map", CommandLine.Run("experiments").Output);
        using var json = JsonDocument.Parse(CommandLine.Run("experiments", "--json").Output);
        Assert.Contains("topographic-map", json.RootElement.EnumerateArray().Select(experiment => experiment.GetProperty("name").GetString()));
    }

    [Fact]
    public void Devices_are_listed_with_what_auto_would_take()
    {
        CommandLine devices = CommandLine.Run("devices");
        Assert.Equal(0, devices.ExitCode);
        Assert.Matches(@"host\s+", devices.Output);
        Assert.Contains("auto takes", devices.Output);
        Assert.Contains("10,000,000", devices.Output);

        using var json = JsonDocument.Parse(CommandLine.Run("devices", "--json").Output);
        Assert.NotEqual(0, json.RootElement.GetProperty("devices").GetArrayLength());
        JsonElement choices = json.RootElement.GetProperty("auto").GetProperty("choices");
        Assert.All(choices.EnumerateArray(), choice => Assert.NotEqual("", choice.GetProperty("device").GetString()));
    }

    [Fact]
    public void The_version_is_told() => Assert.Equal(0, CommandLine.Run("--version").ExitCode);
}
