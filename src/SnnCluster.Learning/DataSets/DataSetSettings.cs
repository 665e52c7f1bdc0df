using SnnCluster.Learning.Examples;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.DataSets;

/// <summary>A request with all defaults filled in and all rules checked.</summary>
/// <param name="Folder">The folder with the set's files, or its only file; empty for a generated set.</param>
/// <param name="Seed">The seed of generated sets, and of a split into training and test.</param>
/// <param name="Steps">Steps of 1 ms that an example lasts; null: as many as the files have (<see cref="DataSetDefaults.IsOfFiles"/>).</param>
/// <param name="CountThreshold">Events in a step that make a channel spike; 1 where there is nothing to count.</param>
/// <param name="Downsampling">Pixels, or channels, per side that become one; 1 where there is no space.</param>
/// <param name="Limit">At most so many examples of each part.</param>
public sealed record DataSetSettings(
    string Folder, ulong Seed, int? Steps, int CountThreshold, int Downsampling, int Limit)
{
    /// <summary>Share of the examples that are kept for testing; null: none.</summary>
    public double? TestFraction { get; init; }

    /// <summary>Steps of 1 ms that an example lasts, of a set that does not take them from its files.</summary>
    public int FixedSteps => Steps ?? throw new InvalidOperationException("the data set has no steps of its own");

    /// <summary>Fills in a source's defaults.</summary>
    /// <exception cref="InvalidDescriptionException">Something in the request breaks a rule; all findings at once.</exception>
    public static DataSetSettings Of(DataSetSource source, DataSetRequest request)
    {
        var errors = new ValidationErrors();
        DataSetDefaults defaults = source.Defaults;
        if (source.Files.Count > 0 && string.IsNullOrWhiteSpace(request.Folder))
        {
            errors.Add($"--data is missing: {source.Name} needs the folder with its files; "
                + $"'snncluster data {source.Name}' tells how to get them");
        }

        AtLeastOne("--count-threshold", request.CountThreshold, defaults.CountThreshold, "events to count");
        AtLeastOne("--downsample", request.Downsampling, defaults.Downsampling, "space to down-sample");
        if (request.Steps is int steps)
        {
            errors.Within("--input-steps", steps, 1, Spike.Limit);
        }

        if (request.Limit is int limit)
        {
            errors.AtLeast("--examples", limit, 1);
        }

        if (request.TestFraction is double fraction)
        {
            if (!defaults.IsOfFiles)
            {
                errors.Add($"--test-fraction is {ValidationErrors.Text(fraction)}: {source.Name} has test examples of its own");
            }
            else if (!(fraction is > 0 and < 1))
            {
                errors.Add($"--test-fraction is {ValidationErrors.Text(fraction)}: must be above 0 and below 1");
            }
        }

        errors.ThrowIfAny();
        return new DataSetSettings(
            request.Folder ?? "",
            request.Seed,
            request.Steps ?? (defaults.IsOfFiles ? null : defaults.Steps),
            request.CountThreshold ?? defaults.CountThreshold ?? 1,
            request.Downsampling ?? defaults.Downsampling ?? 1,
            request.Limit ?? int.MaxValue)
        {
            TestFraction = request.TestFraction,
        };

        void AtLeastOne(string option, int? value, int? byDefault, string what)
        {
            if (value is int given && byDefault is null)
            {
                errors.Add($"{option} is {given}: {source.Name} has no {what}");
            }
            else if (value is int number)
            {
                errors.AtLeast(option, number, 1);
            }
        }
    }
}
