namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>A parameter of a model of another simulator.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Default">Its default there: a number, a list of numbers, or 0 and 1 for false and true.</param>
internal sealed record CellParameter(string Name, params double[] Default)
{
    /// <summary>Whether it is a list of numbers, of any length.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether it must have its default: it turns on what we have not.</summary>
    public bool MustBeDefault { get; init; }

    /// <summary>Whether it may be absent: then another one stands for it.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>Values of the parameters of a model: those that a file gives, else the defaults.</summary>
/// <param name="parameters">The model's parameters.</param>
/// <param name="given">Values that were given, by name.</param>
internal sealed class CellValues(IReadOnlyList<CellParameter> parameters, IReadOnlyDictionary<string, double[]> given)
{
    /// <summary>The number of a parameter.</summary>
    public double this[string name] => List(name)[0];

    /// <summary>What was given.</summary>
    public IReadOnlyDictionary<string, double[]> Given => given;

    /// <summary>The number of a parameter that may be absent.</summary>
    public double? Find(string name) => given.TryGetValue(name, out double[]? values) ? values[0] : null;

    /// <summary>All numbers of a parameter.</summary>
    public double[] List(string name) => given.TryGetValue(name, out double[]? values) ? values : parameters.First(one => one.Name == name).Default;

    /// <summary>The same with other numbers for some parameters.</summary>
    public CellValues With(IEnumerable<KeyValuePair<string, double>> others)
    {
        var all = new Dictionary<string, double[]>(given);
        foreach ((string name, double value) in others)
        {
            all[name] = [value];
        }

        return new CellValues(parameters, all);
    }
}
