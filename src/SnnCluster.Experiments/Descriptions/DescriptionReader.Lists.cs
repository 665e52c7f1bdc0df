using System.Globalization;
using System.Text.Json;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <content>Lists, in the text and in files.</content>
internal sealed partial class DescriptionReader
{
    private Array? List(DescriptionNode node, DescribedKind kind, string key)
    {
        bool isOfNumbers = DescribedKind.Of(kind.Item!).IsNumber;
        if (isOfNumbers && node.Kind == JsonValueKind.Object)
        {
            return FromFile(node, kind.Item!, key);
        }

        if (node.Kind != JsonValueKind.Array)
        {
            Refuse(node, key, isOfNumbers ? $"a list of numbers{UnitOf(key)}, or an object that names a file, as {{\"{DescriptionFiles.File}\": \"values.npy\"}}" : "a list");
            return (Array)kind.Nothing!;
        }

        var items = new List<object>(node.Items.Count);
        for (int i = 0; i < node.Items.Count; i++)
        {
            if (Read(node.Items[i], kind.Item!, string.Create(CultureInfo.InvariantCulture, $"{key}[{i}]")) is object item)
            {
                items.Add(item);
            }
        }

        var list = Array.CreateInstance(kind.Item!, items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            list.SetValue(items[i], i);
        }

        return list;
    }

    private void ReadLists(DescriptionNode node, DescribedType type, Dictionary<DescribedMember, object?> values)
    {
        string? Text(string name) => node.Find(name) switch
        {
            null => null,
            { Kind: JsonValueKind.String } text => text.Text,
            DescriptionNode other => (string?)Refuse(other, name, "a text"),
        };
        if (Text(DescriptionFiles.File) is not string file)
        {
            return;
        }

        try
        {
            foreach ((string name, object? list) in files.Lists(type.Type, file, Text(DescriptionFiles.Population), Text(DescriptionFiles.Types)))
            {
                if (list is not null)
                {
                    values[type.Find(name)!] = list;
                }
            }
        }
        catch (InvalidDescriptionException exception)
        {
            foreach (string finding in exception.Findings)
            {
                findings.Add(node.Find(DescriptionFiles.File)!, finding);
            }

            foreach (string name in DescriptionFiles.ListsOf(type.Type).Where(name => type.Find(name)!.IsRequired))
            {
                values[type.Find(name)!] = DescribedKind.Of(type.Find(name)!.Type).Nothing;
            }
        }
    }

    private Array FromFile(DescriptionNode node, Type item, string key)
    {
        var none = Array.CreateInstance(item, 0);
        string[] known = [DescriptionFiles.File, DescriptionFiles.Column, DescriptionFiles.DataSet];
        foreach (DescriptionEntry entry in node.Entries.Where(entry => !known.Contains(entry.Name)))
        {
            node.IsRefused = true;
            findings.Add(entry.Place, $"{key} from a file has no key '{DescriptionNode.Cut(entry.Name)}'{Nearest(entry.Name, known)}");
        }

        foreach (DescriptionEntry entry in node.Entries.Where(entry => known.Contains(entry.Name) && entry.Value.Kind != JsonValueKind.String))
        {
            Refuse(entry.Value, entry.Name, "a text");
            node.IsRefused = true;
            return none;
        }

        if (node.Find(DescriptionFiles.File) is not DescriptionNode file)
        {
            findings.Add(node, $"{key} has no \"{DescriptionFiles.File}\": must be a list of numbers{UnitOf(key)}, or an object that names a file");
            return none;
        }

        try
        {
            double[] numbers = files.Numbers(file.Text, (node.Find(DescriptionFiles.Column) ?? node.Find(DescriptionFiles.DataSet))?.Text);
            return OfItems(numbers, item, file.Text, key);
        }
        catch (InvalidDescriptionException exception)
        {
            node.IsRefused = true;
            foreach (string finding in exception.Findings)
            {
                findings.Add(file, finding);
            }

            return none;
        }
    }

    private static Array OfItems(double[] numbers, Type item, string file, string key)
    {
        if (item == typeof(double))
        {
            return numbers;
        }

        var values = Array.CreateInstance(item, numbers.Length);
        bool isWhole = item != typeof(float);
        (double least, double most) = item == typeof(int) ? (int.MinValue, int.MaxValue) : (-9007199254740992, 9007199254740992);
        for (int i = 0; i < numbers.Length; i++)
        {
            double value = numbers[i];
            bool fits = isWhole ? value >= least && value <= most && value == Math.Floor(value) && (item != typeof(ulong) || value >= 0) : float.IsFinite((float)value);
            values.SetValue(
                fits
                    ? System.Convert.ChangeType(value, item, CultureInfo.InvariantCulture)
                    : throw new InvalidDescriptionException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{file} has {value} as value {i} (counted from 0) of {key}: must be {(isWhole ? "a whole number" : "a finite number of single precision")}")),
                i);
        }

        return values;
    }
}
