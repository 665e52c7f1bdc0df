using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;
using Xunit.Abstractions;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>
/// Two neurons whose synapse both makes the target spike and learns from it, against the equations of NEST's iaf_psc_exp and
/// stdp_synapse in double precision, in the order in which NEST's source code has them.
/// </summary>
/// <remarks>
/// NEST adds what arrives to a current at the end of a step, so that it acts in the step after: a dendritic delay of one step more than
/// the rest of the delay does the same here, and the back-propagation delay alone shifts the pairing.
/// </remarks>
public class OnsetTests(ITestOutputHelper output)
{
    private const double DtMs = 0.1;
    private const int Steps = 20_000;
    private const double Weight = 1;

    private static readonly LifDescription Lif = new()
    {
        CapacitanceNf = 0.25,
        MembraneTimeConstantMs = 10,
        RestingPotentialMv = -65,
        ResetPotentialMv = -65,
        ThresholdMv = -50,
        RefractoryPeriodMs = 2,
        BiasCurrentNa = 0.34,
    };

    private static readonly ExponentialCurrentDescription Receptor = new() { TimeConstantMs = 2, WithinStep = ActsWithinStep.ByMembrane };

    private static readonly PowerLawStdpDescription Stdp = new()
    {
        LearningRate = 0.02,
        Asymmetry = 1.05,
        MaximumWeight = 2,
        SourceTimeConstantMs = 16.8,
        TargetTimeConstantMs = 33.7,
    };

    // 25 spikes/s, most of them alone and some in bursts.
    private static readonly int[] Source = [.. Enumerable.Range(0, 50).Select(i => 40 + (i * 397) + (i * i * 31 % 229) - (i % 3 == 2 ? 340 : 0)).Order()];

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(50)]
    public void A_dendritic_delay_of_one_step_more_gives_the_spikes_and_weights_of_Nest(int delay)
    {
        (double[] potentials, List<int> spikes, List<double> weights) = Nest(delay);
        (float[] Potentials, List<int> Spikes, List<float> Weights) ours = Ours(delay, dendritic: delay);
        Assert.InRange(spikes.Count, 20, Source.Length * 3);
        Assert.True(weights.Max() - weights.Min() > 0.05, "the weight must change");
        Assert.Equal(spikes, ours.Spikes);
        double potential = potentials.Zip(ours.Potentials).Max(pair => Math.Abs(pair.First - pair.Second));
        double weight = weights.Zip(ours.Weights).Max(pair => Math.Abs(pair.First - pair.Second));
        output.WriteLine($"delay {delay}: {spikes.Count} spikes, weights from {weights.Min():G3} to {weights.Max():G3}; at most {potential:G3} mV and {weight:G3} nA apart");

        // Roundings of -65 mV, 4e-6 mV each, over some 100 steps that the membrane remembers; those of a weight of 1, over all events.
        Assert.InRange(potential, 0, 1e-3);
        Assert.InRange(weight, 0, 1e-5);
    }

    [Fact]
    public void Without_that_step_input_acts_a_step_too_early()
    {
        (double[] potentials, List<int> spikes, _) = Nest(15);
        (float[] Potentials, List<int> Spikes, List<float> Weights) ours = Ours(15, dendritic: 14);
        Assert.NotEqual(spikes, ours.Spikes);

        // Before the first input both go up alike.
        int arrival = Source[0] + 15;
        Assert.Equal(potentials[arrival - 1], ours.Potentials[arrival - 1], 1e-3);
        Assert.True(ours.Potentials[arrival] > potentials[arrival] + 0.05);
    }

    private static (float[] Potentials, List<int> Spikes, List<float> Weights) Ours(int delay, int dendritic)
    {
        var table = new SpikeTable(1);
        Array.ForEach(Source, step => table.Add(step, 0));
        var network = new NetworkDescription
        {
            DtMs = DtMs,
            Populations =
            [
                TinyNetwork.Scripted(TinyNetwork.Source, table),
                new PopulationDescription { Name = TinyNetwork.Target, Size = 1, Model = Lif, Receptors = [new ReceptorDescription("current", Receptor)] },
            ],
            Inputs = [TinyNetwork.Script(TinyNetwork.Source, table, DtMs)],
            Projections =
            [
                TinyNetwork.Projection(new AllToAll(), Weight) with
                {
                    Synapse = Stdp,
                    DelayMs = DtMs,
                    DendriticDelayMs = StepTime.Ms(dendritic, DtMs),
                    BackPropagationDelayMs = StepTime.Ms(delay, DtMs),
                },
            ],
        };
        using Simulation simulation = TinyNetwork.Simulate(network, recordSpikes: true);
        var potentials = new float[Steps];
        var weights = new List<float>();
        for (int step = 0; step < Steps; step++)
        {
            simulation.Run(1);
            simulation.ReadState(1, 0, potentials.AsSpan(step, 1));
            if (Source.Contains(step))
            {
                weights.Add(Assert.Single(simulation.ReadSynapses(0)).Weight);
            }
        }

        return (potentials, [.. simulation.Spikes!.Spikes.ToArray().Where(spike => spike.Population == 1).Select(spike => spike.Step)], weights);
    }

    // Times are in steps; a spike of step s has the time stamp s + 1.
    private static (double[] Potentials, List<int> Spikes, List<double> Weights) Nest(int delay)
    {
        double tauM = Lif.MembraneTimeConstantMs;
        double tauS = Receptor.TimeConstantMs;
        double p11 = Math.Exp(-DtMs / tauS);
        double p22 = Math.Exp(-DtMs / tauM);
        double p21 = tauS * tauM / (Lif.CapacitanceNf * (tauS - tauM)) * (p11 - p22);
        double p20 = tauM / Lif.CapacitanceNf * (1 - p22);
        double Plus(double steps) => Math.Exp(-steps * DtMs / Stdp.SourceTimeConstantMs);
        double Minus(double steps) => Math.Exp(-steps * DtMs / Stdp.TargetTimeConstantMs);
        double most = Stdp.MaximumWeight;

        var arriving = new double[Steps + delay + 1];
        var potentials = new double[Steps];
        var spikes = new List<int>();
        var weights = new List<double>();
        (double v, double current, int refractory) = (0, 0, 0);
        (double weight, double trace, int last) = (Weight, 0, 0);
        for (int step = 0; step < Steps; step++)
        {
            if (refractory == 0)
            {
                v = (p22 * v) + (p21 * current) + (p20 * Lif.BiasCurrentNa);
            }
            else
            {
                refractory--;
            }

            current = (p11 * current) + arriving[step];
            if (v >= Lif.ThresholdMv - Lif.RestingPotentialMv)
            {
                refractory = (int)Math.Round(Lif.RefractoryPeriodMs / DtMs);
                v = Lif.ResetPotentialMv - Lif.RestingPotentialMv;
                spikes.Add(step);
            }

            potentials[step] = v + Lif.RestingPotentialMv;
            if (!Source.Contains(step))
            {
                continue;
            }

            int time = step + 1;
            int[] stamps = [.. spikes.Select(spike => spike + 1)];
            foreach (int stamp in stamps.Where(stamp => stamp > last - delay && stamp <= time - delay))
            {
                weight = Math.Min(most, weight + (Stdp.LearningRate * (most - weight) * trace * Plus(stamp + delay - last)));
            }

            double targets = stamps.Where(stamp => stamp < time - delay).Sum(stamp => Minus(time - delay - stamp));
            weight = Math.Max(0, weight - (Stdp.Asymmetry * Stdp.LearningRate * weight * targets));
            trace = (trace * Plus(time - last)) + 1;
            last = time;
            arriving[step + delay] += weight;
            weights.Add(weight);
        }

        return (potentials, spikes, weights);
    }
}
