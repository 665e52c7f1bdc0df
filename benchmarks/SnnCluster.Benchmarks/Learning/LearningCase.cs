using System.Diagnostics;
using SnnCluster.Learning;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Optimisers;

namespace SnnCluster.Benchmarks.Learning;

/// <summary>A classifier on one core, and what it takes to pass examples and to find their gradients.</summary>
internal sealed class LearningCase : IDisposable
{
    private readonly ClassifierState _state;
    private readonly IClassifierDevice _device;
    private readonly SpikeExamples _examples;
    private readonly int[] _chosen;
    private readonly float[] _gradient;
    private readonly ExampleOutcome[] _outcomes;

    public LearningCase(ClassifierDescription description, SpikeExamples examples, int count, GradientForm form = GradientForm.Event)
    {
        _examples = examples;
        _state = InitialClassifier.Create(new ClassifierLayout(description.For(examples)), 1, signed: false);
        _device = HostClassifiers.Create(_state, Loss.CrossEntropy, form);
        _chosen = [.. Enumerable.Range(0, count)];
        _gradient = new float[_state.Layout.Length];
        _outcomes = new ExampleOutcome[count];
    }

    public long Synapses => _state.Layout.Projections.Sum(projection => projection.Synapses);

    /// <summary>Hidden spikes of an example.</summary>
    public double HiddenSpikes => _outcomes.Average(outcome => (double)outcome.HiddenSpikes);

    /// <summary>Additions of spikes to synapses in the pass forward; the pass back makes as many.</summary>
    public double SynapticEvents
    {
        get
        {
            double input = _chosen.Average(example => (double)_examples.Spikes(example).Length);
            return _state.Layout.Projections.Sum(projection =>
                (projection is { Kind: ProjectionKind.FeedForward, Layer: 0 } ? input : HiddenSpikes)
                * projection.Synapses / projection.Sources);
        }
    }

    /// <summary>Seconds per example of a pass forward, outputs and their errors included.</summary>
    public double Forward() => Time(() => _device.Evaluate(_examples, _chosen, _outcomes));

    /// <summary>Seconds per example of a pass forward and of its gradient.</summary>
    public double Learn()
    {
        Array.Clear(_gradient);
        return Time(() => _device.Learn(_examples, _chosen, _gradient, _outcomes));
    }

    /// <summary>Seconds of one step of Adam.</summary>
    public double Step()
    {
        var adam = new AdamDescription { LearningRate = 1e-12 };
        long begin = Stopwatch.GetTimestamp();
        adam.Step(_state.Parameters, _gradient, _state.Momentum, _state.Variance, adam.LearningRate, 1);
        _device.Refresh();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    public void Dispose()
    {
        _device.Dispose();
        _state.Dispose();
    }

    private double Time(Action action)
    {
        long begin = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds / _chosen.Length;
    }
}
