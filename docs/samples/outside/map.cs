#:package SnnCluster.Experiments@0.1.0
#:property RestoreAdditionalProjectSources=../SnnCluster/artifacts/packages

using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.TopographicMap;

RunResult result = ExperimentRunner.Run(
    new TopographicMapExperiment(),
    new RunOptions { DurationMs = 100, OutputDirectory = "results" },
    progress: null,
    CancellationToken.None);
Console.WriteLine(result.Summary.Digest);
