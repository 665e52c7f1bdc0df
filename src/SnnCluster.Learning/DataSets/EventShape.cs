using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning.DataSets;

/// <summary>The shape of a data set of one's own: what its files say, or else what their largest unit, label and time need.</summary>
/// <param name="Channels">Channels before down-sampling, 1 to 65,536.</param>
/// <param name="Classes">Classes, 2 to 65,536.</param>
/// <param name="Steps">Steps of 1 ms that an example lasts, 2 to 65,536.</param>
/// <param name="Note">Where each is from, for people.</param>
internal sealed record EventShape(int Channels, int Classes, int Steps, string Note)
{
    /// <summary>The shape that all files have in common.</summary>
    /// <param name="files">The files; they are read where they do not say everything.</param>
    /// <param name="settings">Whether the steps are given.</param>
    /// <exception cref="DataFileException">A file is wrong, or two say different things.</exception>
    public static EventShape Of(IReadOnlyList<EventExamplesFile> files, DataSetSettings settings)
    {
        int? channels = null;
        int? classes = null;
        int label = 1;
        foreach (EventExamplesFile file in files)
        {
            DeclaredShape declared = file.Declared();
            channels = Same(file.Path, "channels", channels, declared.Channels);
            classes = Same(file.Path, "classes", classes, declared.Classes);
            label = Math.Max(label, declared.Names - 1);
        }

        var largest = new EventShape(channels ?? Spike.Limit, classes ?? Spike.Limit, Spike.Limit, "");
        int unit = 0;
        double timeUs = 0;
        foreach (EventExamplesFile file in channels is null || classes is null || settings.Steps is null ? files : [])
        {
            // What there is to note is noted when the examples are read.
            file.Read([], (example, timesUs, units, itsLabel) =>
            {
                largest.Check(file.Path, example, timesUs, units, itsLabel);
                label = Math.Max(label, (int)itsLabel);
                foreach (double one in units)
                {
                    unit = Math.Max(unit, (int)one);
                }

                foreach (double time in timesUs)
                {
                    timeUs = Math.Max(timeUs, time);
                }
            });
        }

        var shape = new EventShape(
            channels ?? unit + 1,
            classes ?? label + 1,
            settings.Steps ?? (int)Math.Clamp(Math.Floor(timeUs / 1000) + 1, 2, Spike.Limit),
            "");
        return shape with
        {
            Note = $"{settings.Folder}: {shape.Channels} channels ({(channels is null ? "by the largest unit" : "as the file says")}), "
                + $"{shape.Classes} classes ({(classes is null ? "by the largest label or the names" : "as the file says")}), "
                + $"{shape.Steps} steps of 1 ms ({(settings.Steps is null ? "by the last event" : "as --input-steps says")})",
        };
    }

    /// <summary>Checks an example.</summary>
    /// <exception cref="DataFileException">Something in it is none, or outside this shape.</exception>
    public void Check(string path, int example, ReadOnlySpan<double> timesUs, ReadOnlySpan<double> units, double label)
    {
        if (!(label >= 0 && label < Classes && label == Math.Floor(label)))
        {
            throw DataFileException.AtRow(path, example, $"a label, a whole number from 0 to {Classes - 1}", $"{label}");
        }

        for (int i = 0; i < timesUs.Length; i++)
        {
            if (!(units[i] >= 0 && units[i] < Channels && units[i] == Math.Floor(units[i])))
            {
                throw DataFileException.AtRow(path, example, $"units, whole numbers from 0 to {Channels - 1}", $"{units[i]}");
            }

            if (!(timesUs[i] >= 0 && double.IsFinite(timesUs[i])))
            {
                throw DataFileException.AtRow(path, example, "times from 0", $"{timesUs[i]} us");
            }
        }
    }

    private static int? Same(string path, string name, int? before, int? now) => before is int one && now is int other && one != other
        ? throw new DataFileException(path, name, $"{one}, as in the file for training", $"{other}")
        : before ?? now;
}
