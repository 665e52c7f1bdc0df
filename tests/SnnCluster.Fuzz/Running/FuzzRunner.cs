using System.Diagnostics;
using System.Globalization;

namespace SnnCluster.Fuzz.Running;

/// <summary>Gives a target its inputs, and watches time and memory.</summary>
internal sealed class FuzzRunner(string name, IFuzzTarget target, ulong seed)
{
    private readonly FuzzReport _report = new(name);
    private FuzzFailure? _current;
    private long _began;

    /// <summary>Runs inputs with consecutive numbers, until one fails or there is no more time.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="inputs">How many.</param>
    /// <param name="limit">Time for all; null: as long as it takes.</param>
    public FuzzReport Run(long first, long inputs, TimeSpan? limit)
    {
        var clock = Stopwatch.StartNew();
        var thread = new Thread(() => RunAll(first, inputs, limit, clock)) { IsBackground = true, Name = $"fuzz {name}" };
        thread.Start();

        // A reader that never ends is on its own thread: it is told, and left behind.
        while (!thread.Join(TimeSpan.FromMilliseconds(250)))
        {
            if (Volatile.Read(ref _current) is FuzzFailure current
                && Stopwatch.GetElapsedTime(Volatile.Read(ref _began)) > target.Readers.Max(reader => reader.TimeLimit))
            {
                _report.Failure ??= current with { Reason = "it does not end" };
                break;
            }
        }

        _report.Elapsed = clock.Elapsed;
        return _report;
    }

    /// <summary>The input of a number, and whom it goes to.</summary>
    public (FuzzReader Reader, byte[] Input) InputOf(long index)
    {
        var random = new FuzzRandom(seed, name, index);
        FuzzReader reader = random.Of(target.Readers);
        return (reader, reader.Make?.Invoke(random) ?? Mutations.Make(random, reader.Valid));
    }

    private void RunAll(long first, long inputs, TimeSpan? limit, Stopwatch clock)
    {
        if (!AcceptsValid())
        {
            return;
        }

        for (long index = first; index < first + inputs && !(clock.Elapsed > limit); index++)
        {
            (FuzzReader reader, byte[] input) = InputOf(index);
            if (!RunOne(reader, input, index))
            {
                return;
            }
        }

        try
        {
            target.Check();
        }
        catch (Exception exception)
        {
            _report.Failure = new FuzzFailure(-1, "check at the end", [], exception.ToString());
        }
    }

    // Twice, so that what is compiled and filled once is not counted as what an input allocates.
    private bool AcceptsValid()
    {
        foreach (FuzzReader reader in target.Readers)
        {
            foreach (byte[] input in reader.Valid.Concat(reader.Valid))
            {
                try
                {
                    if (!reader.Take(input))
                    {
                        _report.Failure = new FuzzFailure(-1, reader.Name, input, "a valid input was refused");
                        return false;
                    }
                }
                catch (Exception exception)
                {
                    _report.Failure = new FuzzFailure(-1, reader.Name, input, $"a valid input failed: {exception}");
                    return false;
                }
            }
        }

        return true;
    }

    private bool RunOne(FuzzReader reader, byte[] input, long index)
    {
        var failure = new FuzzFailure(index, reader.Name, input, "");
        Volatile.Write(ref _began, Stopwatch.GetTimestamp());
        Volatile.Write(ref _current, failure);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            if (reader.Take(input))
            {
                _report.Accepted++;
            }
            else
            {
                _report.Rejected++;
            }
        }
        catch (Exception exception)
        {
            _report.Failure = failure with { Reason = exception.ToString() };
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan took = Stopwatch.GetElapsedTime(_began);
        Volatile.Write(ref _current, null);
        _report.Inputs++;
        _report.LargestAllocation = Math.Max(_report.LargestAllocation, allocated);
        if (took > _report.Slowest)
        {
            (_report.Slowest, _report.SlowestIndex) = (took, index);
        }

        long allowed = reader.FreeBytes + ((long)reader.BytesPerByte * input.Length);
        if (_report.Failure is null && allocated > allowed)
        {
            _report.Failure = failure with
            {
                Reason = string.Create(
                    CultureInfo.InvariantCulture, $"{input.Length} bytes made it allocate {allocated}, {allowed} are allowed"),
            };
        }

        if (_report.Failure is null && took > reader.TimeLimit)
        {
            _report.Failure = failure with { Reason = $"it took {took}" };
        }

        return _report.Failure is null;
    }
}
