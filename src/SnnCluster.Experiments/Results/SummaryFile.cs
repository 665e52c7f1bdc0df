using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Results;

/// <summary>
/// summary.json. Numbers that are infinite or none, which JSON does not know, are written as null and read as NaN. A
/// parameter that is a double keeps its decimal point ("20.0"), so that it is read back as one. The version comes first, then the
/// XxHash3 (16 hexadecimal digits) of all other keys with their values, whatever the white space between them; nothing but the
/// version is read before the hash was compared.
/// </summary>
public static class SummaryFile
{
    /// <summary>Writes summary.json; the folder is made where it is missing.</summary>
    public static void Write(string directory, RunSummary summary)
    {
        Directory.CreateDirectory(directory);
        RunFiles.WriteText(Path.Combine(directory, RunFiles.Summary), ToJson(summary) + "\n");
    }

    /// <summary>Reads summary.json.</summary>
    /// <exception cref="InvalidDescriptionException">The folder holds no run, or the file is not what it should be.</exception>
    public static RunSummary Read(string directory)
    {
        string path = RunFiles.Require(directory, RunFiles.Summary);
        try
        {
            using var reader = new StreamReader(PlainFiles.OpenRead(path));
            return Parse(reader.ReadToEnd());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException or NotSupportedException or IOException)
        {
            throw RunFiles.Corrupt(path, exception.Message);
        }
    }

    /// <summary>The text of summary.json: the contract's keys, with those of the experiment before the digest.</summary>
    public static string ToJson(RunSummary summary)
    {
        var parameters = new JsonObject();
        foreach ((string name, object value) in summary.Parameters)
        {
            parameters[name] = SummaryValues.ToNode(value);
        }

        var root = new JsonObject
        {
            ["schema"] = summary.Schema,
            ["experiment"] = summary.Experiment,
            ["parameters"] = parameters,
            ["seed"] = summary.Seed,
            ["complete"] = summary.Complete,
            ["notes"] = ResultJson.Node(summary.Notes),
            ["dtMs"] = ResultJson.Node(summary.DtMs),
            [SampleIntervalKey] = summary.SampleIntervalMs,
        };
        summary.Provenance?.AddTo(root);
        root["partitions"] = ResultJson.Node(summary.Partitions);
        root["populations"] = ResultJson.Node(summary.Populations);
        root["projections"] = ResultJson.Node(summary.Projections);
        root["neurons"] = summary.Neurons;
        root["synapses"] = ResultJson.Node(summary.Synapses);
        root["rewiring"] = ResultJson.Node(summary.Rewiring);
        root["simulatedMs"] = ResultJson.Node(summary.SimulatedMs);
        root["buildSeconds"] = ResultJson.Node(summary.BuildSeconds);
        root["loopSeconds"] = ResultJson.Node(summary.LoopSeconds);
        root[RecordingKey] = ResultJson.Node(summary.RecordingSeconds);
        root["realTimeFactor"] = ResultJson.Node(summary.RealTimeFactor);
        root["phaseSeconds"] = ResultJson.Node(summary.PhaseSeconds);
        root["synapticEvents"] = summary.SynapticEvents;
        root[SpikesKey] = summary.Spikes;
        root["meanRateHz"] = ResultJson.Node(summary.MeanRateHz);
        if (summary.Activity is not null)
        {
            root[ActivityFromKey] = ResultJson.Node(summary.Activity.FromMs);
            root[CvIsiKey] = ResultJson.Node(summary.Activity.CvIsi);
            root[CorrelationKey] = ResultJson.Node(summary.Activity.PairwiseCorrelation);
        }

        if (summary.References.Count > 0)
        {
            root[ReferencesKey] = ResultJson.Node(summary.References);
        }

        root["peakMemoryBytes"] = summary.PeakMemoryBytes;
        if (summary.Cluster is not null)
        {
            root[ClusterKey] = ResultJson.Node(summary.Cluster);
        }

        if (summary.Recoveries.Count > 0)
        {
            root[RecoveriesKey] = ResultJson.Node(summary.Recoveries);
        }

        if (summary.Lost.Count > 0)
        {
            root[LostKey] = ResultJson.Node(summary.Lost);
        }

        if (summary.Checkpoints is not null)
        {
            root[CheckpointsKey] = ResultJson.Node(summary.Checkpoints);
        }

        foreach ((string key, JsonNode value) in summary.Additional)
        {
            if (key is HashKey or DigestKey or FullDigestKey or ClusterKey or RecoveriesKey or LostKey or CheckpointsKey
                or ActivityFromKey or CvIsiKey or CorrelationKey or ReferencesKey || !root.TryAdd(key, SummaryValues.Finite(value)))
            {
                throw new ArgumentException($"'{key}' is a key of every summary and cannot be added to it", nameof(summary));
            }
        }

        if (summary.FullDigest is not null)
        {
            root[FullDigestKey] = summary.FullDigest;
        }

        root[DigestKey] = summary.Digest;
        root.Insert(1, HashKey, HashOf(JsonNode.Parse(root.ToJsonString(ResultJson.Options))!));
        return root.ToJsonString(ResultJson.Options);
    }

    /// <summary>Reads the text of summary.json.</summary>
    /// <exception cref="JsonException">It is not what it should be.</exception>
    public static RunSummary Parse(string json)
    {
        if (JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false }) is not JsonObject root)
        {
            throw new JsonException("it is not an object");
        }

        var taken = new HashSet<string>();
        int schema = Get<int>("schema");
        if (schema != 1)
        {
            throw new JsonException($"its schema is {schema}; this version reads 1");
        }

        bool hasHash = root.ContainsKey(HashKey);
        if (hasHash)
        {
            string hash = Get<string>(HashKey);
            root.Remove(HashKey);
            if (hash != HashOf(root))
            {
                throw new JsonException("its content does not have the hash that it names");
            }
        }

        // Summaries of the version before have none of the keys that came with it; where they stand there all the same, they
        // are an experiment's own.
        Provenance? provenance = Provenance.TakeFrom(root, taken);
        var summary = new RunSummary
        {
            Schema = schema,
            HasHash = hasHash,
            Experiment = Get<string>("experiment"),
            Parameters = Get<JsonObject>("parameters")
                .ToDictionary(pair => pair.Key, pair => SummaryValues.FromNode(pair.Value)),
            Seed = Get<ulong>("seed"),
            Complete = Get<bool>("complete"),
            Notes = provenance is not null && root.ContainsKey("notes") ? Get<string[]>("notes") : [],
            DtMs = Get<double>("dtMs"),
            SampleIntervalMs = provenance is not null && root.ContainsKey(SampleIntervalKey) && Get<double>(SampleIntervalKey) is var interval
                && double.IsFinite(interval) ? interval : null,
            Provenance = provenance,
            Partitions = Get<PartitionSummary[]>("partitions"),
            Populations = Get<PopulationSummary[]>("populations"),
            Projections = Get<ProjectionSummary[]>("projections"),
            Neurons = Get<long>("neurons"),
            Synapses = Get<Dictionary<string, SynapseCounts>>("synapses"),
            Rewiring = Get<Dictionary<string, RewiringTotals>>("rewiring"),
            SimulatedMs = Get<double>("simulatedMs"),
            BuildSeconds = Get<double>("buildSeconds"),
            LoopSeconds = Get<double>("loopSeconds"),
            RecordingSeconds = provenance is not null && root.ContainsKey(RecordingKey) ? Get<double>(RecordingKey) : double.NaN,
            RealTimeFactor = Get<double>("realTimeFactor"),
            PhaseSeconds = Get<Dictionary<string, double>>("phaseSeconds"),
            SynapticEvents = Get<long>("synapticEvents"),
            Spikes = root.ContainsKey(SpikesKey) ? Get<long>(SpikesKey) : 0,
            MeanRateHz = Get<Dictionary<string, double>>("meanRateHz"),
            Activity = root.ContainsKey(ActivityFromKey)
                ? new ActivitySummary(
                    Get<double>(ActivityFromKey), Get<Dictionary<string, double>>(CvIsiKey), Get<Dictionary<string, double>>(CorrelationKey))
                : null,
            References = root.ContainsKey(ReferencesKey) ? Get<ReferenceValue[]>(ReferencesKey) : [],
            PeakMemoryBytes = Get<long>("peakMemoryBytes"),
            Digest = Get<string>(DigestKey),
            FullDigest = root.ContainsKey(FullDigestKey) ? Get<string>(FullDigestKey) : null,
            Cluster = root.ContainsKey(ClusterKey) ? Get<ClusterSummary>(ClusterKey) : null,
            Recoveries = root.ContainsKey(RecoveriesKey) ? Get<RecoverySummary[]>(RecoveriesKey) : [],
            Lost = root.ContainsKey(LostKey) ? Get<LostTime[]>(LostKey) : [],
            Checkpoints = root.ContainsKey(CheckpointsKey) ? Get<CheckpointSummary>(CheckpointsKey) : null,
        };
        return summary with
        {
            Additional = root
                .Where(pair => pair.Value is not null && !taken.Contains(pair.Key))
                .ToDictionary(pair => pair.Key, pair => pair.Value!.DeepClone()),
        };

        T Get<T>(string key)
        {
            taken.Add(key);
            if (!root.TryGetPropertyValue(key, out JsonNode? node))
            {
                throw new JsonException($"it has no \"{key}\"");
            }

            // A number that is null is NaN, which the converter of numbers only sees inside of something.
            return node is null && typeof(T) == typeof(double)
                ? (T)(object)double.NaN
                : node.Deserialize(ResultJson.Type<T>()) ?? throw new JsonException($"its \"{key}\" is null");
        }
    }

    private static string HashOf(JsonNode root) => HashText.Of(Encoding.UTF8.GetBytes(root.ToJsonString(Compact)));

    // Numbers stand in it as they stand in the file.
    private static readonly JsonSerializerOptions Compact = new(ResultJson.Options) { WriteIndented = false };

    private const string HashKey = "hash";
    private const string SampleIntervalKey = "sampleIntervalMs";
    private const string RecordingKey = "recordingSeconds";
    private const string DigestKey = "digest";
    private const string FullDigestKey = "fullDigest";
    private const string ClusterKey = "cluster";
    private const string RecoveriesKey = "recoveries";
    private const string LostKey = "lostTimes";
    private const string CheckpointsKey = "checkpoints";
    private const string SpikesKey = "spikes";
    private const string ActivityFromKey = "statisticsFromMs";
    private const string CvIsiKey = "cvIsi";
    private const string CorrelationKey = "pairwiseCorrelation";
    private const string ReferencesKey = "references";
}
