using System.Text.Json;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Output;

/// <summary>Tells what a run's probes give as events, while it goes on: with each sample, and whenever a batch is full.</summary>
/// <param name="events">Takes them.</param>
/// <param name="kinds">What is told, out of <see cref="Kinds"/>.</param>
internal sealed class LiveEvents(EventLines events, IReadOnlyCollection<string> kinds) : IRunObserver
{
    private const string SpikesKind = "spikes";
    private const string StatesKind = "states";
    private const string ValuesKind = "values";
    private const int LargestBatch = 1 << 16;

    private readonly Dictionary<string, Batch> _spikes = [];
    private readonly Dictionary<(string Population, string Variable), Batch> _states = [];

    /// <summary>What can be told.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [SpikesKind, StatesKind, ValuesKind];

    /// <inheritdoc/>
    public void Check(IReadOnlyList<Probe> probes, ValidationErrors errors)
    {
        Check(SpikesKind, probes.Any(probe => probe is SpikeProbe), "--record spikes", errors);
        Check(StatesKind, probes.Any(probe => probe is StateProbe), "--record POPULATION.VARIABLE", errors);
        Check(ValuesKind, probes.Count > 0, "--record rates", errors);
    }

    /// <inheritdoc/>
    public void Value(string name, string of, double timeMs, double value)
    {
        if (!kinds.Contains(ValuesKind))
        {
            return;
        }

        events.Write("value", writer =>
        {
            writer.WriteString("name", name);
            writer.WriteString("of", of);
            writer.WriteNumber("timeMs", timeMs);
            EventLines.WriteNumber(writer, "value", value);
        });
    }

    /// <inheritdoc/>
    public void Spikes(string population, double timeMs, ReadOnlySpan<int> neurons)
    {
        if (!kinds.Contains(SpikesKind))
        {
            return;
        }

        Batch batch = BatchOf(_spikes, population);
        foreach (int neuron in neurons)
        {
            batch.Times.Add(timeMs);
            batch.Neurons.Add(neuron);
        }

        TellSpikes(population, batch, LargestBatch);
    }

    /// <inheritdoc/>
    public void State(string population, string variable, int neuron, double timeMs, float value)
    {
        if (!kinds.Contains(StatesKind))
        {
            return;
        }

        Batch batch = BatchOf(_states, (population, variable));
        batch.Times.Add(timeMs);
        batch.Neurons.Add(neuron);
        batch.Values.Add(value);
        TellStates(population, variable, batch, LargestBatch);
    }

    /// <inheritdoc/>
    public void EndOfSample()
    {
        foreach ((string population, Batch batch) in _spikes)
        {
            TellSpikes(population, batch, 1);
        }

        foreach (((string population, string variable), Batch batch) in _states)
        {
            TellStates(population, variable, batch, 1);
        }
    }

    private void Check(string kind, bool isThere, string option, ValidationErrors errors)
    {
        if (kinds.Contains(kind) && !isThere)
        {
            errors.Add($"--live has '{kind}', and none are recorded: {option} records them, with --out DIR");
        }
    }

    private void TellSpikes(string population, Batch batch, int atLeast)
    {
        if (batch.Times.Count < atLeast)
        {
            return;
        }

        events.Write("spikes", writer =>
        {
            writer.WriteString("population", population);
            batch.WriteTo(writer);
        });
        batch.Clear();
    }

    private void TellStates(string population, string variable, Batch batch, int atLeast)
    {
        if (batch.Times.Count < atLeast)
        {
            return;
        }

        events.Write("states", writer =>
        {
            writer.WriteString("population", population);
            writer.WriteString("variable", variable);
            batch.WriteTo(writer);
            writer.WriteStartArray("values");
            foreach (float value in batch.Values)
            {
                if (float.IsFinite(value))
                {
                    writer.WriteNumberValue(value);
                }
                else
                {
                    writer.WriteNullValue();
                }
            }

            writer.WriteEndArray();
        });
        batch.Clear();
    }

    private static Batch BatchOf<TKey>(Dictionary<TKey, Batch> batches, TKey key)
        where TKey : notnull
    {
        if (!batches.TryGetValue(key, out Batch? batch))
        {
            batches[key] = batch = new Batch();
        }

        return batch;
    }

    private sealed class Batch
    {
        public List<double> Times { get; } = [];

        public List<int> Neurons { get; } = [];

        public List<float> Values { get; } = [];

        public void WriteTo(Utf8JsonWriter writer)
        {
            writer.WriteStartArray("timesMs");
            Times.ForEach(writer.WriteNumberValue);
            writer.WriteEndArray();
            writer.WriteStartArray("neurons");
            Neurons.ForEach(writer.WriteNumberValue);
            writer.WriteEndArray();
        }

        public void Clear()
        {
            Times.Clear();
            Neurons.Clear();
            Values.Clear();
        }
    }
}
