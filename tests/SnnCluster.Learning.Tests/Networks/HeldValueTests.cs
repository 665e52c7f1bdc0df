using SnnCluster.Learning.Networks;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Tests.Networks;

/// <summary>Parameters of a classifier are checked as they will be held: per step, and in single precision.</summary>
public sealed class HeldValueTests
{
    private static readonly ClassifierDescription Classifier = new() { Inputs = 4, Classes = 2, Steps = 10 };

    [Theory]
    [InlineData(99, 1, null, null)]
    [InlineData(100, 1, "is 100, 0.1 spikes per step of dt 1 ms: ", null)]
    [InlineData(1000, 1, "is 1000, 1 spikes per step of dt 1 ms: ", null)]
    [InlineData(1001, 1, null, "is 1001: must be at most 1000, one spike per step of dt 1 ms")]
    [InlineData(1002, 0.5, "is 1002, 0.501 spikes per step of dt 0.5 ms: ", null)]
    public void The_target_rate_is_at_most_one_spike_per_step(double targetHz, double dtMs, string? note, string? finding)
    {
        ValidationErrors errors = Check(Classifier with { DtMs = dtMs, Rate = new RateRegularisation { TargetHz = targetHz } });
        Assert.Equal(finding is null ? [] : [$"target of rate regularisation [Hz] {finding}"], errors.Messages);
        if (note is null)
        {
            Assert.Empty(errors.Notes);
        }
        else
        {
            Assert.StartsWith($"target of rate regularisation [Hz] {note}", Assert.Single(errors.Notes));
        }
    }

    [Fact]
    public void Constants_that_are_infinite_in_single_precision_are_refused() => Assert.Equal(
        [
            "hidden layer 1: InverseThreshold is Infinity: must be a finite number of single precision",
            "hidden layer 1: SurrogateScale is Infinity: must be a finite number of single precision",
        ],
        Check(Classifier with { Hidden = [new HiddenLayerDescription { Threshold = 1e-40 }] }).Messages);

    private static ValidationErrors Check(ClassifierDescription classifier)
    {
        var errors = new ValidationErrors();
        classifier.Validate(errors);
        return errors;
    }
}
