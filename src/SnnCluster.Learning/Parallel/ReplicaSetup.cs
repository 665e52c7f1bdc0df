using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Training;

namespace SnnCluster.Learning.Parallel;

/// <summary>What every replica of a group begins with.</summary>
internal sealed class ReplicaSetup
{
    private readonly object _gate = new();
    private int _copying;
    private bool _isFreed;

    /// <summary>The examples.</summary>
    public required DataSet Data { get; init; }

    /// <summary>The state to begin with: the first replica's from then on, copied by the others.</summary>
    public required ClassifierState State { get; init; }

    /// <summary>How it is trained.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>Makes what computes; null: a core of the host.</summary>
    public Func<ClassifierState, IClassifierDevice>? Device { get; init; }

    /// <summary>
    /// A copy of the state, in the memory of the thread that asks. The first replica may end meanwhile, where another one
    /// could not start: it waits with its memory (<see cref="Free"/>).
    /// </summary>
    /// <exception cref="ObjectDisposedException">The first replica has ended.</exception>
    public ClassifierState CopyState()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isFreed, State);
            _copying++;
        }

        try
        {
            return State.Copy();
        }
        finally
        {
            lock (_gate)
            {
                _copying--;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Frees the state as soon as nobody copies it, and lets nobody copy it from then on.</summary>
    /// <param name="free">Frees it.</param>
    public void Free(Action free)
    {
        lock (_gate)
        {
            _isFreed = true;
            while (_copying > 0)
            {
                Monitor.Wait(_gate);
            }

            free();
        }
    }

    /// <summary>The examples of a set.</summary>
    public SpikeExamples Examples(ExampleSet set) => set == ExampleSet.Train ? Data.Train : Data.Test!;
}
