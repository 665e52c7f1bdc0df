#:project ../../../src/SnnCluster

using SnnCluster;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

var network = new Network();
Population cells = network.Add("cells", 3, new QuadraticDescription(), new CurrentPulseDescription()).RecordSpikes().Record("V");
network.Add(new StepInput { Name = "current", Population = cells, TimesMs = [0, 100], Values = [0, 0.2] });
Run run = network.Run(durationMs: 300);
Console.WriteLine($"{run.MeanRateHz(cells):F1} Hz, first spike at {run.Spikes(cells).TimesMs[0]:F1} ms");
run.StatePlot(cells, "V", "membrane potential (mV)").Save("potentials.png");

/// <summary>The quadratic integrate-and-fire neuron, C dV/dt = k (V - V_r)(V - V_t) + I, by Euler's rule.</summary>
public struct Quadratic<T> : INeuronModel<T, QuadraticConstants> where T : unmanaged, ILane<T>
{
    public T V; // [mV]

    public readonly T MembranePotential => V;

    public Mask<T> Step(SynapticInput<T> input, in QuadraticConstants constants, in NeuronStep step)
    {
        T current = (T.Of(constants.K) * (V - T.Of(-60f)) * (V - T.Of(-45f))) + input.Current;
        T v = V + (T.Of(constants.StepPerCapacitance) * current) + input.PotentialJump;
        Mask<T> spike = v >= T.Of(30f);
        V = T.Select(spike, T.Of(-65f), v);
        return spike;
    }
}

/// <summary>dt/C [mV/nA] and k [nA/mV²].</summary>
public readonly record struct QuadraticConstants(float StepPerCapacitance, float K);

public record QuadraticDescription : NeuronModelDescription<QuadraticConstants>
{
    public override string Name => "quadratic";

    public override Type ModelType => typeof(Quadratic<>);

    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue> { ["V"] = new InitialValue.Uniform(-65, -55) };

    public override QuadraticConstants Constants(double dtMs) => new((float)(dtMs / 0.1), 0.0007f); // C 0.1 nF

    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
    }
}
