using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// What is observed of a run, and when. It is reduced where the data lies: each partition has a <see cref="ProbeObserver"/>, whose
/// reports are merged in the order of the partitions; what they say is worked out by one <see cref="ProbeReader"/>. Only whole
/// numbers are added up, so that no cut changes a bit. A probe changes nothing of the run.
/// </summary>
public abstract record Probe
{
    /// <summary>When it looks; at the run's samples by default.</summary>
    public ProbeSchedule When { get; init; } = new ProbeSchedule.AtSamples();

    /// <summary>What to call it in messages, such as "rate of target".</summary>
    public abstract string Label { get; }

    /// <summary>
    /// After how many steps at most its reports are taken, so that lists stay small; the largest number where it reports only when
    /// it is due.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="times">When it is due.</param>
    public virtual int ReportSteps(NetworkDescription network, ProbeTimes times) => int.MaxValue;

    /// <summary>The fewest steps that its window must have; 1 by default.</summary>
    public virtual int LeastSteps => 1;

    /// <summary>
    /// Whether what it says at a time does not depend on its schedule: it may then be observed at several times at once. False by default.
    /// </summary>
    public virtual bool IsInstantaneous => false;

    /// <summary>Whether another probe says the same, at other times.</summary>
    public bool IsAs(Probe other) => Equals(other) || (IsInstantaneous && Equals(other with { When = When }));

    /// <summary>The population of which it keeps numbers for each neuron, and how many of them; none by default.</summary>
    /// <param name="network">The network.</param>
    public virtual (int Population, int Columns)? NeuronState(NetworkDescription network) => null;

    /// <summary>About how much memory it takes of a partition, with its reports [bytes].</summary>
    /// <param name="network">The network.</param>
    /// <param name="share">The partition's share of the network, 0 to 1.</param>
    public virtual double Bytes(NetworkDescription network, double share) => 0;

    /// <summary>Adds what does not fit the network.</summary>
    /// <param name="network">The network, which is valid.</param>
    /// <param name="errors">Where errors go.</param>
    public abstract void Validate(NetworkDescription network, ValidationErrors errors);

    /// <summary>Adds what does not fit the network, or is wrong with its times whatever run it is of.</summary>
    /// <param name="network">The network, which is valid.</param>
    /// <param name="errors">Where errors go.</param>
    public void ValidateForAnyRun(NetworkDescription network, ValidationErrors errors)
    {
        int before = errors.Messages.Count;
        Validate(network, errors);
        if (errors.Messages.Count == before)
        {
            When.ToSteps(Label, network.DtMs, int.MaxValue, new SampleTimes(1), errors);
        }
    }

    /// <summary>What observes a partition.</summary>
    /// <param name="network">The network.</param>
    /// <param name="times">When it is due.</param>
    public abstract ProbeObserver Observe(NetworkDescription network, ProbeTimes times);

    /// <summary>What works out its reports.</summary>
    /// <param name="network">The network.</param>
    /// <param name="times">When it is due.</param>
    public abstract ProbeReader Read(NetworkDescription network, ProbeTimes times);

    /// <summary>Adds an error where there is no such population.</summary>
    protected bool HasPopulation(NetworkDescription network, string name, ValidationErrors errors) =>
        Has("population", name, [.. network.Populations.Select(population => population.Name)], errors);

    /// <summary>Adds an error where there is no such projection.</summary>
    protected bool HasProjection(NetworkDescription network, string name, ValidationErrors errors) =>
        Has("projection", name, [.. network.Projections.Select(projection => projection.Name)], errors);

    /// <summary>Adds an error where a name is none of those that there are.</summary>
    protected bool Has(string what, string name, IReadOnlyList<string> names, ValidationErrors errors)
    {
        if (!names.Contains(name))
        {
            errors.Add($"{Label}: there is no {what} '{name}'{NearestName.Hint(name, names)}");
        }

        return names.Contains(name);
    }

    /// <summary>Adds errors where a selection does not fit a population that may not be there.</summary>
    protected void CheckSelection(NetworkDescription network, string population, NeuronSelection neurons, ValidationErrors errors)
    {
        if (HasPopulation(network, population, errors))
        {
            neurons.Validate(Label, network.Populations[network.IndexOfPopulation(population)], errors);
        }
    }

    /// <summary>The neurons that a selection names, ascending.</summary>
    protected static int[] IdsOf(NetworkDescription network, string population, NeuronSelection neurons)
    {
        int number = network.IndexOfPopulation(population);
        return [.. neurons.Ids(network.Populations[number], RandomKey.For(network.Seed, RandomPurpose.Selection, ProbeSelections + number))];
    }

    /// <summary>Whether each neuron of the population is selected; null where all are.</summary>
    protected static bool[]? MaskOf(NetworkDescription network, string population, NeuronSelection neurons)
    {
        if (neurons is NeuronSelection.All)
        {
            return null;
        }

        var mask = new bool[network.Populations[network.IndexOfPopulation(population)].Size];
        Array.ForEach(IdsOf(network, population, neurons), id => mask[id] = true);
        return mask;
    }

    // Apart from the selections of inputs, which are numbered from 0.
    private const int ProbeSelections = 1 << 15;
}

/// <summary>A time at which partitions report.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="IsDue">Whether the probe is due.</param>
/// <param name="IsLast">Whether the run ends here.</param>
public readonly record struct ProbeStop(int Step, bool IsDue, bool IsLast)
{
    /// <summary>Whether reports before this one are lost; false in partitions.</summary>
    public bool FollowsLoss { get; init; }
}

/// <summary>A probe at one partition. It is called from the partition's thread, between its steps.</summary>
public abstract class ProbeObserver
{
    /// <summary>Whether <see cref="AfterStep"/> is to be called; if not, a step costs nothing.</summary>
    public virtual bool WatchesSteps => false;

    /// <summary>
    /// How many steps, from a step on, may be made before <see cref="AfterStep"/> is called for each of them in turn. A device makes several
    /// in less time than one by one. By default 1, so that <see cref="AfterStep"/> finds the state of its step. One that looks at
    /// <see cref="IPartition.Spikes"/> alone may return the largest number.
    /// </summary>
    public virtual int StepsAtOnce(int step) => 1;

    /// <summary>Number of the projection whose synapses it looks at when it is due; -1 for none.</summary>
    public virtual int Projection => -1;

    /// <summary>Whether it takes synapses by target; if not, in any order, which costs less.</summary>
    public virtual bool TakesTargets => false;

    /// <summary>
    /// Numbers that it keeps for each neuron of the partition's slice, as many columns as <see cref="Probe.NeuronState"/> says, all 0
    /// at the start: what checkpoints hold of it. All else is in its reports, which come before a checkpoint.
    /// </summary>
    public IReadOnlyList<long[]> NeuronState { get; internal set; } = [];

    /// <summary>
    /// A step of its window is done. State is that after the last of the steps that <see cref="StepsAtOnce"/> allowed, by default this one.
    /// </summary>
    public virtual void AfterStep(IPartition partition, int step)
    {
    }

    /// <summary>Some synapses, in any order, with weights up to date.</summary>
    public virtual void TakeSynapses(ReadOnlySpan<Synapse> synapses)
    {
    }

    /// <summary>All synapses onto some targets, by (target, source, k), with weights up to date.</summary>
    /// <param name="first">Global id of the first target.</param>
    /// <param name="inDegrees">How many synapses each of them has.</param>
    /// <param name="synapses">The synapses.</param>
    public virtual void TakeTargets(int first, ReadOnlySpan<int> inDegrees, ReadOnlySpan<Synapse> synapses)
    {
    }

    /// <summary>
    /// Reports what was gathered since the last stop, and what there is now where it is due. One that looks at a projection and watches no steps is
    /// called only when it was shown synapses.
    /// </summary>
    /// <param name="partition">The partition, between two steps.</param>
    /// <param name="stop">The time.</param>
    /// <param name="report">Takes it; empty before.</param>
    public abstract void Report(IPartition partition, ProbeStop stop, ProbeReport report);
}

/// <summary>Works out what merged reports of a probe say. It believes nothing in them: they come over a network.</summary>
public abstract class ProbeReader
{
    /// <summary>Takes the merged report of a stop. Stops come in order, each once.</summary>
    /// <param name="stop">The time.</param>
    /// <param name="report">All partitions' reports; empty where there was nothing to say.</param>
    /// <param name="observations">Takes what it says.</param>
    /// <exception cref="InvalidDataException">It says what cannot be.</exception>
    public abstract void Take(ProbeStop stop, ProbeReport report, IObservations observations);

    /// <summary>Refuses what cannot be.</summary>
    protected static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidDataException($"a report of a probe has {what}");
        }
    }
}

/// <summary>Takes what is observed of a run, in the order of time. Populations and projections are numbers.</summary>
public interface IObservations
{
    /// <summary>A quantity after so many steps.</summary>
    /// <param name="name">Its name, in kebab case.</param>
    /// <param name="of">Name of the population or projection.</param>
    /// <param name="step">Steps done; for what is counted, the end of the interval.</param>
    /// <param name="value">Its value; not a number where there is none.</param>
    void Value(string name, string of, int step, double value);

    /// <summary>A bin of a histogram after so many steps.</summary>
    /// <param name="name">Name of the quantity.</param>
    /// <param name="of">Name of the population or projection.</param>
    /// <param name="step">Steps done.</param>
    /// <param name="lower">Lower bound of the bin, which belongs to it; minus infinity in the first.</param>
    /// <param name="upper">Upper bound; infinity in the last.</param>
    /// <param name="count">How many values lie in it.</param>
    void Bin(string name, string of, int step, double lower, double upper, long count);

    /// <summary>Spikes of a population in a step, ascending.</summary>
    void Spikes(int population, int step, ReadOnlySpan<int> neurons);

    /// <summary>A state variable of a neuron after a step.</summary>
    void State(int population, int variable, int neuron, int step, float value);

    /// <summary>What rewiring did in a projection since the time before, at one distance (-1 where there are none).</summary>
    void Rewired(int projection, int step, long formed, long eliminated, int distance);
}
