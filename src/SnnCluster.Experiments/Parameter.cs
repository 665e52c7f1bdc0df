namespace SnnCluster.Experiments;

/// <summary>A parameter of an experiment, which users set with <c>--set name=value</c>.</summary>
/// <param name="Name">Name in kebab case, such as "feed-forward-sigma".</param>
/// <param name="Unit">Unit, such as "ms"; empty for a plain number.</param>
/// <param name="Default">Default: a <see cref="double"/>, a <see cref="long"/> (whole number), a <see cref="bool"/>, or a <see cref="string"/> out of <see cref="Choices"/>.</param>
/// <param name="Description">What it is, in one line.</param>
/// <param name="Minimum">Smallest value that is allowed.</param>
/// <param name="Maximum">Largest value that is allowed.</param>
/// <param name="ExcludesMinimum">Whether the minimum itself is refused.</param>
public sealed record Parameter(
    string Name,
    string Unit,
    object Default,
    string Description,
    double Minimum = double.NegativeInfinity,
    double Maximum = double.PositiveInfinity,
    bool ExcludesMinimum = false)
{
    /// <summary>The words that are allowed, for a parameter whose default is one of them; none for others.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Whether it is a time that must be a whole number of steps; 0 where the range has it. False by default.</summary>
    public bool IsWholeSteps { get; init; }

    /// <summary>The values that are allowed, for people: such as "above 0" or "0 to 1".</summary>
    public string Range => (Default, Minimum, Maximum) switch
    {
        (bool, _, _) => "true or false",
        (string, _, _) => string.Join(", ", Choices),
        (_, double.NegativeInfinity, double.PositiveInfinity) => "any",
        (_, _, double.PositiveInfinity) => ExcludesMinimum ? $"above {Minimum}" : $"at least {Minimum}",
        (_, double.NegativeInfinity, _) => $"at most {Maximum}",
        _ => ExcludesMinimum ? $"above {Minimum}, at most {Maximum}" : $"{Minimum} to {Maximum}",
    };
}
