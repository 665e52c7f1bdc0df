using SnnCluster.Fuzz.Running;
using SnnCluster.Fuzz.Targets;

namespace SnnCluster.Fuzz.Tests;

/// <summary>Some inputs of every target, always the same; docs/reliability.md tells how to run more.</summary>
public sealed class TargetTests
{
    [Theory]
    [InlineData("frames", 60_000)]
    [InlineData("wire", 40_000)]
    [InlineData("classifier", 20_000)]
    [InlineData("checkpoints", 6_000)]
    [InlineData("data-sets", 1_200)]
    [InlineData("nir", 150)]
    [InlineData("descriptions", 150)]
    [InlineData("command-line", 500)]
    [InlineData("port", 1_200)]
    public void Random_and_mutated_inputs_are_taken_or_refused_and_nothing_else(string name, int inputs)
    {
        using IFuzzTarget target = FuzzTargets.Create(name);
        FuzzReport report = new FuzzRunner(name, target, seed: 2).Run(0, inputs, limit: null);
        Assert.True(
            report.Failure is null,
            $"{report}\ninput {report.Failure?.Index} of {report.Failure?.Reader}: {report.Failure?.Reason}\n"
                + $"again: snncluster-fuzz --target {name} --seed 2 --from {report.Failure?.Index} --inputs 1");
        Assert.Equal(inputs, report.Inputs);
        Assert.InRange(report.Accepted, 1, inputs);

        // A port takes bytes without a word; the others must have been given what they refuse, too.
        Assert.True(name == "port" || report.Rejected > inputs / 10, $"only {report.Rejected} inputs were refused");
    }

    [Fact]
    public void All_targets_are_tested()
    {
        string[] tested = [.. typeof(TargetTests)
            .GetMethod(nameof(Random_and_mutated_inputs_are_taken_or_refused_and_nothing_else))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Select(data => (string)((InlineDataAttribute)data).GetData(null!).Single()[0])];
        Assert.Equal(FuzzTargets.All.Select(target => target.Name), tested);
        Assert.All(FuzzTargets.Decoders, name => Assert.Contains(name, tested));
    }
}
