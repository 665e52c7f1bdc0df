using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>A parameter that decides what a training gives.</summary>
/// <param name="Name">Its name; on the command line with -- before it.</param>
/// <param name="HelpName">What its value is, as INTEGER; empty: a flag, which is there or not.</param>
/// <param name="Description">What it does and its default, in a line.</param>
/// <param name="Get">Its value: a number, a truth value or a text; null where there is none.</param>
/// <param name="Set">A request with its value changed, read from text; adds what is wrong.</param>
public sealed record TrainingParameter(
    string Name,
    string HelpName,
    string Description,
    Func<TrainingRequest, object?> Get,
    Func<TrainingRequest, string, ValidationErrors, TrainingRequest> Set)
{
    /// <summary>Its name as an option.</summary>
    public string Option => "--" + Name;

    /// <summary>Whether it is there or not, and has no value on a command line.</summary>
    public bool IsFlag => HelpName.Length == 0;

    /// <summary>Its value as text that <see cref="Set"/> reads; null where there is none.</summary>
    public string? Text(TrainingRequest request) => Get(request) switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        object value => value.ToString(),
    };
}
