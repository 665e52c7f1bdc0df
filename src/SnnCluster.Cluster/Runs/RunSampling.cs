using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Cluster.Runs;

/// <summary>What a run that came over the wire asks to be sampled.</summary>
public static class RunSampling
{
    /// <summary>The sampling plan of a run. Intervals that are none are taken for the shortest that there is.</summary>
    public static SamplingPlan Of(RunSpecification run) => new()
    {
        SampleSteps = run.SampleSteps,
        SamplesTogether = Math.Clamp(run.SamplesTogether, 1, Math.Max(1, run.SampleSteps)),
        SamplesConnectivity = run.SamplesConnectivity,
        StateSteps = Math.Max(1, run.StateSteps),
        States = [.. run.States.Select(state => new StateChoice(state.Population, state.Variable, state.Neurons))],
        RecordsSpikes = run.RecordsSpikes,
        CheckpointSteps = run.CheckpointSteps,
    };
}
