using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Networks;

/// <summary>Networks of scripted neurons with steps of 1 ms: times and steps are the same numbers.</summary>
internal static class TinyNetwork
{
    public const double DtMs = 1;

    public const string Source = "source";

    public const string Target = "target";

    /// <summary>Scripted neurons with one delta receptor, so that arriving weights show as jumps.</summary>
    public static PopulationDescription Scripted(string name, SpikeTable spikes) => new()
    {
        Name = name,
        Size = spikes.Neurons,
        Model = new ScriptedNeuronDescription(),
        Receptors = [new ReceptorDescription("delta", new DeltaDescription())],
    };

    /// <summary>What makes scripted neurons spike.</summary>
    public static ScriptedSpikes Script(string population, SpikeTable spikes, double dtMs = DtMs) =>
        new(spikes, dtMs) { Name = $"script of {population}", Population = population };

    public static ProjectionDescription Projection(ConnectivityDescription connectivity, double weight = 1) => new()
    {
        Name = "projection",
        Source = Source,
        Target = Target,
        Connectivity = connectivity,
        Weight = weight,
        DelayMs = DtMs,
    };

    /// <summary>Two scripted populations, source and target, and projections between them.</summary>
    public static NetworkDescription Of(
        SpikeTable source, SpikeTable target, params ProjectionDescription[] projections) => new()
        {
            DtMs = DtMs,
            Populations = [Scripted(Source, source), Scripted(Target, target)],
            Inputs = [Script(Source, source), Script(Target, target)],
            Projections = projections,
        };

    /// <summary>Two silent populations.</summary>
    public static NetworkDescription Silent(int sources, int targets, params ProjectionDescription[] projections) =>
        Of(SpikeTable.Silent(sources), SpikeTable.Silent(targets), projections);

    public static Simulation Simulate(NetworkDescription network, int partitions = 1, bool recordSpikes = false) =>
        Simulation.Create(network, new HostDevice(), partitions, recordSpikes);

    /// <summary>What a target's synapses delivered in the last step.</summary>
    public static float[] Jumps(this Simulation simulation, int population = 1)
    {
        var values = new float[simulation.Network.Populations[population].Size];
        simulation.ReadState(population, ScriptedNeuronDescription.Jump, values);
        return values;
    }

    /// <summary>The pairs that a projection connects.</summary>
    public static HashSet<(int Source, int Target)> Pairs(this Simulation simulation, int projection = 0) =>
        [.. simulation.ReadSynapses(projection).Select(synapse => (synapse.Source, synapse.Target))];

    /// <summary>The scale of the fixed-point sums of a population's first receptor.</summary>
    public static float InputScale(NetworkDescription network, int population) =>
        FixedPoint.Scale(PopulationPlan.CreateAll(network, ProjectionPlan.CreateAll(network))[population].InputBounds[0]);
}
