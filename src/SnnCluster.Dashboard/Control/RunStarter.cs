using System.Globalization;
using System.Text.Json.Nodes;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Dashboard.Results;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Dashboard.Control;

/// <summary>
/// Starts runs for pages, and ends them. Those of this process, and those whose results go to a folder, are followed by a thread each until
/// they end; those of a cluster alone are handed to it.
/// </summary>
internal sealed class RunStarter(DashboardOptions options, ResultFolders? results) : IAsyncDisposable
{
    private const int MostAtOnce = 16;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly HashSet<Task> _running = [];
    private readonly Dictionary<string, string> _failures = [];

    /// <summary>Names of what can be started.</summary>
    public IReadOnlyList<string> Names => [.. options.Experiments, .. results?.Descriptions() ?? []];

    /// <summary>Runs that failed after they had begun: folder and reason.</summary>
    public IReadOnlyList<(string Name, string Reason)> Failures
    {
        get
        {
            lock (_gate)
            {
                return [.. _failures.Select(pair => (pair.Key, pair.Value))];
            }
        }
    }

    /// <summary>An experiment with its parameters, for a form.</summary>
    /// <exception cref="InvalidDescriptionException">There is none of that name, or its description is wrong.</exception>
    public JsonObject Describe(string name)
    {
        Experiment experiment = Create(name);
        return new JsonObject
        {
            ["experiment"] = name,
            ["description"] = experiment.Description,
            ["defaultDurationMs"] = experiment.DefaultDurationMs,
            ["defaultSeed"] = experiment.DefaultSeed,
            ["parameters"] = new JsonArray([.. experiment.Parameters.Select(parameter => new JsonObject
            {
                ["name"] = parameter.Name,
                ["unit"] = parameter.Unit,
                ["default"] = SnnCluster.Experiments.Results.NumberText.Of(parameter.Default),
                ["range"] = parameter.Range,
                ["description"] = parameter.Description,
            })]),
        };
    }

    /// <summary>Starts a run, and returns when it has begun, or waits for others.</summary>
    /// <returns>Its name, and the name of its folder; null where it has none.</returns>
    /// <exception cref="InvalidDescriptionException">Something is wrong; nothing was written or started.</exception>
    /// <exception cref="ClusterException">Nobody answers.</exception>
    public async Task<(string? RunId, string? Folder)> StartAsync(StartRequest request)
    {
        Experiment experiment = Create(request.Experiment);
        RunOptions run = OptionsOf(request, experiment);
        if (results is null)
        {
            return (await Task.Run(() => ExperimentRunner.Submit(experiment, run)).ConfigureAwait(false), null);
        }

        string folder = request.Name ?? NameOf(experiment.Name, request.Experiment);
        run = run with { OutputDirectory = Path.Combine(results.Root, folder), IsDetached = false };
        var begun = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_running.Count >= MostAtOnce || _ended.IsCancellationRequested)
            {
                throw new InvalidDescriptionException($"{MostAtOnce} runs of this dashboard are on: wait until one has ended");
            }

            _failures.Remove(folder);
            Task task = Task.Factory.StartNew(() => Run(folder, experiment, run, begun), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            _running.Add(task);
            task.ContinueWith(Forget, TaskScheduler.Default);
        }

        return (await begun.Task.ConfigureAwait(false), folder);
    }

    /// <summary>Has a run end early, with what it has.</summary>
    public void Cancel(string runId) => options.Runs?.Cancel(runId);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_gate)
        {
            _ended.Cancel();
            running = [.. _running];
        }

        // Each writes what it has.
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    private Experiment Create(string name) => results?.DescriptionOf(name) is string path ? DescribedExperiment.Read(path)
        : options.Experiments.Contains(name) ? options.Create(name)
        : throw new InvalidDescriptionException($"there is no experiment '{name}'{NearestName.Hint(name, Names)}");

    private RunOptions OptionsOf(StartRequest request, Experiment experiment)
    {
        RunOptions defaults = experiment is DescribedExperiment described
            ? described.Run.ToOptions(described.DefaultSeed, writes: true)
            : new RunOptions { Seed = experiment.DefaultSeed };
        return defaults with
        {
            DurationMs = request.DurationMs,
            Seed = request.Seed ?? defaults.Seed,
            Partitions = request.Partitions ?? defaults.Partitions,
            Set = request.Set,
            Record = request.RecordsSpikes ? [.. defaults.Record.Append("spikes").Distinct()] : defaults.Record,
            Cluster = options.Cluster,
            ClusterConfiguration = options.ClusterConfiguration,
            IsDetached = true,
            ForcesActors = true,
            CommandLine = $"snncluster dashboard: {request.Experiment}",
        };
    }

    private string NameOf(string experiment, string asked)
    {
        string plain = new([.. experiment.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(40)]);
        string stem = $"{(plain.Length > 0 ? plain : "run")}-{DateTimeOffset.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        return Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? stem : $"{stem}-{n}").First(name => !Path.Exists(Path.Combine(results!.Root, name)));
    }

    private void Run(string folder, Experiment experiment, RunOptions run, TaskCompletionSource<string?> begun)
    {
        try
        {
            ExperimentRunner.Run(experiment, run, options.Runs, new Begun(begun), _ended.Token);
            begun.TrySetResult(null);
        }
        catch (Exception exception)
        {
            if (!begun.TrySetException(exception))
            {
                lock (_gate)
                {
                    _failures[folder] = exception is OperationCanceledException ? "it was ended before it had begun, and nothing was written" : exception.Message;
                }
            }
        }
    }

    private void Forget(Task task)
    {
        lock (_gate)
        {
            _running.Remove(task);
        }
    }

    // The first word of the coordinator names the run.
    private sealed class Begun(TaskCompletionSource<string?> begun) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.RunId is not null)
            {
                begun.TrySetResult(value.RunId);
            }
        }
    }
}
