using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Networks;

/// <summary>Networks in which a neuron of the target population cannot go on.</summary>
internal static class FaultyNetworks
{
    public const string TooMuchConductance =
        "neuron 33 of population target has more conductance in step 5 than it bears at dt 1 ms, 0.4101: its potential would "
        + "overshoot farther at each step";

    /// <summary>What is told where <see cref="Diverging"/> has no number in its state.</summary>
    public static string NoNumber(int steps) =>
        $"V of neuron 18 of population target is not a number after {steps} steps: input or parameters are beyond what its "
        + "model bears at this dt";

    /// <summary>
    /// Integrate-and-fire neurons that bear 0.41 uS: R is 100 MOhm and 1 - exp(-dt/tau_m) is 0.04877. Neuron 33 gets three
    /// events, the last in step 4: at a weight of 0.2 they sum to 0.2·(1 + 0.905 + 0.819) = 0.54 in the step after it.
    /// </summary>
    public static NetworkDescription Inhibited(double weight)
    {
        SpikeTable spikes = new SpikeTable(40).Add(2, 33).Add(3, 33).Add(4, 33);
        var inhibition = new ExponentialConductanceDescription { TimeConstantMs = 10, ReversalPotentialMv = -80 };
        return Network(
            spikes,
            new LifDescription { CapacitanceNf = 0.2, MembraneTimeConstantMs = 20 },
            [new("current", new ExponentialCurrentDescription()), new("inhibitory", inhibition)],
            TinyNetwork.Projection(new OneToOne(), weight) with { Receptor = "inhibitory" },
            TinyNetwork.Projection(new OneToOne(), 5) with { Name = "other", Receptor = "current" });
    }

    /// <summary>Izhikevich's neurons at dt 1, one of which gets a strong inhibition every 10 ms.</summary>
    public static NetworkDescription Diverging()
    {
        SpikeTable spikes = new(20);
        for (int step = 0; step < 300; step += 10)
        {
            spikes.Add(step, 18);
        }

        return Network(
            spikes,
            new IzhikevichDescription(),
            [new("current", new ExponentialCurrentDescription())],
            TinyNetwork.Projection(new OneToOne(), -500));
    }

    private static NetworkDescription Network(
        SpikeTable spikes,
        NeuronModelDescription model,
        IReadOnlyList<ReceptorDescription> receptors,
        params ProjectionDescription[] projections) => new()
        {
            DtMs = TinyNetwork.DtMs,
            Populations =
            [
                TinyNetwork.Scripted(TinyNetwork.Source, spikes),
                new PopulationDescription
                {
                    Name = TinyNetwork.Target,
                    Size = spikes.Neurons,
                    Model = model,
                    Receptors = receptors,
                },
            ],
            Inputs = [TinyNetwork.Script(TinyNetwork.Source, spikes)],
            Projections = projections,
        };
}
