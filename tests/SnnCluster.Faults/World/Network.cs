using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Faults.Schedules;
using SnnCluster.Faults.Scheduling;

namespace SnnCluster.Faults.World;

/// <summary>
/// Carries messages between actors as Akka does: from one actor to another in order and at most once. A cut holds them up,
/// as TCP does; a connection that breaks loses those on their way. Frames are less safe: they overtake one another, come
/// twice or not at all, as far as the exchange promises to bear that.
/// </summary>
internal sealed class Network(Scheduler scheduler, Schedule schedule, FaultLog faults)
{
    private readonly Dictionary<(SimActor From, SimActor To), long> _order = [];
    private readonly Dictionary<(string, string), int> _breaks = [];
    private readonly Dictionary<(string, string), long> _gates = [];
    private readonly Dictionary<(Process Sender, Process Receiver), List<Action>> _held = [];
    private readonly HashSet<(Process, Process)> _quarantined = [];
    private readonly Dictionary<string, int> _side = [];
    private string? _lostInSilence = schedule.LostInSilence;

    /// <summary>Is shown each message just before it arrives.</summary>
    public Action<object>? OnMessage { get; set; }

    /// <summary>Whether two processes can reach each other.</summary>
    public bool Connects(Process a, Process b) => a == b || SideOf(a) == SideOf(b);

    /// <summary>When the last cut ends [us].</summary>
    public long CutUntil { get; private set; }

    /// <summary>Divides the nodes for so long [us]; where a cut is there, who is on its other side is on this one's, too.</summary>
    public void Cut(IEnumerable<string> side, long time)
    {
        CutUntil = scheduler.Now + time;
        foreach (string address in side)
        {
            _side[address] = 1;
        }

        Deliver();
    }

    /// <summary>Ends a cut: what was held up comes now.</summary>
    public void Heal()
    {
        _side.Clear();
        Deliver();
    }

    // What was held up comes before what is sent from now on.
    private void Deliver()
    {
        foreach ((Process Sender, Process Receiver) pair in _held.Keys.Where(pair => Connects(pair.Sender, pair.Receiver)).ToArray())
        {
            foreach (Action deliver in _held[pair])
            {
                scheduler.After(0, deliver);
            }

            _held.Remove(pair);
        }
    }

    /// <summary>A connection breaks: what is on its way is lost, and for so long [us] all that is sent.</summary>
    public void Break(string a, string b, long gate)
    {
        foreach ((string, string) pair in new[] { (a, b), (b, a) })
        {
            _breaks[pair] = _breaks.GetValueOrDefault(pair) + 1;
            _gates[pair] = scheduler.Now + gate;
        }
    }

    /// <summary>One has put the other out of the cluster: nothing passes between them any more.</summary>
    public void Quarantine(Process a, Process b)
    {
        _quarantined.Add((a, b));
        _quarantined.Add((b, a));
    }

    public bool IsQuarantined(Process a, Process b) => _quarantined.Contains((a, b));

    public void Tell(SimActor from, SimActor to, object message)
    {
        if (from.Process is Process sender && to.Process is Process receiver && sender != receiver)
        {
            Between(sender, receiver, from, to, message);
        }
        else if (from.Process == to.Process)
        {
            scheduler.After(InOrder(from, to, scheduler.Even(2, 60)), () => Arrive(from, to, message));
        }
        else
        {
            // Clients have connections of their own.
            scheduler.After(InOrder(from, to, Latency()), () => Arrive(from, to, message));
        }
    }

    private int SideOf(Process process) => _side.GetValueOrDefault(process.Address);

    private long Latency() =>
        scheduler.Chance(schedule.SpikeChance) ? scheduler.Even(1000, 120_000) : scheduler.Even(60, schedule.LatencyMost);

    private void Between(Process sender, Process receiver, SimActor from, SimActor to, object message)
    {
        if (scheduler.Now < _gates.GetValueOrDefault((sender.Address, receiver.Address)))
        {
            Lose(to, message);
            return;
        }

        if (message.GetType().Name == _lostInSilence)
        {
            _lostInSilence = null;
            return;
        }

        bool isFrame = message is FrameEnvelope or FramesAgain;
        if (isFrame && scheduler.Chance(schedule.FrameLoss))
        {
            faults.Count(FaultKind.FrameLost);
            Lose(to, message);
            return;
        }

        int copies = isFrame && scheduler.Chance(schedule.FrameRepeats) ? 2 : 1;
        if (copies == 2)
        {
            faults.Count(FaultKind.FrameRepeated);
        }

        int breaks = _breaks.GetValueOrDefault((sender.Address, receiver.Address));
        for (int copy = 0; copy < copies; copy++)
        {
            long delay = isFrame && schedule.FramesOvertake ? Latency() : InOrder(from, to, Latency());
            scheduler.After(delay, () => Pass(sender, receiver, from, to, message, breaks));
        }
    }

    private void Pass(Process sender, Process receiver, SimActor from, SimActor to, object message, int breaks)
    {
        if (IsQuarantined(sender, receiver))
        {
            return;
        }

        if (!Connects(sender, receiver))
        {
            if (!_held.TryGetValue((sender, receiver), out List<Action>? held))
            {
                _held[(sender, receiver)] = held = [];
            }

            held.Add(() => Pass(sender, receiver, from, to, message, breaks));
        }
        else if (breaks != _breaks.GetValueOrDefault((sender.Address, receiver.Address)))
        {
            Lose(to, message);
        }
        else
        {
            Arrive(from, to, message);
        }
    }

    private void Lose(SimActor to, object message)
    {
        scheduler.Trace.Add(scheduler.Now, to.Name, message.GetType().Name + " is lost");
    }

    private void Arrive(SimActor from, SimActor to, object message)
    {
        if (to.Process is not Process process)
        {
            To(from, to, message);
        }
        else
        {
            process.Do(() => To(from, to, message));
        }
    }

    private void To(SimActor from, SimActor to, object message)
    {
        if (to.IsStopped)
        {
            return;
        }

        OnMessage?.Invoke(message);

        // What was shown may have been the moment for a fault.
        if (to.Process is { IsAtWork: false } process)
        {
            process.Do(() => To(from, to, message));
            return;
        }

        scheduler.Trace.Add(scheduler.Now, to.Name, message.GetType().Name, NumberOf(message));
        to.Receive(message, from);
    }

    private static long NumberOf(object message) => message switch
    {
        ReportPart part => part.Step,
        FrameEnvelope frame => frame.Number,
        PartWritten part => part.Step,
        RunPage page => (long)page.State,
        _ => 0,
    };

    private long InOrder(SimActor from, SimActor to, long delay)
    {
        long time = Math.Max(scheduler.Now + delay, _order.GetValueOrDefault((from, to)) + 1);
        _order[(from, to)] = time;
        return time - scheduler.Now;
    }
}
