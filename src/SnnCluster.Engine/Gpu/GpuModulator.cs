// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Engine.Host;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;

namespace SnnCluster.Engine.Gpu;

/// <summary>What kernels see of a <see cref="GpuModulator"/>.</summary>
internal struct ModulatorView
{
    /// <summary>Oldest first; the first is the last one before the last sweep.</summary>
    public ArrayView<ModulatorEvent> Events;

    /// <summary>How many, as one element.</summary>
    public ArrayView<int> Count;

    /// <summary>Number of events through a step, at least 1.</summary>
    public readonly int Through(int step)
    {
        int count = Count[0];
        while (count > 1 && Events[count - 1].Step > step)
        {
            count--;
        }

        return count;
    }
}

/// <summary>What taking the event of a step needs.</summary>
internal struct ModulateArguments
{
    public ModulatorView Modulator;

    /// <summary>Spikes of its source.</summary>
    public SpikeQueueView Queue;

    /// <summary>Steps from a spike to the end of the step in which it has its effect.</summary>
    public int Delay;
    public DeviceDecays Decay;
    public float AmountPerSpike;
    public StepView Step;
}

/// <summary>Takes the event of a step, if there is one; one thread.</summary>
internal static class ModulateKernel
{
    public static void Take(ModulateArguments a)
    {
        int step = a.Step.Number;
        int spikes = a.Queue.Count(step - a.Delay);
        if (Grid.GlobalIndex.X == 0 && spikes > 0)
        {
            int count = a.Modulator.Count[0];
            ModulatorEvent last = a.Modulator.Events[count - 1];
            float amount = spikes * a.AmountPerSpike;
            a.Modulator.Events[count] = new ModulatorEvent
            {
                Step = step,
                Amount = amount,
                Level = (last.Level * a.Decay.After(0, step - last.Step)) + amount,
            };
            a.Modulator.Count[0] = count + 1;
        }
    }
}

/// <summary>The events of a modulator since the last sweep, as <see cref="HostModulator"/> has them, in a device's memory.</summary>
internal sealed class GpuModulator : IDisposable
{
    private readonly ModulatorPlan? _plan;
    private readonly GpuSpikeQueue[] _queues;
    private readonly RewardCounter? _reward;
    private readonly GpuArray<ModulatorEvent> _events;
    private readonly GpuArray<int> _count;
    private readonly GpuDecays _decay;
    private readonly GpuKernel<ModulateArguments> _take;

    // Steps since the last sweep: as many events as there may be.
    private int _steps;

    /// <param name="runtime">Where.</param>
    /// <param name="plan">The modulator; null stands for none, which has no events.</param>
    /// <param name="queueOf">Gives the spikes of a population.</param>
    public GpuModulator(GpuRuntime runtime, ModulatorPlan? plan, Func<int, GpuSpikeQueue> queueOf)
    {
        _plan = plan;
        _reward = plan?.CreateCounter();
        _queues = plan is null ? [] : [.. (_reward?.Populations ?? [plan.Source]).Select(queueOf)];
        _events = runtime.Allocate<ModulatorEvent>(plan is null ? 1 : ModulatorPlan.MostEvents);
        _count = runtime.Allocate<int>(1);
        _decay = new GpuDecays(runtime, plan is null ? [[0f]] : [plan.Decay]);
        _take = runtime.Load<ModulateArguments>("modulate", ModulateKernel.Take);
        Restore(ModulatorSnapshot.None(_reward?.Populations.Length ?? 0));
    }

    public ModulatorView View => new() { Events = _events.View, Count = _count.View };

    /// <summary>Whether the host takes part in every step.</summary>
    public bool NeedsHost => _reward is not null;

    /// <summary>Whether the next event may find no room: before it, all rows must be brought up to date.</summary>
    public bool NeedsSweep => _steps == ModulatorPlan.MostEvents - 1;

    /// <summary>Steps before the one whose event makes a sweep due.</summary>
    public int StepsToSweep => ModulatorPlan.MostEvents - 2 - _steps;

    /// <summary>Tells that events of so many steps may have been taken.</summary>
    public void Delivered(int steps) => _steps += steps;

    /// <summary>Takes the event of a step, if there is one; <see cref="Delivered"/> is to be told.</summary>
    public void Deliver(int eventStep, GpuClock clock)
    {
        int spikeStep = eventStep - _plan!.DelaySteps + 1;
        if (spikeStep >= 0 && _reward is not null)
        {
            TakeReward(eventStep, spikeStep);
        }
        else if (_reward is null)
        {
            _take.OverElements(1, new ModulateArguments
            {
                Modulator = View,
                Queue = _queues[0].View,
                Delay = _plan.DelaySteps - 1,
                Decay = _decay.View,
                AmountPerSpike = _plan.AmountPerSpike,
                Step = clock.At(eventStep),
            });
        }
    }

    /// <summary>Tells that all rows are up to date through all events so far. Waits for the device.</summary>
    public void Swept() => Restore(Capture());

    /// <summary>What a partition whose rows are all up to date needs to go on.</summary>
    public ModulatorSnapshot Capture()
    {
        ModulatorEvent last = _events.Download(_count.Download(0, 1)[0] - 1, 1)[0];
        return new ModulatorSnapshot(last.Step, last.Level, _reward is null ? [] : _reward.Counts.ToArray());
    }

    public void Restore(ModulatorSnapshot from)
    {
        _events.Upload([new ModulatorEvent { Step = from.LastStep, Level = from.Level }]);
        _count.Upload([1]);
        _steps = 0;
        _reward?.Restore(from.Counted);
    }

    // A reward is code of the host: it waits for the spikes of every step.
    private void TakeReward(int eventStep, int spikeStep)
    {
        for (int i = 0; i < _queues.Length; i++)
        {
            _reward!.Add(i, _queues[i].Download(spikeStep));
        }

        float amount = _reward!.EndStep(spikeStep);
        if (amount != 0)
        {
            int count = _count.Download(0, 1)[0];
            ModulatorEvent last = _events.Download(count - 1, 1)[0];
            uint steps = Math.Min((uint)(eventStep - last.Step), (uint)(_plan!.Decay.Length - 1));
            _events.Upload([new ModulatorEvent { Step = eventStep, Amount = amount, Level = (last.Level * _plan.Decay[steps]) + amount }], count);
            _count.Upload([count + 1]);
        }
    }

    public void Dispose()
    {
        _events.Dispose();
        _count.Dispose();
        _decay.Dispose();
    }
}
