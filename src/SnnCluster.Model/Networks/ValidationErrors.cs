using System.Globalization;
using System.Reflection;
using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Model.Networks;

/// <summary>
/// Collects everything that is wrong with what a user gave, so that all findings are told at once. Each names the
/// option or parameter, its value and the rule that it breaks. Numbers must hold as the engine will keep them, in single
/// precision. Beside errors there are notes: what a person should know of a description that is fit to run.
/// </summary>
public sealed class ValidationErrors
{
    private readonly List<string> _messages = [];
    private readonly List<string> _notes = [];

    /// <summary>What was found, in the order of the checks.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>What a person should know although nothing is wrong, in the order of the checks.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Adds a finding.</summary>
    public void Add(string message) => _messages.Add(message);

    /// <summary>Adds a note: a run goes on, and shows it.</summary>
    public void Note(string message) => _notes.Add(message);

    /// <summary>The value must be a number, not infinite, also in single precision.</summary>
    public bool Finite(string name, double value) =>
        Check(double.IsFinite(value), name, value, "must be a finite number")
        && Check(float.IsFinite((float)value), name, value, "must be at most 3.4E+38 in size, what single precision holds");

    /// <summary>The value must be finite and above a bound, also in single precision.</summary>
    public bool Above(string name, double value, double bound) =>
        Finite(name, value)
        && Check(value > bound, name, value, $"must be above {Text(bound)}")
        && Check((float)value > (float)bound, name, value, $"must be above {Text(bound)} in single precision");

    /// <summary>The value must be finite and at least a bound.</summary>
    public bool AtLeast(string name, double value, double bound) =>
        Finite(name, value) && Check(value >= bound, name, value, $"must be at least {Text(bound)}");

    /// <summary>The value must be finite and below a bound, also in single precision.</summary>
    public bool Below(string name, double value, double bound) =>
        Finite(name, value)
        && Check(value < bound, name, value, $"must be below {Text(bound)}")
        && Check((float)value < (float)bound, name, value, $"must be below {Text(bound)} in single precision");

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

        if (!StepCount.IsWhole(timeMs, dtMs))
        {
            Add($"{name} {Text(timeMs)} ms is not a multiple of dt {Text(dtMs)} ms");
            return 0;
        }

        return StepCount.Of(timeMs, dtMs);
    }

    /// <summary>
    /// The rate of a neuron that spikes at most once per step must be at least 0 and at most one spike per step; from 0.1
    /// spikes per step on there is a note.
    /// </summary>
    /// <param name="name">What to call the rate, with its unit.</param>
    /// <param name="rateHz">The rate [Hz].</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public void Rate(string name, double rateHz, double dtMs)
    {
        if (!AtLeast(name, rateHz, 0) || !(dtMs > 0))
        {
            return;
        }

        // A billionth is left to rounding: 1000/dt is a rate of exactly one.
        double perStep = rateHz * dtMs / 1000;
        if (perStep > 1 + 1e-9)
        {
            Add($"{name} is {Text(rateHz)}: must be at most {Text(1000 / dtMs)}, one spike per step of dt {Text(dtMs)} ms");
        }
        else if (perStep >= 0.1 * (1 - 1e-9))
        {
            Note($"{name} is {Text(rateHz)}, {perStep.ToString("G3", CultureInfo.InvariantCulture)} spikes per step of dt "
                + $"{Text(dtMs)} ms: a neuron spikes at most once per step, so from 0.1 on spikes come more regularly than by "
                + "chance");
        }
    }

    /// <summary>Every number of a struct of constants, as the engine holds it, must be finite.</summary>
    /// <param name="name">What to call the struct.</param>
    /// <param name="constants">The struct: numbers, or structs of numbers.</param>
    public void Holds(string name, object constants)
    {
        foreach (FieldInfo field in constants.GetType().GetFields(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            // A property's field is called "<Property>k__BackingField".
            string constant = field.Name.Split('<', '>') is [_, string property, _] ? property : field.Name;
            object? value = field.GetValue(constants);
            if (value is float or double)
            {
                double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                Check(double.IsFinite(number), $"{name}: {constant}", number, "must be a finite number of single precision");
            }
            else if (value is not null && field.FieldType is { IsPrimitive: false, IsEnum: false, IsValueType: true })
            {
                Holds(name, value);
            }
        }
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
