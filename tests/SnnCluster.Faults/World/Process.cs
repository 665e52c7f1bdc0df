using SnnCluster.Faults.Scheduling;

namespace SnnCluster.Faults.World;

/// <summary>A process of a node: killed, it is gone with all that it had; frozen, it does later what it would do now.</summary>
internal sealed class Process(Scheduler scheduler, string address, int number)
{
    private readonly List<Action> _stash = [];

    public Scheduler Scheduler => scheduler;

    /// <summary>Its address, as host:port: a process that is started again has the one before's.</summary>
    public string Address => address;

    /// <summary>Age: the lowest is the oldest.</summary>
    public int Number => number;

    public string Name { get; } = $"{address}#{number}";

    public bool IsAlive { get; private set; } = true;

    public bool IsFrozen { get; private set; }

    /// <summary>Is told when it is killed.</summary>
    public event Action? Killed;

    public bool IsAtWork => IsAlive && !IsFrozen;

    /// <summary>When it goes on, where it is frozen [us].</summary>
    public long FrozenUntil { get; private set; }

    /// <summary>Something is done after so long [us], if the process lives then.</summary>
    public void After(long delay, Action action) => scheduler.After(delay, () => Do(action));

    /// <summary>Something is done again and again.</summary>
    public void Every(long interval, Action action) => After(interval, () =>
    {
        action();
        Every(interval, action);
    });

    public void Do(Action action)
    {
        if (IsFrozen)
        {
            _stash.Add(action);
        }
        else if (IsAlive)
        {
            action();
        }
    }

    public void Kill()
    {
        if (IsAlive)
        {
            IsAlive = false;
            IsFrozen = false;
            _stash.Clear();
            Killed?.Invoke();
        }
    }

    public void Freeze(long time)
    {
        IsFrozen = IsAlive;
        FrozenUntil = scheduler.Now + time;
    }

    public void Thaw()
    {
        IsFrozen = false;
        foreach (Action action in _stash.ToArray())
        {
            After(0, action);
        }

        _stash.Clear();
    }
}

/// <summary>Something in a process that takes messages.</summary>
internal abstract class SimActor(Process? process, string name)
{
    /// <summary>Where it lives; null for a client, which is no part of the cluster.</summary>
    public Process? Process => process;

    public string Name { get; } = process is null ? name : $"{process.Name}/{name}";

    public bool IsStopped { get; protected set; }

    /// <summary>Takes a message, where it still lives.</summary>
    public abstract void Receive(object message, SimActor sender);
}
