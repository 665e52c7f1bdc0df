using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Analysis;
using SnnCluster.Experiments.Exports;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster;

/// <summary>
/// A run that has ended, and what was recorded of it. Names are those of populations and projections, or these themselves. What is asked for is read from
/// the run's files, so that a run may be larger than memory.
/// </summary>
public sealed partial class Run : IDisposable
{
    private readonly NetworkDescription _network;
    private readonly Probe[] _recorded;
    private readonly ScratchFolder? _scratch;
    private readonly string _folder;
    private IReadOnlyList<SpikeTrains>? _spikes;
    private bool _isDisposed;

    internal Run(RunResult result, NetworkDescription network, Probe[] recorded, ScratchFolder? scratch)
    {
        Summary = result.Summary;
        Notes = result.Notes;
        _network = network;
        _recorded = recorded;
        _scratch = scratch;
        _folder = result.Folder!;
    }

    /// <summary>All that is known of it: sizes, numbers of synapses, rates, times, the machine.</summary>
    public RunSummary Summary { get; }

    /// <summary>What a person should know, such as of rates near one spike per step.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Whether it came to its end; else it was interrupted, and all is of the time up to then.</summary>
    public bool IsComplete => Summary.Complete;

    /// <summary>Simulated time [ms].</summary>
    public double SimulatedMs => Summary.SimulatedMs;

    /// <summary>Fingerprint of neurons and synapses at the end, "sha256:" and 64 hexadecimal digits: the same for any number of partitions.</summary>
    public string Digest => Summary.Digest;

    /// <summary>Folder of its files.</summary>
    public string Folder => _isDisposed ? throw new ObjectDisposedException(nameof(Run)) : _folder;

    /// <summary>Spikes of a population.</summary>
    /// <param name="population">The population.</param>
    /// <exception cref="InvalidDescriptionException">There is no such population, or its spikes were not recorded.</exception>
    public SpikeTable Spikes(string population)
    {
        PopulationDescription of = PopulationOf(population);
        if (!_recorded.Any(probe => probe is SpikeProbe spikes && (spikes.Population ?? of.Name) == of.Name))
        {
            throw new InvalidDescriptionException($"spikes of '{population}' were not recorded: RecordSpikes() of the population has them recorded");
        }

        _spikes ??= SpikeTrains.Read(Folder, Summary);
        SpikeTrains? train = _spikes.FirstOrDefault(one => one.Population == population);
        return new SpikeTable(train?.TimesMs ?? [], [.. train?.Neurons.Select(neuron => (int)neuron) ?? []], of);
    }

    /// <summary>A state variable of a population.</summary>
    /// <param name="population">The population.</param>
    /// <param name="variable">The variable, such as "V".</param>
    /// <exception cref="InvalidDescriptionException">There is no such population, or the variable was not recorded, or not of the same neurons at all times.</exception>
    public StateTable States(string population, string variable)
    {
        PopulationDescription of = PopulationOf(population);
        if (!_recorded.Any(probe => probe is StateProbe state && state.Population == of.Name && state.Variables.Contains(variable)))
        {
            throw new InvalidDescriptionException(
                $"state variable '{variable}' of '{population}' was not recorded: Record(\"{variable}\") of the population has it recorded");
        }

        StateRow[] rows = [.. StateFile.Read(Folder).SelectMany(some => some).Where(row => row.Population == population && row.Variable == variable)];
        int[] neurons = [.. rows.Select(row => row.Neuron).Distinct().Order()];
        int[] steps = [.. rows.Select(row => row.Step).Distinct().Order()];
        if (rows.Length != (long)neurons.Length * steps.Length)
        {
            throw new InvalidDescriptionException(
                $"state variable '{variable}' of '{population}' was not recorded of the same neurons at all times: Export(\"csv\", folder) has what was recorded");
        }

        float[][] values = [.. neurons.Select(_ => new float[steps.Length])];
        foreach (StateRow row in rows)
        {
            values[Array.BinarySearch(neurons, row.Neuron)][Array.BinarySearch(steps, row.Step)] = row.Value;
        }

        return new StateTable([.. steps.Select(step => StepTime.Ms(step, Summary.DtMs))], neurons, values);
    }

    /// <summary>The synapses of a projection, with their weights.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="atStart">Whether those at the start; else those at the end.</param>
    /// <exception cref="InvalidDescriptionException">There is no such projection, or synapses were not recorded.</exception>
    public SynapseTable Weights(string projection, bool atStart = false)
    {
        Require("projection", projection, [.. _network.Projections.Select(one => one.Name)]);
        string name = atStart ? RunFiles.ConnectivityStart : RunFiles.ConnectivityEnd;
        if (!File.Exists(Path.Combine(Folder, name)))
        {
            throw new InvalidDescriptionException($"weights of '{projection}' were not recorded: RecordWeights() of the projection has them recorded");
        }

        ProjectionSynapse[] rows = [.. ConnectivityFile.ReadGroups(Folder, name).SelectMany(some => some).Where(row => row.Projection == projection)];
        return new SynapseTable(
            [.. rows.Select(row => row.Synapse.Source)],
            [.. rows.Select(row => row.Synapse.Target)],
            [.. rows.Select(row => row.Synapse.Weight)],
            [.. rows.Select(row => StepTime.Ms(row.Synapse.DelaySteps, Summary.DtMs))]);
    }

    /// <summary>Mean rate of a population's neurons over the whole run [Hz]; needs no recording.</summary>
    /// <param name="population">The population.</param>
    /// <exception cref="InvalidDescriptionException">There is no such population.</exception>
    public double MeanRateHz(string population) => Summary.MeanRateHz[PopulationOf(population).Name];

    /// <summary>The rate of each neuron of a population [Hz], out of its recorded spikes.</summary>
    /// <param name="population">The population.</param>
    /// <param name="fromMs">From when on spikes count [ms], 0 to below the end.</param>
    /// <exception cref="InvalidDescriptionException">There is no such population, its spikes were not recorded, or the time is not within the run.</exception>
    public double[] RatesHz(string population, double fromMs = 0)
    {
        SpikeTable spikes = Spikes(population);
        RequireTime("fromMs", fromMs);
        var rates = new double[PopulationOf(population).Size];
        for (int i = 0; i < spikes.Count; i++)
        {
            rates[spikes.Neurons[i]] += spikes.TimesMs[i] >= fromMs ? 1000 / (SimulatedMs - fromMs) : 0;
        }

        return rates;
    }

    /// <summary>Mean rate and irregularity (CV of inter-spike intervals) of a population, out of its recorded spikes.</summary>
    /// <param name="population">The population.</param>
    /// <param name="fromMs">From when on spikes count [ms], 0 to below the end.</param>
    /// <exception cref="InvalidDescriptionException">There is no such population, its spikes were not recorded, or the time is not within the run.</exception>
    public SpikeStatistics Statistics(string population, double fromMs = 0)
    {
        Spikes(population);
        RequireTime("fromMs", fromMs);
        return SpikeStatistics.Read(Folder, fromMs).First(one => one.Population == population);
    }

    /// <summary>A quantity over time, such as "rate-hz" of a population, which every run has, or "mean-weight" of a projection.</summary>
    /// <param name="quantity">Its name, as docs/results.md lists them.</param>
    /// <param name="of">The population or projection.</param>
    /// <exception cref="InvalidDescriptionException">It was not recorded.</exception>
    public SeriesTable Quantity(string quantity, string of)
    {
        TimeSeriesPoint[] all = TimeSeriesFile.Read(Folder);
        TimeSeriesPoint[] points = [.. all.Where(point => point.Name == quantity && point.Of == of).OrderBy(point => point.TimeMs)];
        return points.Length > 0
            ? new SeriesTable([.. points.Select(point => point.TimeMs)], [.. points.Select(point => point.Value)])
            : throw new InvalidDescriptionException($"there is no '{quantity}' of '{of}': of it, the run has "
                + (all.Where(point => point.Of == of).Select(point => point.Name).Distinct().ToArray() is { Length: > 0 } names ? string.Join(", ", names) : "none"));
    }

    /// <summary>Writes all that was recorded in a format of other programs.</summary>
    /// <param name="format">"csv", "npz", "sonata" or "nwb".</param>
    /// <param name="folder">The folder, which must not be there yet, or be empty.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="InvalidDescriptionException">There is no such format, the folder holds something, or nothing was recorded that the format holds.</exception>
    public IReadOnlyList<string> Export(string format, string folder) => ScriptArguments.Named(() => RunExports.Write(Folder, format, folder));

    /// <summary>Lets go of its files; they go where no folder was named for them.</summary>
    public void Dispose()
    {
        _isDisposed |= _scratch is not null;
        _scratch?.Dispose();
    }

    private static void Require(string what, string name, string[] names)
    {
        if (!names.Contains(name))
        {
            throw new InvalidDescriptionException($"there is no {what} '{name}'{NearestName.Hint(name, names)}");
        }
    }

    private PopulationDescription PopulationOf(string name)
    {
        Require("population", name, [.. _network.Populations.Select(population => population.Name)]);
        return _network.Populations[_network.IndexOfPopulation(name)];
    }

    private void RequireTime(string name, double timeMs)
    {
        if (!(timeMs >= 0) || !(timeMs < SimulatedMs))
        {
            throw new InvalidDescriptionException(
                $"{name} is {ValidationErrors.Text(timeMs)}: must be from 0 to below {ValidationErrors.Text(SimulatedMs)}, the time of the run");
        }
    }
}
