using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Studies;
using SnnCluster.Experiments.Studies.Exchange;
using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Experiments.Results;

/// <summary>
/// Serializers of all that results hold, made when this is compiled: programs that run from a single file, or are compiled to
/// native code, have none that look at types while they run.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(ulong))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, double>))]
[JsonSerializable(typeof(Dictionary<string, double>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, SynapseCounts>))]
[JsonSerializable(typeof(Dictionary<string, SynapseCounts>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, RewiringTotals>))]
[JsonSerializable(typeof(Dictionary<string, RewiringTotals>))]
[JsonSerializable(typeof(IReadOnlyList<PartitionSummary>))]
[JsonSerializable(typeof(PartitionSummary[]))]
[JsonSerializable(typeof(IReadOnlyList<PopulationSummary>))]
[JsonSerializable(typeof(PopulationSummary[]))]
[JsonSerializable(typeof(IReadOnlyList<ProjectionSummary>))]
[JsonSerializable(typeof(ProjectionSummary[]))]
[JsonSerializable(typeof(IReadOnlyList<RecoverySummary>))]
[JsonSerializable(typeof(RecoverySummary[]))]
[JsonSerializable(typeof(IReadOnlyList<LostTime>))]
[JsonSerializable(typeof(LostTime[]))]
[JsonSerializable(typeof(IReadOnlyList<ReferenceValue>))]
[JsonSerializable(typeof(ReferenceValue[]))]
[JsonSerializable(typeof(ClusterSummary))]
[JsonSerializable(typeof(CheckpointSummary))]
[JsonSerializable(typeof(MachineInfo))]
[JsonSerializable(typeof(Provenance))]
[JsonSerializable(typeof(IReadOnlyList<EpochRow>))]
[JsonSerializable(typeof(IReadOnlyList<TrainingRecoveryRow>))]
[JsonSerializable(typeof(IReadOnlyList<CaseSummary>))]
[JsonSerializable(typeof(IReadOnlyList<GrowthFit>))]
[JsonSerializable(typeof(IReadOnlyList<CostTerm>))]
[JsonSerializable(typeof(IReadOnlyList<OmittedTerm>))]
[JsonSerializable(typeof(IReadOnlyList<StudyMeasurement>))]
[JsonSerializable(typeof(IReadOnlyList<StudyActivity>))]
[JsonSerializable(typeof(Prediction))]
[JsonSerializable(typeof(IReadOnlyList<ExchangeSummary>))]
[JsonSerializable(typeof(IReadOnlyList<ExchangeMeasurement>))]
internal sealed partial class ResultJsonContext : JsonSerializerContext;
