using SnnCluster.Cluster.Actors;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

namespace SnnCluster;

/// <summary>
/// A network that a script makes: populations, projections and inputs, and what is recorded of them. Models, rules and inputs are the same descriptions as
/// everywhere. All that is wrong is told at once when it runs, before anything is built or written.
/// </summary>
public sealed class Network
{
    private readonly List<Population> _populations = [];
    private readonly List<Projection> _projections = [];
    private readonly List<InputDescription> _inputs = [];
    private readonly List<ModulatorDescription> _modulators = [];
    private readonly List<Probe> _probes = [];
    private readonly List<string> _record = [];
    private bool _recordsSynapses;

    /// <summary>An empty network.</summary>
    /// <param name="dtMs">Length of a step [ms], above 0; 0.1 by default.</param>
    public Network(double dtMs = 0.1) => DtMs = dtMs;

    /// <summary>A network that is described already, such as one of a description file.</summary>
    /// <param name="description">The network.</param>
    public Network(NetworkDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        DtMs = description.DtMs;
        Seed = description.Seed;
        _populations.AddRange(description.Populations.Select(population => new Population(this, population)));
        _projections.AddRange(description.Projections.Select(projection => new Projection(this, projection)));
        _inputs.AddRange(description.Inputs);
        _modulators.AddRange(description.Modulators);
    }

    /// <summary>What results call it, in kebab case; "network" by default.</summary>
    public string Name { get; init; } = "network";

    /// <summary>Length of a step [ms].</summary>
    public double DtMs { get; }

    /// <summary>Seed of all random numbers, where a run names no other; 1 by default.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Its populations, in the order in which they were added.</summary>
    public IReadOnlyList<Population> Populations => _populations;

    /// <summary>Its projections, in the order in which they were added.</summary>
    public IReadOnlyList<Projection> Projections => _projections;

    /// <summary>Reads a description file, and those that it refers to. What the file says of runs and probes is not looked at.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDescriptionException">There is no such file, or something is wrong with it: it says all that is, each with line and column.</exception>
    public static Network Read(string path)
    {
        var file = DescribedExperiment.Read(path);
        var settings = new ExperimentSettings(file.DefaultDtMs, file.DefaultSeed, new Dictionary<string, object>());
        return new Network(file.Describe(settings)) { Name = file.Name };
    }

    /// <summary>Adds a population.</summary>
    /// <param name="name">Its name, unique in the network.</param>
    /// <param name="size">Number of neurons, at least 1.</param>
    /// <param name="model">Model and parameters.</param>
    /// <param name="receptor">What turns the spikes that arrive into input; null: nothing arrives. It is named as in description files: "delta", "exponential-current".</param>
    /// <param name="grid">Where the neurons are; null: nowhere.</param>
    public Population Add(string name, int size, NeuronModelDescription model, PostsynapticDescription? receptor = null, GridGeometry? grid = null) => Add(
        new PopulationDescription
        {
            Name = name,
            Size = size,
            Model = model,
            Grid = grid,
            Receptors = receptor is null ? [] : [new ReceptorDescription(NameOf(receptor), receptor)],
        });

    /// <summary>Adds a population with several receptors.</summary>
    /// <param name="name">Its name, unique in the network.</param>
    /// <param name="size">Number of neurons, at least 1.</param>
    /// <param name="model">Model and parameters.</param>
    /// <param name="receptors">Name and model of each; projections and inputs go to the first where they name none.</param>
    public Population Add(string name, int size, NeuronModelDescription model, params (string Name, PostsynapticDescription Model)[] receptors) => Add(
        new PopulationDescription
        {
            Name = name,
            Size = size,
            Model = model,
            Receptors = [.. receptors.Select(receptor => new ReceptorDescription(receptor.Name, receptor.Model))],
        });

    /// <summary>Adds a population with all that a description can say of it.</summary>
    /// <param name="description">The population.</param>
    public Population Add(PopulationDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(description.Name);
        ArgumentNullException.ThrowIfNull(description.Model);
        _populations.Add(new Population(this, description));
        return _populations[^1];
    }

    /// <summary>Adds a projection.</summary>
    /// <param name="source">The population that its spikes come from.</param>
    /// <param name="target">The population, or the same, that they go to.</param>
    /// <param name="connectivity">Which neurons are connected.</param>
    /// <param name="weight">Weights at the start, in the unit of the receptor: a number or a distribution.</param>
    /// <param name="delayMs">Delay [ms], a whole number of steps, at least one.</param>
    /// <param name="synapse">How weights change; null: not at all.</param>
    /// <param name="rewiring">How wiring changes; null: not at all.</param>
    /// <param name="receptor">Name of the target's receptor; null: its first.</param>
    /// <param name="name">Its name; null: "source-target", with a number where there is one of that name.</param>
    public Projection Connect(
        Population source,
        Population target,
        ConnectivityDescription connectivity,
        InitialValue weight,
        double delayMs,
        SynapseDescription? synapse = null,
        RewiringDescription? rewiring = null,
        string? receptor = null,
        string? name = null)
    {
        RequireOurs(source, nameof(source));
        RequireOurs(target, nameof(target));
        return Add(new ProjectionDescription
        {
            Name = name ?? Unused($"{source.Name}-{target.Name}", _projections.Select(projection => projection.Name)),
            Source = source.Name,
            Target = target.Name,
            Connectivity = connectivity,
            Weight = weight,
            DelayMs = delayMs,
            Synapse = synapse ?? new StaticSynapseDescription(),
            Rewiring = rewiring,
            Receptor = receptor,
        });
    }

    /// <summary>Adds a projection with all that a description can say of it.</summary>
    /// <param name="description">The projection.</param>
    public Projection Add(ProjectionDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(description.Connectivity);
        ArgumentNullException.ThrowIfNull(description.Weight);
        _projections.Add(new Projection(this, description));
        return _projections[^1];
    }

    /// <summary>Adds input of any kind.</summary>
    /// <param name="input">The input.</param>
    public void Add(InputDescription input) => _inputs.Add(input ?? throw new ArgumentNullException(nameof(input)));

    /// <summary>Adds a third factor of plasticity.</summary>
    /// <param name="modulator">The modulator.</param>
    public void Add(ModulatorDescription modulator) => _modulators.Add(modulator ?? throw new ArgumentNullException(nameof(modulator)));

    /// <summary>Has something observed by a probe.</summary>
    /// <param name="probe">The probe.</param>
    public void Record(Probe probe) => _probes.Add(probe ?? throw new ArgumentNullException(nameof(probe)));

    /// <summary>Has something recorded, as the command's <c>--record</c> names it: "spikes", "excitatory.V:every-ms=0.5", "connectivity".</summary>
    /// <param name="what">What is recorded.</param>
    public void Record(params string[] what)
    {
        ArgumentNullException.ThrowIfNull(what);
        _record.AddRange(what);
        _recordsSynapses |= what.Any(text => ProbeText.Asks(text, ProbeText.Connectivity));
    }

    /// <summary>The network as it is, as plain data.</summary>
    public NetworkDescription Describe() => new()
    {
        DtMs = DtMs,
        Seed = Seed,
        Populations = [.. _populations.Select(population => population.Description)],
        Projections = [.. _projections.Select(projection => projection.Description)],
        Inputs = [.. _inputs],
        Modulators = [.. _modulators],
    };

    /// <summary>Writes the network as a description file, which <c>snncluster run</c> runs, with long lists in CSV files beside it.</summary>
    /// <param name="path">The file, which must not be there yet.</param>
    /// <exception cref="InvalidDescriptionException">Something is wrong with the network, it has what only code can give, or a file is there already.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        NetworkDescription network = Describe();
        network.Validate();
        DescriptionFolder.Write(path, new NetworkFile { Name = Name, Network = network, Probes = [.. _probes], Run = new RunSettings { Record = [.. _record] } });
    }

    /// <summary>Runs the network from its start; it may run again, with other seeds or after more was added.</summary>
    /// <param name="durationMs">Simulated time [ms], a whole number of steps.</param>
    /// <param name="seed">Seed of all random numbers; null: <see cref="Seed"/>.</param>
    /// <param name="partitions">Partitions that it is cut into; null or 0: one, or on a cluster one for each device. The result does not depend on it.</param>
    /// <param name="device">What executes it: "host", "cuda", "opencl", or "auto", a GPU for large networks where there is one.</param>
    /// <param name="cluster">Any node of a cluster to run on, as "host:port"; null: this process. Models of a script's own cannot run there.</param>
    /// <param name="clientConfig">File of settings for the client of the cluster, for TLS; null: none.</param>
    /// <param name="output">Folder for all results, with figures and a report; null: results last as long as the script.</param>
    /// <param name="force">Whether results of an earlier run in <paramref name="output"/> may be replaced.</param>
    /// <param name="progress">Whether progress is shown on standard error; null: where that is a terminal.</param>
    /// <param name="cancellation">Ends the run early with what was recorded up to then, as Ctrl-C does.</param>
    /// <exception cref="InvalidDescriptionException">Something is wrong with the network or these arguments: it says all that is. Nothing was started or written.</exception>
    /// <exception cref="Engine.SimulationException">The state of the network left what can be computed.</exception>
    /// <exception cref="Cluster.Hosting.ClusterException">A node, or the way to it, is lost.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed before it began.</exception>
    public Run Run(
        double durationMs,
        ulong? seed = null,
        int? partitions = null,
        string device = "auto",
        string? cluster = null,
        string? clientConfig = null,
        string? output = null,
        bool force = false,
        bool? progress = null,
        CancellationToken cancellation = default)
    {
        var errors = new ValidationErrors();
        string configuration = ClientConfiguration.Read(clientConfig, nameof(clientConfig), errors);
        if (cluster is not null && NodeAddress.Parse(cluster) is null)
        {
            errors.Add($"cluster is '{cluster}': must be host:port of any node of the cluster, with a port from 1 to 65535");
        }

        if (DeviceCatalog.WhyNoName(device) is string why)
        {
            errors.Add($"device is '{device}': {why}");
        }

        errors.ThrowIfAny();
        NetworkDescription network = Describe();
        ScratchFolder? scratch = output is null ? new ScratchFolder() : null;
        try
        {
            var options = new RunOptions
            {
                DurationMs = durationMs,
                Seed = seed ?? Seed,
                Partitions = partitions ?? 0,
                Device = device,
                Cluster = cluster,
                ClusterConfiguration = configuration,
                Record = [.. _record],
                KeepsConnectivity = _recordsSynapses,
                DrawsFigures = output is not null,
                OutputDirectory = output ?? scratch!.Results,
                Force = force,
            };
            RunResult result = ScriptArguments.Named(() =>
            {
                using ScratchFolder? described = cluster is null ? null : new ScratchFolder();
                Experiment experiment = described is null ? new NetworkExperiment(Name, network, [.. _probes]) : DescribedIn(described, network);
                using var interruption = Interruption.Begin(cancellation);
                IProgress<RunProgress>? shown = ProgressBar.For(progress, Name);
                using (shown as IDisposable)
                {
                    return ExperimentRunner.Run(experiment, options, shown, interruption.Token);
                }
            });
            ScriptNotes.Write(result);
            return new Run(result, network, RecordedBy(network), scratch);
        }
        catch
        {
            scratch?.Dispose();
            throw;
        }
    }

    internal bool RecordsState(string population, string variable) =>
        _probes.Any(probe => probe is StateProbe state && state.Population == population && state.Variables.Contains(variable));

    internal void RecordSynapses() => _recordsSynapses = true;

    internal string NameOfDrive(string population) => Unused($"drive of {population}", _inputs.Select(input => input.Name));

    private static string NameOf(PostsynapticDescription receptor) =>
        DescriptionFamily.WithoutDescription(DescriptionFamily.Kebab(receptor.GetType().Name));

    private static string Unused(string name, IEnumerable<string> used)
    {
        var taken = used.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(1, taken.Count + 1).Select(number => number == 1 ? name : $"{name}-{number}").First(one => !taken.Contains(one));
    }

    private void RequireOurs(Population population, string parameter)
    {
        ArgumentNullException.ThrowIfNull(population, parameter);
        if (population.Network != this)
        {
            throw new InvalidDescriptionException($"{parameter} is '{population.Name}' of another network: must be a population of this one");
        }
    }

    // Nodes know no network of a script, but description files.
    private DescribedExperiment DescribedIn(ScratchFolder folder, NetworkDescription network)
    {
        network.Validate();
        string path = Path.Combine(folder.Path, "network.json");
        DescriptionFolder.Write(path, new NetworkFile { Name = Name, Network = network, Probes = [.. _probes] });
        return DescribedExperiment.Read(path);
    }

    private Probe[] RecordedBy(NetworkDescription network)
    {
        var errors = new ValidationErrors();
        return [.. _probes, .. _record.SelectMany(text => ProbeText.Parse(text, network, errors))];
    }
}
