namespace SnnCluster.Experiments;

/// <summary>A value that a probe gave.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Value">The value; not a number where there was none.</param>
public readonly record struct Observation(int Step, double Value);

/// <summary>What the probes of a run gave as numbers over time: what <see cref="Experiment.Analyze"/> makes results of.</summary>
public sealed class RunObservations
{
    private readonly Dictionary<(string Name, string Of), List<Observation>> _values = [];

    /// <summary>A quantity over time, oldest first; empty where it was not observed.</summary>
    /// <param name="name">Name of the quantity.</param>
    /// <param name="of">Name of the population or projection.</param>
    public IReadOnlyList<Observation> Of(string name, string of) => _values.TryGetValue((name, of), out List<Observation>? values) ? values : [];

    /// <summary>The first value of a quantity; not a number where it was not observed.</summary>
    /// <param name="name">Name of the quantity.</param>
    /// <param name="of">Name of the population or projection.</param>
    public double First(string name, string of) => Of(name, of) is [Observation first, ..] ? first.Value : double.NaN;

    /// <summary>The last value of a quantity; not a number where it was not observed.</summary>
    /// <param name="name">Name of the quantity.</param>
    /// <param name="of">Name of the population or projection.</param>
    public double Last(string name, string of) => Of(name, of) is [.., Observation last] ? last.Value : double.NaN;

    /// <summary>Adds a value, unless the quantity has one of that time: two probes may observe the same.</summary>
    /// <returns>Whether it was added.</returns>
    internal bool Add(string name, string of, int step, double value)
    {
        if (!_values.TryGetValue((name, of), out List<Observation>? values))
        {
            _values.Add((name, of), values = []);
        }

        if (values is [.., Observation last] && last.Step == step)
        {
            return false;
        }

        values.Add(new Observation(step, value));
        return true;
    }
}
