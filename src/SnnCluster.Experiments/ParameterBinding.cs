using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments;

/// <summary>
/// Turns the text that a user gave for parameters into a value for each parameter of an experiment. Numbers read the
/// same in every culture. Everything that is wrong is told at once.
/// </summary>
public static class ParameterBinding
{
    /// <summary>A value for each parameter: the default where no text is given.</summary>
    /// <param name="parameters">The experiment's parameters.</param>
    /// <param name="texts">Text by name.</param>
    /// <exception cref="InvalidDescriptionException">
    /// A name is unknown (the nearest is suggested), or a value is of the wrong type, not finite or out of range.
    /// </exception>
    public static IReadOnlyDictionary<string, object> Bind(
        IReadOnlyList<Parameter> parameters,
        IReadOnlyDictionary<string, string> texts)
    {
        var errors = new ValidationErrors();
        IReadOnlyDictionary<string, object> values = Bind(parameters, texts, errors);
        errors.ThrowIfAny();
        return values;
    }

    /// <summary>A value for each parameter, with findings collected instead of thrown.</summary>
    /// <param name="parameters">The experiment's parameters.</param>
    /// <param name="texts">Text by name.</param>
    /// <param name="errors">Takes what is wrong; parameters whose text was refused keep their default.</param>
    /// <param name="label">What messages call a parameter that was given; "--set NAME" by default.</param>
    /// <param name="dtMs">Length of a step [ms], for times that must be whole steps; where null, they are not compared with it.</param>
    public static IReadOnlyDictionary<string, object> Bind(
        IReadOnlyList<Parameter> parameters,
        IReadOnlyDictionary<string, string> texts,
        ValidationErrors errors,
        Func<string, string>? label = null,
        double? dtMs = null)
    {
        label ??= name => $"--set {name}";
        var values = new Dictionary<string, object>();
        foreach (Parameter parameter in parameters)
        {
            if (parameter.Default is not (double or long or bool or string))
            {
                errors.Add($"the experiment's parameter '{parameter.Name}' has a default of type "
                    + $"{parameter.Default.GetType().Name}: must be double, long, bool or string");
            }
            else if (parameter.Default is string word && !parameter.Choices.Contains(word))
            {
                errors.Add($"the experiment's parameter '{parameter.Name}' has the default '{word}', which is none of its choices");
            }
            else if (!values.TryAdd(parameter.Name, parameter.Default))
            {
                errors.Add($"the experiment has two parameters '{parameter.Name}': names must be unique");
            }
            else if (texts.TryGetValue(parameter.Name, out string? text))
            {
                values[parameter.Name] = Parse(parameter, text, label(parameter.Name), dtMs, errors) ?? parameter.Default;
            }
        }

        string[] names = [.. parameters.Select(parameter => parameter.Name)];
        foreach (string name in texts.Keys.Except(names))
        {
            errors.Add($"{label(name)} is '{texts[name]}': the experiment has no parameter '{name}'"
                + NearestName.Hint(name, names));
        }

        return values;
    }

    private static object? Parse(Parameter parameter, string text, string label, double? dtMs, ValidationErrors errors) =>
        parameter.Default switch
        {
            bool => Flag(text, label, errors),
            long => Integer(parameter, text, label, errors),
            string => Choice(parameter, text, label, errors),
            _ => Number(parameter, text, label, errors) is double value && HasWholeSteps(parameter, value, label, dtMs, errors) ? value : null,
        };

    private static bool HasWholeSteps(Parameter parameter, double value, string label, double? dtMs, ValidationErrors errors)
    {
        int before = errors.Messages.Count;
        if (parameter.IsWholeSteps && value != 0 && dtMs is double step)
        {
            errors.Steps(label, value, step, atLeast: 1);
        }

        return errors.Messages.Count == before;
    }

    private static string? Choice(Parameter parameter, string text, string label, ValidationErrors errors)
    {
        if (parameter.Choices.Contains(text))
        {
            return text;
        }

        errors.Add($"{label} is '{text}': must be one of {parameter.Range}{NearestName.Hint(text, parameter.Choices)}");
        return null;
    }

    private static object? Flag(string text, string label, ValidationErrors errors)
    {
        if (bool.TryParse(text, out bool value))
        {
            return value;
        }

        errors.Add($"{label} is '{text}': must be true or false");
        return null;
    }

    private static object? Integer(Parameter parameter, string text, string label, ValidationErrors errors)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
        {
            errors.Add($"{label} is '{text}': must be a whole number{And(parameter)}");
            return null;
        }

        return InRange(parameter, value) ? value : Refuse(parameter, text, label, errors);
    }

    private static object? Number(Parameter parameter, string text, string label, ValidationErrors errors)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
        {
            errors.Add($"{label} is '{text}': must be a number such as 1.5 or 1e-3{And(parameter)}");
            return null;
        }

        if (!double.IsFinite(value))
        {
            errors.Add($"{label} is {text}: must be a finite number{And(parameter)}");
            return null;
        }

        // Networks hold numbers in single precision.
        if (!float.IsFinite((float)value))
        {
            errors.Add($"{label} is {text}: must be at most 3.4E+38 in size, what single precision holds{And(parameter)}");
            return null;
        }

        bool vanishes = parameter.ExcludesMinimum && !((float)value > (float)parameter.Minimum);
        return InRange(parameter, value) && !vanishes ? value : Refuse(parameter, text, label, errors);
    }

    private static object? Refuse(Parameter parameter, string text, string label, ValidationErrors errors)
    {
        errors.Add($"{label} is {text}: must be {RangeWithUnit(parameter)}");
        return null;
    }

    private static bool InRange(Parameter parameter, double value) =>
        (parameter.ExcludesMinimum ? value > parameter.Minimum : value >= parameter.Minimum) && value <= parameter.Maximum;

    private static string And(Parameter parameter) =>
        double.IsInfinity(parameter.Minimum) && double.IsInfinity(parameter.Maximum) ? "" : $", {RangeWithUnit(parameter)}";

    private static string RangeWithUnit(Parameter parameter)
    {
        string range = parameter.Range;
        return $"{(char.IsAsciiLetter(range[0]) ? "" : "from ")}{range} {parameter.Unit}".TrimEnd();
    }
}
