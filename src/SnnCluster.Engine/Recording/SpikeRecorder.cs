using SnnCluster.Engine.Memory;

namespace SnnCluster.Engine.Recording;

/// <summary>A spike as the recorder keeps it.</summary>
/// <param name="Population">Number of the population.</param>
/// <param name="Neuron">Global id.</param>
/// <param name="Step">The step in which it spiked.</param>
public readonly record struct RecordedSpike(int Population, int Neuron, int Step);

/// <summary>
/// Keeps the spikes of the chosen populations, in the order of (step, population, neuron), until they are taken.
/// </summary>
public sealed class SpikeRecorder : IDisposable
{
    private readonly NativeArray<RecordedSpike> _spikes = new(1 << 12);
    private int _count;

    /// <summary>Spikes kept since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<RecordedSpike> Spikes => _spikes.Span[.._count];

    /// <summary>Adds one population's spikes of a step.</summary>
    /// <exception cref="SimulationException">There are more than 2^31 - 1.</exception>
    public void Add(int population, int step, ReadOnlySpan<int> neurons)
    {
        if (neurons.Length > int.MaxValue - _count)
        {
            throw new SimulationException(
                $"more than {int.MaxValue} spikes came before those that are recorded were taken, up to step {step}: record fewer");
        }

        _spikes.EnsureCapacity(_count + neurons.Length);
        foreach (int neuron in neurons)
        {
            _spikes[_count++] = new RecordedSpike(population, neuron, step);
        }
    }

    /// <summary>Forgets what was kept.</summary>
    public void Clear() => _count = 0;

    /// <inheritdoc/>
    public void Dispose() => _spikes.Dispose();
}
