using System.Globalization;

namespace SnnCluster.Model.Networks;

/// <summary>
/// Collects everything that is wrong with what a user gave, so that all findings are told at once. Each names the
/// option or parameter, its value and the rule that it breaks.
/// </summary>
public sealed class ValidationErrors
{
    private readonly List<string> _messages = [];

    /// <summary>What was found, in the order of the checks.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>Adds a finding.</summary>
    public void Add(string message) => _messages.Add(message);

    /// <summary>The value must be a number, not infinite.</summary>
    public bool Finite(string name, double value) =>
        Check(double.IsFinite(value), name, value, "must be a finite number");

    /// <summary>The value must be finite and above a bound.</summary>
    public bool Above(string name, double value, double bound) =>
        Finite(name, value) && Check(value > bound, name, value, $"must be above {Text(bound)}");

    /// <summary>The value must be finite and at least a bound.</summary>
    public bool AtLeast(string name, double value, double bound) =>
        Finite(name, value) && Check(value >= bound, name, value, $"must be at least {Text(bound)}");

    /// <summary>The value must be finite and below a bound.</summary>
    public bool Below(string name, double value, double bound) =>
        Finite(name, value) && Check(value < bound, name, value, $"must be below {Text(bound)}");

    /// <summary>The value must be finite and between two bounds, both allowed.</summary>
    public bool Within(string name, double value, double from, double to) =>
        Finite(name, value) && Check(value >= from && value <= to, name, value, $"must be from {Text(from)} to {Text(to)}");

    /// <summary>The time must be a whole number of steps (to 1e-6 of a step), and at least so many.</summary>
    /// <returns>The number of steps, or 0 where the time was refused.</returns>
    public int Steps(string name, double timeMs, double dtMs, int atLeast)
    {
        if (!Finite(name, timeMs) || !(dtMs > 0))
        {
            return 0;
        }

        double steps = timeMs / dtMs;
        if (steps < atLeast - 1e-6)
        {
            Add(atLeast == 1
                ? $"{name} {Text(timeMs)} ms is below dt {Text(dtMs)} ms"
                : $"{name} {Text(timeMs)} ms is below {atLeast} steps of dt {Text(dtMs)} ms");
            return 0;
        }

        if (steps > int.MaxValue)
        {
            Add($"{name} {Text(timeMs)} ms is more than {int.MaxValue} steps of dt {Text(dtMs)} ms");
            return 0;
        }

        double whole = Math.Round(steps);
        if (Math.Abs(steps - whole) > 1e-6)
        {
            Add($"{name} {Text(timeMs)} ms is not a multiple of dt {Text(dtMs)} ms");
            return 0;
        }

        return (int)whole;
    }

    /// <summary>Throws what was found, if anything.</summary>
    /// <exception cref="InvalidDescriptionException">Something was found.</exception>
    public void ThrowIfAny()
    {
        if (_messages.Count > 0)
        {
            throw new InvalidDescriptionException([.. _messages]);
        }
    }

    /// <summary>A number as messages show it, the same in every culture.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private bool Check(bool holds, string name, double value, string rule)
    {
        if (!holds)
        {
            Add($"{name} is {Text(value)}: {rule}");
        }

        return holds;
    }
}

/// <summary>What a user described cannot be built; <see cref="Findings"/> says all that is wrong with it.</summary>
public sealed class InvalidDescriptionException : Exception
{
    /// <summary>With everything that was found.</summary>
    public InvalidDescriptionException(IReadOnlyList<string> findings)
        : base(string.Join(Environment.NewLine, findings)) => Findings = findings;

    /// <summary>With one finding.</summary>
    public InvalidDescriptionException(string finding)
        : this([finding])
    {
    }

    /// <summary>One message per finding.</summary>
    public IReadOnlyList<string> Findings { get; }
}
