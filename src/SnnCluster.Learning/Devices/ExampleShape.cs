using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning;

/// <summary>Examples must have the shape that a classifier was made for: devices do not look at each spike again.</summary>
internal static class ExampleShape
{
    /// <summary>Compares channels, steps and classes.</summary>
    /// <exception cref="ArgumentException">They are others.</exception>
    public static void Check(ClassifierDescription description, SpikeExamples examples)
    {
        if (Difference(description, examples) is string difference)
        {
            throw new ArgumentException(difference, nameof(examples));
        }
    }

    /// <summary>What differs, for people; null: nothing.</summary>
    public static string? Difference(ClassifierDescription description, SpikeExamples examples) =>
        examples.Channels == description.Inputs && examples.Steps == description.Steps && examples.Classes == description.Classes
            ? null
            : $"examples have {examples.Channels} channels, {examples.Steps} steps and {examples.Classes} classes, the classifier "
                + $"has {description.Inputs}, {description.Steps} and {description.Classes}";
}
