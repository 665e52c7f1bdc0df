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
        int names = 0;
        foreach (EventExamplesFile file in files)
        {
            DeclaredShape declared = file.Declared();
            channels = Same(file.Path, "channels", channels, declared.Channels);
            classes = Same(file.Path, "classes", classes, declared.Classes);
            names = Math.Max(names, declared.Names);
        }

        var largest = new EventShape(channels ?? Spike.Limit, classes ?? Spike.Limit, Spike.Limit, "");
        int unit = 0;
        double timeUs = 0;
        var labels = new HashSet<int>();
        foreach (EventExamplesFile file in channels is null || classes is null || settings.Steps is null ? files : [])
        {
            // What there is to note is noted when the examples are read.
            file.Read([], example =>
            {
                largest.Check(example);
                labels.Add((int)example.Label);
                foreach (double one in example.Units)
                {
                    unit = Math.Max(unit, (int)one);
                }

                for (int i = 0; i < example.Times.Length; i++)
                {
                    timeUs = Math.Max(timeUs, example.TimeUs(i));
                }
            });
        }

        if (classes is null && names < 2 && labels.Count == 1)
        {
            throw new DataFileException(
                files[0].Path, "labels", "labels of at least two classes, or classes that says how many there are", $"{labels.First()} alone, in all files");
        }

        var shape = new EventShape(
            channels ?? unit + 1,
            classes ?? Math.Max(names, labels.Max() + 1),
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
    public void Check(EventExample example)
    {
        if (!(example.Label >= 0 && example.Label < Classes && example.Label == Math.Floor(example.Label)))
        {
            throw example.WrongLabel($"a label, a whole number from 0 to {Classes - 1}");
        }

        for (int i = 0; i < example.Times.Length; i++)
        {
            double unit = example.Units[i];
            if (!(unit >= 0 && unit < Channels && unit == Math.Floor(unit)))
            {
                throw example.WrongUnit(i, $"a unit, a whole number from 0 to {Channels - 1}");
            }

            if (!(example.Times[i] >= 0 && double.IsFinite(example.Times[i])))
            {
                throw example.WrongTime(i);
            }
        }
    }

    private static int? Same(string path, string name, int? before, int? now) => before is int one && now is int other && one != other
        ? throw new DataFileException(path, name, $"{one}, as in the file for training", $"{other}")
        : before ?? now;
}
