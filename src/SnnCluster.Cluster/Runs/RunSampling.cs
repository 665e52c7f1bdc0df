using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Cluster.Runs;

/// <summary>What a run that came over the wire asks to be sampled.</summary>
public static class RunSampling
{
    /// <summary>The sampling plan of a run that <see cref="RunChecks"/> finds nothing wrong with.</summary>
    public static SamplingPlan Of(RunSpecification run) => new()
    {
        SampleSteps = run.SampleSteps,
        SamplesTogether = run.SamplesTogether,
        SamplesConnectivity = run.SamplesConnectivity,
        StateSteps = run.StateSteps,
        States = [.. run.States.Select(state => new StateChoice(state.Population, state.Variable, state.Neurons))],
        RecordsSpikes = run.RecordsSpikes,
        CheckpointSteps = run.CheckpointSteps,
    };
}
