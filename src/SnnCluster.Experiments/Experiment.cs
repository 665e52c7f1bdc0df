using System.Text.Json.Nodes;
using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments;

/// <summary>
/// An experiment: parameters, and the network that they describe. A public class with a parameterless constructor in
/// any assembly runs with <c>snncluster run My.dll:MyExperiment</c> like a built-in one.
/// </summary>
public abstract class Experiment
{
    /// <summary>Name in kebab case.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>Its own parameters; time, step, seed and device are given to every experiment.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>Simulated time unless the user says otherwise [ms].</summary>
    public virtual double DefaultDurationMs => 1000;

    /// <summary>Length of a step unless the user says otherwise [ms].</summary>
    public virtual double DefaultDtMs => 0.1;

    /// <summary>Seed of all random numbers unless the user says otherwise.</summary>
    public virtual ulong DefaultSeed => 1;

    /// <summary>The parameter that says how large its network is; null, the default: studies cannot vary its size.</summary>
    public virtual NetworkSize? Size => null;

    /// <summary>The network for a set of parameters.</summary>
    /// <exception cref="InvalidDescriptionException">The parameters do not fit together.</exception>
    public abstract NetworkDescription Describe(ExperimentSettings settings);

    /// <summary>
    /// A rough number of neurons that the parameters ask for, so that a network too large for memory is refused before
    /// anything is built; 0 where the description itself is cheap to make.
    /// </summary>
    public virtual double EstimateNeurons(ExperimentSettings settings) => 0;

    /// <summary>What it observes of its runs, besides what their users ask for. Nothing by default.</summary>
    /// <param name="network">The network.</param>
    /// <param name="settings">The parameters that it was described with.</param>
    public virtual IReadOnlyList<Probe> Probes(NetworkDescription network, ExperimentSettings settings) => [];

    /// <summary>
    /// What its summaries say of the spikes of its populations; null, the default: mean rates alone, of the whole run. Runs that are too short for it say nothing.
    /// </summary>
    /// <param name="settings">The parameters of the network.</param>
    public virtual ActivityDescription? Activity(ExperimentSettings settings) => null;

    /// <summary>What independent simulators or publications give for a network of these parameters, to show beside its own. None by default.</summary>
    /// <param name="settings">The parameters of the network.</param>
    public virtual IReadOnlyList<ReferenceValue> References(ExperimentSettings settings) => [];

    /// <summary>All that is observed without being asked for.</summary>
    internal IReadOnlyList<Probe> AllProbes(NetworkDescription network, ExperimentSettings settings) =>
        [.. Probes(network, settings), .. Activity(settings)?.Probes(network) ?? []];

    /// <summary>Results of its own, which the summary and the table of the run show. None by default.</summary>
    /// <param name="network">The network.</param>
    /// <param name="observations">What probes gave: those of <see cref="Probes"/>, and whatever the user asked for.</param>
    public virtual IReadOnlyDictionary<string, JsonNode> Analyze(NetworkDescription network, RunObservations observations) =>
        new Dictionary<string, JsonNode>();
}

/// <summary>The values that an experiment runs with.</summary>
public sealed class ExperimentSettings
{
    private readonly Dictionary<string, object> _values;

    /// <summary>Values for every parameter of an experiment.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="seed">Seed of all random numbers.</param>
    /// <param name="values">A value for each parameter, of its default's type.</param>
    public ExperimentSettings(double dtMs, ulong seed, IReadOnlyDictionary<string, object> values)
    {
        DtMs = dtMs;
        Seed = seed;
        _values = new Dictionary<string, object>(values);
    }

    /// <summary>An experiment's defaults, except for what is given, for programs and tests that run it themselves.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="set">Parameters as text by name, as after <c>--set</c>; none where null.</param>
    /// <param name="seed">Seed of all random numbers.</param>
    /// <exception cref="InvalidDescriptionException">A name is unknown or a value is refused.</exception>
    public static ExperimentSettings Of(
        Experiment experiment, IReadOnlyDictionary<string, string>? set = null, ulong seed = 1) => new(
        experiment.DefaultDtMs,
        seed,
        ParameterBinding.Bind(experiment.Parameters, set ?? new Dictionary<string, string>()));

    /// <summary>Length of a step [ms].</summary>
    public double DtMs { get; }

    /// <summary>Seed of all random numbers.</summary>
    public ulong Seed { get; }

    /// <summary>Every value by name.</summary>
    public IReadOnlyDictionary<string, object> Values => _values;

    /// <summary>The value of a parameter that is a number.</summary>
    public double Number(string name) => Convert.ToDouble(_values[name], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The value of a parameter that is a whole number.</summary>
    public long Integer(string name) => (long)_values[name];

    /// <summary>The value of a parameter that is true or false.</summary>
    public bool Flag(string name) => (bool)_values[name];

    /// <summary>The value of a parameter that is one of some words.</summary>
    public string Word(string name) => (string)_values[name];
}
