using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Model.Networks;

/// <summary>
/// Collects everything that is wrong with what a user gave, so that all findings are told at once. Each names the
/// option or parameter, its value and the rule that it breaks. Numbers must hold as the engine will keep them, in single
/// precision. Beside errors there are notes: what a person should know of a description that is fit to run.
/// </summary>
/// <remarks>
/// The last parameter of a check is filled in by the compiler: the expression that was checked, mostly a property. With it, and with the part of a description
/// that <see cref="About"/> names, whoever has read the description from a file finds the place; and ranges of a schema are those that checks have.
/// </remarks>
public sealed class ValidationErrors
{
    private readonly List<ValidationFinding> _findings = [];
    private readonly List<string> _messages = [];
    private readonly List<string> _notes = [];
    private object? _subject;

    /// <summary>What was found, in the order of the checks.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>The same, with what each is about.</summary>
    public IReadOnlyList<ValidationFinding> Findings => _findings;

    /// <summary>Is told of every check of a number against fixed bounds, kept or broken; null, the default: nobody is.</summary>
    public Action<ValidationCheck>? OnCheck { get; init; }

    /// <summary>The part of a description that what is found from now on is about, until what comes back is disposed of.</summary>
    /// <param name="subject">A population, a model, a projection and so on; null: the same as before.</param>
    public Subject About(object? subject)
    {
        var before = new Subject(this, _subject);
        _subject = subject ?? _subject;
        return before;
    }

    /// <summary>What a person should know although nothing is wrong, in the order of the checks.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Adds a finding.</summary>
    /// <param name="message">What it is, with the value and the rule.</param>
    /// <param name="of">The property that it is about, where it is one.</param>
    public void Add(string message, string? of = null) => Add(message, of, null);

    /// <summary>Adds a finding about a place in a text.</summary>
    /// <param name="message">What it is.</param>
    /// <param name="of">The property that has the text, with [n] after it, or [name], where it has several.</param>
    /// <param name="at">Where in the text, counted from 0.</param>
    public void AddAt(string message, string of, int at)
    {
        _messages.Add(message);
        _findings.Add(new ValidationFinding(message, _subject, of, null, at));
    }

    /// <summary>Adds a note: a run goes on, and shows it.</summary>
    public void Note(string message) => _notes.Add(message);

    /// <summary>The value must be a number, not infinite, also in single precision.</summary>
    public bool Finite(string name, double value, [CallerArgumentExpression(nameof(value))] string? of = null) =>
        Check(double.IsFinite(value), name, value, "must be a finite number", of)
        && Check(float.IsFinite((float)value), name, value, "must be at most 3.4E+38 in size, what single precision holds", of);

    /// <summary>The value must be finite and above a bound, also in single precision.</summary>
    public bool Above(
        string name,
        double value,
        double bound,
        [CallerArgumentExpression(nameof(value))] string? of = null,
        [CallerArgumentExpression(nameof(bound))] string? boundOf = null) =>
        Tell(new ValidationCheck(of, bound, boundOf, ExcludesLeast: true))
        && Finite(name, value, of)
        && Check(value > bound, name, value, $"must be above {Text(bound)}", of, boundOf)
        && Check((float)value > (float)bound, name, value, $"must be above {Text(bound)} in single precision", of, boundOf);

    /// <summary>The value must be finite and at least a bound.</summary>
    public bool AtLeast(
        string name,
        double value,
        double bound,
        [CallerArgumentExpression(nameof(value))] string? of = null,
        [CallerArgumentExpression(nameof(bound))] string? boundOf = null) =>
        Tell(new ValidationCheck(of, bound, boundOf))
        && Finite(name, value, of)
        && Check(value >= bound, name, value, $"must be at least {Text(bound)}", of, boundOf);

    /// <summary>The value must be finite and below a bound, also in single precision.</summary>
    public bool Below(
        string name,
        double value,
        double bound,
        [CallerArgumentExpression(nameof(value))] string? of = null,
        [CallerArgumentExpression(nameof(bound))] string? boundOf = null) =>
        Tell(new ValidationCheck(of, Most: bound, MostOf: boundOf, ExcludesMost: true))
        && Finite(name, value, of)
        && Check(value < bound, name, value, $"must be below {Text(bound)}", of, boundOf)
        && Check((float)value < (float)bound, name, value, $"must be below {Text(bound)} in single precision", of, boundOf);

    /// <summary>The value must be finite and between two bounds, both allowed.</summary>
    public bool Within(
        string name,
        double value,
        double from,
        double to,
        [CallerArgumentExpression(nameof(value))] string? of = null,
        [CallerArgumentExpression(nameof(from))] string? fromOf = null,
        [CallerArgumentExpression(nameof(to))] string? toOf = null) =>
        Tell(new ValidationCheck(of, from, fromOf, to, toOf))
        && Finite(name, value, of)
        && Check(value >= from && value <= to, name, value, $"must be from {Text(from)} to {Text(to)}", of, $"{fromOf} {toOf}");

    /// <summary>The time must be a whole number of steps (to 1e-6 of a step), and at least so many.</summary>
    /// <returns>The number of steps, or 0 where the time was refused.</returns>
    public int Steps(
        string name, double timeMs, double dtMs, int atLeast, [CallerArgumentExpression(nameof(timeMs))] string? of = null)
    {
        Tell(new ValidationCheck(of, 0, "0", ExcludesLeast: atLeast > 0));
        if (!Finite(name, timeMs, of) || !(dtMs > 0))
        {
            return 0;
        }

        double steps = timeMs / dtMs;
        if (steps < atLeast - 1e-6)
        {
            Add(atLeast == 1
                ? $"{name} {Text(timeMs)} ms is below dt {Text(dtMs)} ms"
                : $"{name} {Text(timeMs)} ms is below {atLeast} steps of dt {Text(dtMs)} ms",
                of,
                timeMs);
            return 0;
        }

        if (steps > int.MaxValue)
        {
            Add($"{name} {Text(timeMs)} ms is more than {int.MaxValue} steps of dt {Text(dtMs)} ms", of, timeMs);
            return 0;
        }

        if (!StepCount.IsWhole(timeMs, dtMs))
        {
            Add($"{name} {Text(timeMs)} ms is not a multiple of dt {Text(dtMs)} ms", of, timeMs);
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
    /// <param name="of">What was checked; from the compiler.</param>
    public void Rate(string name, double rateHz, double dtMs, [CallerArgumentExpression(nameof(rateHz))] string? of = null)
    {
        if (!AtLeast(name, rateHz, 0, of) || !(dtMs > 0))
        {
            return;
        }

        // A billionth is left to rounding: 1000/dt is a rate of exactly one.
        double perStep = rateHz * dtMs / 1000;
        if (perStep > 1 + 1e-9)
        {
            Add($"{name} is {Text(rateHz)}: must be at most {Text(1000 / dtMs)}, one spike per step of dt {Text(dtMs)} ms", of, rateHz);
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
                Check(double.IsFinite(number), $"{name}: {constant}", number, "must be a finite number of single precision", of: null);
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

    private bool Check(bool holds, string name, double value, string rule, string? of, string? against = null)
    {
        if (!holds)
        {
            Add($"{name} is {Text(value)}: {rule}", of, value, against);
        }

        return holds;
    }

    private bool Tell(ValidationCheck check)
    {
        OnCheck?.Invoke(check);
        return true;
    }

    private void Add(string message, string? of, double? value, string? against = null)
    {
        _messages.Add(message);
        _findings.Add(new ValidationFinding(message, _subject, of, value) { Against = against });
    }

    /// <summary>Ends what findings are about.</summary>
    public readonly struct Subject : IDisposable
    {
        private readonly ValidationErrors _errors;
        private readonly object? _before;

        internal Subject(ValidationErrors errors, object? before) => (_errors, _before) = (errors, before);

        /// <summary>Findings are again about what they were about before.</summary>
        public void Dispose() => _errors._subject = _before;
    }
}

/// <summary>Something that is wrong with a description.</summary>
/// <param name="Message">What it is, with the value and the rule.</param>
/// <param name="Subject">The part of the description; null: the whole, or it is not known.</param>
/// <param name="Of">The property, or the expression that has it; null: several, or it is not known.</param>
/// <param name="Value">The value; null where it is no number.</param>
/// <param name="At">Where in a text, counted from 0; null where it is no place in a text.</param>
public sealed record ValidationFinding(string Message, object? Subject, string? Of, double? Value, int? At = null)
{
    /// <summary>The expressions of the bounds that a number was compared with; null: none, or they are not known.</summary>
    public string? Against { get; init; }
}

/// <summary>A check of a number.</summary>
/// <param name="Of">The property, or the expression that has it.</param>
/// <param name="Least">The smallest value that is allowed; null: any.</param>
/// <param name="LeastOf">What that was written as.</param>
/// <param name="Most">The largest value that is allowed; null: any.</param>
/// <param name="MostOf">What that was written as.</param>
/// <param name="ExcludesLeast">Whether the smallest is itself refused.</param>
/// <param name="ExcludesMost">Whether the largest is itself refused.</param>
public readonly record struct ValidationCheck(
    string? Of,
    double? Least = null,
    string? LeastOf = null,
    double? Most = null,
    string? MostOf = null,
    bool ExcludesLeast = false,
    bool ExcludesMost = false);

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
