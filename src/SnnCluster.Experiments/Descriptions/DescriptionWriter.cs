using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>Writes what a reader reads: every key that has a value, so that the text stays what it is where a default changes.</summary>
/// <param name="catalog">The types that can be named.</param>
/// <param name="takeLists">Takes lists of numbers that are too long for the text, and gives a file and a column for each; null: all stand in the text.</param>
internal sealed class DescriptionWriter(DescriptionCatalog catalog, Func<IReadOnlyList<string>, Array, (string File, string Column)?>? takeLists = null)
{
    private const int ShortList = 24;
    private readonly List<string> _path = [];

    public string Text(NetworkFile file)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            Write(writer, file, typeof(NetworkFile));
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Writes a value.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="value">The value.</param>
    /// <param name="type">The type that its place has.</param>
    public void Write(Utf8JsonWriter writer, object value, Type type)
    {
        var kind = DescribedKind.Of(type);
        switch (kind.Kind)
        {
            case ValueKind.Flag:
                writer.WriteBooleanValue((bool)value);
                break;
            case ValueKind.Text:
                writer.WriteStringValue((string)value);
                break;
            case ValueKind.Whole:
                WriteWhole(writer, value);
                break;
            case ValueKind.Number:
                WriteNumber(writer, value);
                break;
            case ValueKind.Word:
                writer.WriteStringValue(DescriptionFamily.Kebab(value.ToString()!));
                break;
            case ValueKind.Pair:
                writer.WriteStartArray();
                for (int i = 0; i < ((ITuple)value).Length; i++)
                {
                    Write(writer, ((ITuple)value)[i]!, kind.Item!);
                }

                writer.WriteEndArray();
                break;
            case ValueKind.List:
                WriteList(writer, (IEnumerable)value, kind);
                break;
            case ValueKind.Dictionary:
                WriteDictionary(writer, value, kind);
                break;
            case ValueKind.Family:
                WriteOfFamily(writer, value, catalog.Of(type));
                break;
            default:
                WriteObject(writer, value, DescribedType.Of(type)!, name: null);
                break;
        }
    }

    private static void WriteWhole(Utf8JsonWriter writer, object value) =>
        writer.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));

    private static void WriteNumber(Utf8JsonWriter writer, object value)
    {
        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        if (double.IsPositiveInfinity(number))
        {
            writer.WriteStringValue(DescriptionReader.Infinity);
        }
        else if (!double.IsFinite(number))
        {
            throw new InvalidDescriptionException($"a number of the description is {number.ToString(CultureInfo.InvariantCulture)}: JSON has none for it");
        }
        else if (value is float single && (float)double.Parse(single.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) == single)
        {
            // Fewer digits, where they are read as the same number.
            writer.WriteRawValue(single.ToString("R", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteNumberValue(number);
        }
    }

    private void WriteList(Utf8JsonWriter writer, IEnumerable list, DescribedKind kind)
    {
        object[] items = [.. list.Cast<object>()];
        bool isOfNumbers = DescribedKind.Of(kind.Item!).IsNumber;
        if (isOfNumbers && takeLists is not null)
        {
            var array = Array.CreateInstance(kind.Item!, items.Length);
            items.CopyTo(array, 0);
            if (takeLists(_path, array) is var (file, column))
            {
                writer.WriteStartObject();
                writer.WriteString(DescriptionFiles.File, file);
                writer.WriteString(DescriptionFiles.Column, column);
                writer.WriteEndObject();
                return;
            }
        }

        if (isOfNumbers && items.Length > ShortList)
        {
            WriteLong(writer, items, kind.Item!);
            return;
        }

        writer.WriteStartArray();
        foreach (object item in items)
        {
            Write(writer, item, kind.Item!);
        }

        writer.WriteEndArray();
    }

    // A number a line would make a file that nobody scrolls through.
    private void WriteLong(Utf8JsonWriter writer, object[] items, Type type)
    {
        using var stream = new MemoryStream();
        using (var line = new Utf8JsonWriter(stream))
        {
            line.WriteStartArray();
            foreach (object item in items)
            {
                Write(line, item, type);
            }

            line.WriteEndArray();
        }

        writer.WriteRawValue(stream.ToArray());
    }

    private void WriteDictionary(Utf8JsonWriter writer, object value, DescribedKind kind)
    {
        writer.WriteStartObject();
        foreach (object entry in (IEnumerable)value)
        {
            Type type = entry.GetType();
            string key = (string)type.GetProperty("Key")!.GetValue(entry)!;
            writer.WritePropertyName(key);
            _path.Add(key);
            Write(writer, type.GetProperty("Value")!.GetValue(entry)!, kind.Item!);
            _path.RemoveAt(_path.Count - 1);
        }

        writer.WriteEndObject();
    }

    private void WriteOfFamily(Utf8JsonWriter writer, object value, DescriptionFamily family)
    {
        if (family.NameOf(value.GetType()) is not string name || DescribedType.Of(value.GetType()) is not DescribedType type)
        {
            throw new InvalidDescriptionException($"{string.Join('.', _path)} is a {value.GetType().Name}, which only code can make: no description has it");
        }

        // What conversions make of a value stands as that value: 0.1, not a constant of 0.1.
        if (type.Members is [DescribedMember only] && family.Conversions.Exists(one => one.From == only.Property.PropertyType))
        {
            Write(writer, only.Get(value)!, only.Type);
        }
        else if (type.Members.Count == 0)
        {
            writer.WriteStringValue(name);
        }
        else
        {
            WriteObject(writer, value, type, name);
        }
    }

    private void WriteObject(Utf8JsonWriter writer, object value, DescribedType type, string? name)
    {
        string? own = value is NetworkFile ? null : type.Members.FirstOrDefault(member => member.Name == "name")?.Get(value) as string;
        writer.WriteStartObject();
        if (name is not null)
        {
            writer.WriteString(DescriptionReader.Type, name);
        }

        if (own is not null)
        {
            _path.Add(own);
        }

        foreach (DescribedMember member in type.Members)
        {
            if (member.Get(value) is not object given || (!member.IsRequired && IsNothing(given) && (type.DefaultOf(member) is not object usual || IsNothing(usual))))
            {
                continue;
            }

            writer.WritePropertyName(member.Name);
            _path.Add(member.Name);
            Write(writer, given, member.Type);
            _path.RemoveAt(_path.Count - 1);
        }

        if (own is not null)
        {
            _path.RemoveAt(_path.Count - 1);
        }

        writer.WriteEndObject();
    }

    private static bool IsNothing(object value) => value is string { Length: 0 } or ICollection { Count: 0 }
        || (value is IEnumerable and not string && !((IEnumerable)value).GetEnumerator().MoveNext());
}
