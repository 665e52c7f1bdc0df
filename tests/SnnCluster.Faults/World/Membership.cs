namespace SnnCluster.Faults.World;

/// <summary>
/// Who belongs to the cluster, as each process sees it: a failure detector, a split-brain resolver that keeps the majority,
/// and a coordinator on the oldest member.
/// </summary>
internal sealed class Membership(Cluster world)
{
    private const long Look = 250_000;
    private const long Pause = 3_000_000;
    private const long StableAfter = 7_000_000;

    // A node at a fixed port listens (snncluster.listen-before-join), and the first seed node then looks for the others
    // (akka.cluster.seed-node-timeout) before it stands alone: 3 s and 5 s.
    private const long Search = 8_000_000;
    private const long SearchAgain = 1_000_000;

    private readonly Dictionary<Process, View> _views = [];

    /// <summary>A process joins, by way of one that is there, or alone where it finds none for long enough.</summary>
    public void Join(Process process)
    {
        _views[process] = new View();
        Find(process, world.Scheduler.Now + Search);
    }

    private void Find(Process process, long until)
    {
        Process[] members = [.. _views.Keys.Where(other => other.IsAlive && _views[other].Members.Count > 0)];
        Process? by = members.Where(other => other.IsAtWork && world.Network.Connects(other, process))
            .OrderByDescending(other => CoordinatorFor(other) is not null).ThenBy(other => other.Number).FirstOrDefault();
        if (by is null && members.Length > 0 && world.Scheduler.Now < until)
        {
            process.After(SearchAgain, () => Find(process, until));
            return;
        }

        Enter(process, by);
    }

    private void Enter(Process process, Process? by)
    {
        View view = _views[process];
        if (by is not null)
        {
            foreach (Process member in _views[by].Members)
            {
                view.Members.Add(member);
            }

            // One that was there under this address before is gone.
            foreach (Process old in view.Members.Where(member => member.Address == process.Address).ToArray())
            {
                view.Members.Remove(old);
                foreach (Process member in view.Members.Where(member => member.IsAlive))
                {
                    member.After(world.Scheduler.Even(0, 300_000), () => Remove(member, old));
                }
            }

            foreach (Process member in view.Members)
            {
                _views[member].Members.Add(process);
                world.CoordinatorAt(member)?.Desk.NodeJoined(process.Address);
            }
        }

        view.Members.Add(process);
        process.After(world.Scheduler.Even(0, Look), () => process.Every(Look, () => Check(process)));
    }

    /// <summary>Whether one has left, as another sees it.</summary>
    public bool HasLeft(Process viewer, Process process) => !_views[viewer].Members.Contains(process);

    /// <summary>The others that one knows and takes for reachable.</summary>
    public IEnumerable<Process> ReachableFrom(Process viewer) =>
        _views[viewer].Members.Where(member => member != viewer && !_views[viewer].Unreachable.Contains(member));

    /// <summary>The coordinator that a process sends to; null where it knows of none now.</summary>
    public SimCoordinator? CoordinatorFor(Process viewer) =>
        _views[viewer].Members.MinBy(member => member.Number) is Process oldest ? world.CoordinatorAt(oldest) : null;

    private void Check(Process self)
    {
        View view = _views[self];

        // One that was put out finds nobody who would speak with it, and ends.
        if (_views.Any(other => other.Key != self && other.Key.IsAtWork && world.Network.Connects(self, other.Key)
            && world.Network.IsQuarantined(self, other.Key) && view.Members.Contains(other.Key)))
        {
            self.After(world.Scheduler.Even(100_000, 2_000_000), self.Kill);
        }

        foreach (Process other in view.Members.Where(other => other != self).ToArray())
        {
            See(self, view, other);
        }

        if (view.Unreachable.Count > 0 && world.Scheduler.Now - view.ChangedAt >= StableAfter)
        {
            Resolve(self, view);
        }

        if (self.IsAlive && view.Members.Min(member => member.Number) == self.Number && world.CoordinatorAt(self) is null)
        {
            self.After(world.Scheduler.Even(10_000, 1_000_000), () => StartCoordinator(self));
        }
    }

    private void StartCoordinator(Process self)
    {
        if (world.CoordinatorAt(self) is null)
        {
            SimCoordinator coordinator = world.StartCoordinator(self);
            foreach (Process lost in _views[self].Unreachable)
            {
                coordinator.Desk.NodeLost(lost.Address, "it does not answer", isGone: false);
            }
        }
    }

    private void See(Process self, View view, Process other)
    {
        if (other.IsAtWork && world.Network.Connects(self, other))
        {
            view.SilentSince.Remove(other);
            if (view.Unreachable.Remove(other))
            {
                view.ChangedAt = world.Scheduler.Now;
                world.CoordinatorAt(self)?.Desk.NodeReachable(other.Address);
            }
        }
        else if (!view.SilentSince.TryGetValue(other, out long since))
        {
            view.SilentSince[other] = world.Scheduler.Now;
        }
        else if (world.Scheduler.Now - since >= Pause && view.Unreachable.Add(other))
        {
            view.ChangedAt = world.Scheduler.Now;
            world.Scheduler.Trace.Add(world.Scheduler.Now, self.Name, $"cannot reach {other.Name}");
            world.CoordinatorAt(self)?.Desk.NodeLost(other.Address, "it does not answer", isGone: false);
        }
    }

    private void Resolve(Process self, View view)
    {
        int there = view.Members.Count - view.Unreachable.Count;
        string lowest = view.Members.Min(member => member.Address)!;
        bool isKept = there > view.Unreachable.Count
            || (there == view.Unreachable.Count && view.Unreachable.All(other => other.Address != lowest));
        if (!isKept)
        {
            world.Scheduler.Trace.Add(world.Scheduler.Now, self.Name, "is in the minority and ends");
            self.Kill();
            return;
        }

        foreach (Process gone in view.Unreachable.ToArray())
        {
            Remove(self, gone);
        }
    }

    private void Remove(Process self, Process gone)
    {
        View view = _views[self];
        if (!view.Members.Remove(gone))
        {
            return;
        }

        world.Scheduler.Trace.Add(world.Scheduler.Now, self.Name, $"sees {gone.Name} leave");
        view.Unreachable.Remove(gone);
        view.SilentSince.Remove(gone);
        world.Network.Quarantine(self, gone);
        bool isBack = view.Members.Any(member => member.Address == gone.Address);
        world.CoordinatorAt(self)?.Desk.NodeLost(gone.Address, "it has left the cluster", isGone: true);
        world.NodeAt(self).Left(gone);
        if (isBack)
        {
            world.CoordinatorAt(self)?.Desk.NodeJoined(gone.Address);
            world.Scheduler.Trace.Add(world.Scheduler.Now, self.Name, $"knows {gone.Address} anew");
        }
    }

    private sealed class View
    {
        public List<Process> Members { get; } = [];

        public Dictionary<Process, long> SilentSince { get; } = [];

        public HashSet<Process> Unreachable { get; } = [];

        public long ChangedAt { get; set; }
    }
}
