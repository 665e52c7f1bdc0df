using System.Globalization;
using System.Text;

namespace SnnCluster.Faults.Schedules;

/// <summary>What was injected, and how the runs that it met ended.</summary>
internal sealed class FaultTable
{
    private readonly long[] _injected = new long[Enum.GetValues<FaultKind>().Length];
    private readonly long[] _schedules = new long[Enum.GetValues<FaultKind>().Length];
    private readonly long[] _finished = new long[Enum.GetValues<FaultKind>().Length];
    private readonly SortedDictionary<string, int> _endings = new(StringComparer.Ordinal);
    private int _count;
    private long _recoveries;
    private double _virtualSeconds;

    /// <summary>Schedules in which a node held several runs at once.</summary>
    public int Together { get; private set; }

    /// <summary>Schedules that ended as none may.</summary>
    public int Failed { get; private set; }

    public void Add(ScheduleResult result)
    {
        _count++;
        _recoveries += result.Recoveries;
        _virtualSeconds += result.Seconds;
        Failed += result.Finding is null ? 0 : 1;
        Together += result.Together > 1 ? 1 : 0;
        string ending = result.Finding is null ? result.Ending : "WRONG";
        _endings[ending] = _endings.GetValueOrDefault(ending) + 1;
        for (int kind = 0; kind < _injected.Length; kind++)
        {
            _injected[kind] += result.Faults[kind];
            _schedules[kind] += result.Faults[kind] > 0 ? 1 : 0;
            _finished[kind] += result.Faults[kind] > 0 && result.Ending == "finished" ? 1 : 0;
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine("| fault | injected | schedules with it | of these finished with the digest |");
        text.AppendLine("| --- | ---: | ---: | ---: |");
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {kind} | {_injected[(int)kind]:N0} | {_schedules[(int)kind]:N0} | {_finished[(int)kind]:N0} |");
        }

        text.AppendLine(CultureInfo.InvariantCulture,
            $"{_count:N0} schedules: {string.Join(", ", _endings.Select(ending => $"{ending.Key} {ending.Value:N0}"))}; {_recoveries:N0} recoveries; {Together:N0} with several runs on a node; {_virtualSeconds:N0} s of virtual time");
        return text.ToString();
    }
}
