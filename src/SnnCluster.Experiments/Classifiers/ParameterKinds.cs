using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Parameters by the kind of their values. What a value may be, the classifier and its training say.</summary>
internal static class ParameterKinds
{
    public static TrainingParameter Integer(
        string name, string description, Func<TrainingRequest, int> get, Func<TrainingRequest, int, TrainingRequest> set) =>
        OptionalInteger(name, description, request => get(request), set);

    public static TrainingParameter OptionalInteger(
        string name, string description, Func<TrainingRequest, int?> get, Func<TrainingRequest, int, TrainingRequest> set) =>
        new(name, "INTEGER", description, request => get(request), (request, text, errors) =>
        {
            if (TryInteger(text, out int value))
            {
                return set(request, value);
            }

            errors.Add($"--{name} is '{text}': must be a whole number");
            return request;
        });

    public static TrainingParameter Number(
        string name, string description, Func<TrainingRequest, double> get, Func<TrainingRequest, double, TrainingRequest> set) =>
        OptionalNumber(name, description, request => get(request), set);

    public static TrainingParameter OptionalNumber(
        string name,
        string description,
        Func<TrainingRequest, double?> get,
        Func<TrainingRequest, double, TrainingRequest> set) =>
        new(name, "NUMBER", description, request => get(request), (request, text, errors) =>
        {
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                return set(request, value);
            }

            errors.Add($"--{name} is '{text}': must be a number such as 1.5 or 1e-3");
            return request;
        });

    public static TrainingParameter Flag(
        string name, string description, Func<TrainingRequest, bool> get, Func<TrainingRequest, bool, TrainingRequest> set) =>
        new(name, "", description, request => get(request), (request, text, errors) =>
        {
            if (bool.TryParse(text, out bool value))
            {
                return set(request, value);
            }

            errors.Add($"--{name} is '{text}': must be true or false");
            return request;
        });

    public static TrainingParameter Choice<T>(
        string name,
        (string Text, T Value)[] choices,
        string description,
        Func<TrainingRequest, T> get,
        Func<TrainingRequest, T, TrainingRequest> set)
        where T : struct, Enum =>
        OptionalChoice(name, choices, description, request => get(request), set);

    public static TrainingParameter OptionalChoice<T>(
        string name,
        (string Text, T Value)[] choices,
        string description,
        Func<TrainingRequest, T?> get,
        Func<TrainingRequest, T, TrainingRequest> set)
        where T : struct, Enum =>
        new(
            name,
            "NAME",
            description,
            request => get(request) is T chosen ? choices.First(choice => choice.Value.Equals(chosen)).Text : null,
            (request, text, errors) =>
            {
                foreach ((string known, T value) in choices)
                {
                    if (known == text)
                    {
                        return set(request, value);
                    }
                }

                string[] names = [.. choices.Select(choice => choice.Text)];
                errors.Add($"--{name} is '{text}': must be {string.Join(" or ", names)}"
                    + NearestName.Guess(text, names));
                return request;
            });

    public static bool TryInteger(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
