namespace SnnCluster.Engine.Tests.Networks;

/// <summary>Which neuron spikes in which step; silent beyond what was set.</summary>
public sealed class SpikeTable(int neurons)
{
    private readonly Dictionary<int, HashSet<int>> _byStep = [];

    public int Neurons => neurons;

    public static SpikeTable Silent(int neurons) => new(neurons);

    /// <summary>Each neuron spikes in each step with its own probability, some of them in every step.</summary>
    public static SpikeTable Random(int neurons, int steps, int seed)
    {
        var random = new Random(seed);
        var table = new SpikeTable(neurons);
        for (int neuron = 0; neuron < neurons; neuron++)
        {
            double probability = random.Next(4) switch { 0 => 1.0, 1 => 0.4, 2 => 0.1, _ => 0.01 };
            for (int step = 0; step < steps; step++)
            {
                if (random.NextDouble() < probability)
                {
                    table.Add(step, neuron);
                }
            }
        }

        return table;
    }

    public SpikeTable Add(int step, params ReadOnlySpan<int> spiking)
    {
        if (!_byStep.TryGetValue(step, out HashSet<int>? set))
        {
            _byStep[step] = set = [];
        }

        foreach (int neuron in spiking)
        {
            set.Add(neuron);
        }

        return this;
    }

    public bool Spikes(int step, int neuron) => _byStep.TryGetValue(step, out HashSet<int>? set) && set.Contains(neuron);

    /// <summary>Neurons that spike in a step, ascending.</summary>
    public IEnumerable<int> At(int step) =>
        _byStep.TryGetValue(step, out HashSet<int>? set) ? set.Order() : Enumerable.Empty<int>();
}
