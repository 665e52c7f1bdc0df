using SnnCluster.Engine.Host;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Snapshots;

/// <summary>Gathers one population of a partition out of pieces of snapshots.</summary>
internal sealed class PopulationAssembly
{
    private readonly Slice _slice;
    private readonly float[][] _states;
    private readonly long[] _spikeCounts;
    private readonly long[][] _observed;
    private readonly HistorySnapshot[] _histories;
    private readonly List<(int Step, int Neuron, long Sum)>[] _inputs;
    private readonly List<(int Step, int Neuron)> _spikes = [];

    public PopulationAssembly(PopulationPlan plan, Slice slice, int? observedColumns)
    {
        ObservedColumns = observedColumns;
        _observed = [.. Enumerable.Range(0, observedColumns ?? 0).Select(_ => new long[slice.Count])];
        Plan = plan;
        Variables = plan.StateVariables.Count;
        _slice = slice;
        _states = [.. Enumerable.Range(0, Variables).Select(_ => new float[slice.Count])];
        _spikeCounts = new long[slice.Count];
        _histories =
        [
            .. plan.Histories.Select(projection => new HistorySnapshot(
                new int[slice.Count], [.. projection.Layout.TargetFields.Select(_ => new float[slice.Count])])),
        ];
        _inputs = [.. plan.InputSlots.Select(_ => new List<(int, int, long)>())];
    }

    public PopulationPlan Plan { get; }

    /// <summary>Number of state variables.</summary>
    public int Variables { get; }

    /// <summary>Number of columns that probes keep; null where what snapshots have of them is left out.</summary>
    public int? ObservedColumns { get; }

    /// <summary>The step that comes next.</summary>
    public int Step { get; set; }

    public void AddState(int variable, int first, ReadOnlySpan<float> values) =>
        CopyOverlap(values, first, _states[variable]);

    public void AddSpikeCounts(int first, ReadOnlySpan<long> counts)
    {
        foreach (long count in counts)
        {
            Require(count >= 0, "a number of spikes from 0 on", count);
        }

        CopyOverlap(counts, first, _spikeCounts);
    }

    public void AddObserved(int column, int first, ReadOnlySpan<long> values)
    {
        if (ObservedColumns is not null)
        {
            CopyOverlap(values, first, _observed[column]);
        }
    }

    public void AddHistory(int history, int first, ReadOnlySpan<int> last, IReadOnlyList<float[]> state)
    {
        foreach (int step in last)
        {
            Require(step == SpikeHistory.Never || (step >= 0 && step < Step), "the step of a last spike", step);
        }

        CopyOverlap(last, first, _histories[history].Last);
        for (int field = 0; field < state.Count; field++)
        {
            CopyOverlap(state[field], first, _histories[history].State[field]);
        }
    }

    /// <summary>Adds input of a part that holds these neurons.</summary>
    public void AddInput(int receptor, InputSnapshot input, Slice part)
    {
        for (int i = 0; i < input.Sums.Length; i++)
        {
            int ahead = input.Steps[i] - Step;
            Require(ahead >= 0 && ahead < Plan.InputSlots[receptor], "a step that input can reach", input.Steps[i]);
            Require(part.Contains(input.Neurons[i]), "a neuron of the slice", input.Neurons[i]);
            if (_slice.Contains(input.Neurons[i]))
            {
                _inputs[receptor].Add((input.Steps[i], input.Neurons[i], input.Sums[i]));
            }
        }
    }

    /// <summary>Adds spikes of a part that holds these neurons.</summary>
    public void AddSpikes(SpikesSnapshot spikes, Slice part)
    {
        for (int i = 0; i < spikes.Steps.Length; i++)
        {
            int ago = Step - spikes.Steps[i];
            Require(
                ago >= 1 && ago < Plan.LongestDelaySteps && ago <= Step, "a step whose spikes are under way", spikes.Steps[i]);
            Require(part.Contains(spikes.Neurons[i]), "a neuron of the slice", spikes.Neurons[i]);
            _spikes.Add((spikes.Steps[i], spikes.Neurons[i]));
        }
    }

    public PopulationSnapshot Finish()
    {
        _spikes.Sort();
        RequireDistinct(_spikes, "spikes");
        foreach (List<(int Step, int Neuron, long Sum)> input in _inputs)
        {
            input.Sort();
            RequireDistinct([.. input.Select(sum => (sum.Step, sum.Neuron))], "input");
        }

        return new PopulationSnapshot
        {
            Size = Plan.Description.Size,
            States = _states,
            SpikeCounts = _spikeCounts,
            Observed = _observed,
            Histories = _histories,
            Inputs =
            [
                .. _inputs.Select(input => new InputSnapshot(
                    [.. input.Select(sum => sum.Step)],
                    [.. input.Select(sum => sum.Neuron)],
                    [.. input.Select(sum => sum.Sum)])),
            ],
            Spikes = new SpikesSnapshot(
                [.. _spikes.Select(spike => spike.Step)], [.. _spikes.Select(spike => spike.Neuron)]),
        };
    }

    private void RequireDistinct(List<(int Step, int Neuron)> sorted, string what)
    {
        for (int i = 1; i < sorted.Count; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                throw new SnapshotFormatException(
                    $"{Plan.Description.Name} has {what} of neuron {sorted[i].Neuron} in step {sorted[i].Step} twice");
            }
        }
    }

    private void CopyOverlap<T>(ReadOnlySpan<T> values, int first, T[] all)
    {
        int begin = Math.Max(first, _slice.Begin);
        int count = Math.Min(first + values.Length, _slice.End) - begin;
        if (count > 0)
        {
            values.Slice(begin - first, count).CopyTo(all.AsSpan(begin - _slice.Begin));
        }
    }

    private void Require(bool condition, string expected, long found)
    {
        if (!condition)
        {
            throw new SnapshotFormatException($"{Plan.Description.Name} has {found} where {expected} should be");
        }
    }
}
