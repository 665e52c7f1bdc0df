using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Neurons;

/// <summary>
/// The protocol of the reference runs with a model of ours: 300 ms, a current on (50, 200] ms, excitatory and inhibitory
/// spikes at given times, which arrive after 1 ms.
/// </summary>
/// <param name="File">Name of the reference.</param>
/// <param name="Model">The neuron.</param>
/// <param name="Excitatory">What excitatory spikes act through, and how strongly.</param>
/// <param name="Inhibitory">The same of inhibitory ones.</param>
/// <param name="StimulusNa">The current [nA].</param>
internal sealed record ReferenceCase(
    string File,
    NeuronModelDescription Model,
    (PostsynapticDescription Receptor, double Weight) Excitatory,
    (PostsynapticDescription Receptor, double Weight) Inhibitory,
    double StimulusNa)
{
    private static readonly double[] ExcitatoryMs = [10, 20, 30.3, 60.7, 75, 90.2, 120, 150.5, 210, 230, 231, 232];

    private static readonly double[] InhibitoryMs = [25, 30.3, 80, 100.4, 140, 180, 235, 260];

    /// <summary>Length of a step [ms].</summary>
    public double DtMs { get; init; } = 0.1;

    /// <summary>
    /// Whether the reference uses input in the step at whose end it arrives, as it does jumps and pulses; currents and
    /// conductances first act in the step after it.
    /// </summary>
    public bool ActsOnArrival => Excitatory.Receptor is DeltaDescription or CurrentPulseDescription;

    /// <summary>The potential at the end of every step, and the steps with a spike.</summary>
    public (float[] Potentials, List<int> Spikes) Run()
    {
        using var device = new HostDevice();
        using var simulation = Simulation.Create(Network(), device, recordSpikes: true);
        var potentials = new float[Steps(300)];
        for (int step = 0; step < potentials.Length; step++)
        {
            simulation.Run(1);
            simulation.ReadState(0, variable: 0, potentials.AsSpan(step, 1));
        }

        return (potentials, [.. simulation.Spikes!.Spikes.ToArray().Where(s => s.Population == 0).Select(s => s.Step)]);
    }

    /// <summary>The neuron and three scripted sources.</summary>
    private NetworkDescription Network()
    {
        PopulationDescription neuron = new()
        {
            Name = "neuron",
            Size = 1,
            Model = Model,
            Receptors =
            [
                new ReceptorDescription("excitatory", Excitatory.Receptor),
                new ReceptorDescription("inhibitory", Inhibitory.Receptor),
                new ReceptorDescription("current", new CurrentPulseDescription()),
            ],
        };
        return new NetworkDescription
        {
            DtMs = DtMs,
            Populations =
            [
                neuron,
                Source("excitatory"),
                Source("inhibitory"),
                Source("current"),
            ],
            Inputs =
            [
                Spikes("excitatory", ExcitatoryMs.Select(Arrival)),
                Spikes("inhibitory", InhibitoryMs.Select(Arrival)),
                Spikes("current", Enumerable.Range(Steps(50), Steps(150))),
            ],
            Projections =
            [
                Projection("excitatory", Excitatory.Weight),
                Projection("inhibitory", Inhibitory.Weight),
                Projection("current", StimulusNa),
            ],
        };
    }

    private int Steps(double ms) => (int)Math.Round(ms / DtMs);

    /// <summary>The step in whose update a spike of a time is to act.</summary>
    private int Arrival(double ms) => Steps((Steps(ms) * DtMs) + 1) - (ActsOnArrival ? 1 : 0);

    private static PopulationDescription Source(string name) => new() { Name = name, Size = 1, Model = new ScriptedNeuronDescription() };

    private ScriptedSpikes Spikes(string source, IEnumerable<int> acting)
    {
        var table = new SpikeTable(1);
        foreach (int step in acting)
        {
            table.Add(step - 1, 0);
        }

        return TinyNetwork.Script(source, table, DtMs);
    }

    private ProjectionDescription Projection(string source, double weight) => new()
    {
        Name = source,
        Source = source,
        Target = "neuron",
        Receptor = source,
        Connectivity = new AllToAll(),
        Weight = weight,
        DelayMs = DtMs,
    };
}
