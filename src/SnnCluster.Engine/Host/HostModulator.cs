using SnnCluster.Engine.Memory;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Engine.Host;

/// <summary>An event of a modulator.</summary>
internal struct ModulatorEvent
{
    public int Step;

    /// <summary>By how much the level rises.</summary>
    public float Amount;

    /// <summary>The level just after.</summary>
    public float Level;
}

/// <summary>
/// The events of a modulator since the last sweep, and the one before them. Every partition derives the same from the
/// spikes of the whole population that releases it.
/// </summary>
internal sealed unsafe class HostModulator : IDisposable
{
    private readonly ModulatorPlan _plan;
    private readonly RewardCounter? _reward;
    private readonly SpikeQueue[] _queues;
    private readonly NativeArray<ModulatorEvent> _events = new(ModulatorPlan.MostEvents);
    private readonly float[] _decay;

    /// <param name="plan">The modulator.</param>
    /// <param name="queueOf">Gives the spikes of a population.</param>
    public HostModulator(ModulatorPlan plan, Func<int, SpikeQueue> queueOf)
    {
        _plan = plan;
        _reward = plan.CreateCounter();
        _queues = [.. (_reward?.Populations ?? [plan.Source]).Select(queueOf)];
        _decay = plan.Decay;
        Restore(ModulatorSnapshot.None(_reward?.Populations.Length ?? 0));
    }

    public int Index => _plan.Index;

    /// <summary>Oldest first; there is always one.</summary>
    public ModulatorEvent* Events => _events.Pointer;

    public int Count { get; private set; }

    /// <summary>Whether the next event may find no room: before it, all rows must be brought up to date.</summary>
    public bool NeedsSweep => Count == ModulatorPlan.MostEvents;

    /// <summary>Takes the event of a step, if there is one.</summary>
    public void Deliver(int eventStep)
    {
        int spikeStep = eventStep - _plan.DelaySteps + 1;
        if (spikeStep < 0)
        {
            return;
        }

        int spikes = _reward is null ? _queues[0].At(spikeStep).Length : 0;
        float amount = _reward is null ? _plan.AmountOf(spikes) : RewardOf(spikeStep);
        if (spikes > 0 || amount != 0)
        {
            ModulatorEvent last = _events[Count - 1];
            uint steps = Math.Min((uint)(eventStep - last.Step), (uint)(_decay.Length - 1));
            _events[Count++] = new ModulatorEvent
            {
                Step = eventStep,
                Amount = amount,
                Level = (last.Level * _decay[(int)steps]) + amount,
            };
        }
    }

    /// <summary>Tells that all rows are up to date through all events so far.</summary>
    public void Swept()
    {
        _events[0] = _events[Count - 1];
        Count = 1;
    }

    /// <summary>What a partition whose rows are all up to date needs to go on.</summary>
    public ModulatorSnapshot Capture() => new(_events[Count - 1].Step, _events[Count - 1].Level, _reward is null ? [] : _reward.Counts.ToArray());

    public void Restore(ModulatorSnapshot from)
    {
        _events[0] = new ModulatorEvent { Step = from.LastStep, Level = from.Level };
        Count = 1;
        _reward?.Restore(from.Counted);
    }

    public void Dispose() => _events.Dispose();

    private float RewardOf(int spikeStep)
    {
        for (int i = 0; i < _queues.Length; i++)
        {
            _reward!.Add(i, _queues[i].At(spikeStep));
        }

        return _reward!.EndStep(spikeStep);
    }
}
