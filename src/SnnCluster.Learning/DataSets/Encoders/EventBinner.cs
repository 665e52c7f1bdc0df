using System.Runtime.InteropServices;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.DataSets.Encoders;

/// <summary>
/// Bins events into steps of 1 ms: a channel spikes in a step in which at least so many of its events fell, once
/// however many there are. Events before the first step and after the last are left out.
/// </summary>
public sealed class EventBinner
{
    private readonly int _threshold;
    private readonly List<Spike> _events = [];

    /// <summary>For examples of one length.</summary>
    /// <param name="steps">Steps of an example, 1 to 65,536.</param>
    /// <param name="threshold">Events of a channel in a step that make it spike, at least 1.</param>
    public EventBinner(int steps, int threshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Spike.Limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        Steps = steps;
        _threshold = threshold;
    }

    /// <summary>Steps of an example.</summary>
    public int Steps { get; }

    /// <summary>Events so far, of all examples.</summary>
    public long Events { get; private set; }

    /// <summary>How many of them were before the first step or after the last.</summary>
    public long Outside { get; private set; }

    /// <summary>Adds an event.</summary>
    /// <param name="timeUs">When it was, from the start of the example [µs].</param>
    /// <param name="channel">Its channel, 0 to 65,535.</param>
    public void Add(long timeUs, int channel)
    {
        Events++;
        if (timeUs >= 0 && timeUs / 1000 < Steps)
        {
            _events.Add(new Spike((int)(timeUs / 1000), channel));
        }
        else
        {
            Outside++;
        }
    }

    /// <summary>
    /// The spikes of the events so far, by step, then channel; the next event begins another example. They stay valid
    /// until then.
    /// </summary>
    public Span<Spike> Take()
    {
        Span<Spike> events = CollectionsMarshal.AsSpan(_events);
        events.Sort();
        int count = 0;
        for (int begin = 0, end; begin < events.Length; begin = end)
        {
            for (end = begin + 1; end < events.Length && events[end] == events[begin];)
            {
                end++;
            }

            if (end - begin >= _threshold)
            {
                events[count++] = events[begin];
            }
        }

        // Clearing keeps the list's memory, which the span still shows.
        _events.Clear();
        return events[..count];
    }
}
