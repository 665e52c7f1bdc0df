using System.Globalization;
using System.Text.Json;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <content>Numbers, words and pairs.</content>
internal sealed partial class DescriptionReader
{
    private object? Whole(DescriptionNode node, Type type, string key, ValidationCheck range)
    {
        (decimal least, decimal most) = RangeOf(type);
        bool isWhole = node.Kind == JsonValueKind.Number
            && decimal.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value)
            && value >= least && value <= most && value == decimal.Truncate(value);
        return isWhole
            ? Convert.ChangeType(decimal.Parse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture), type, CultureInfo.InvariantCulture)
            : Refuse(node, key, $"a whole number{UnitOf(key)}{CheckedRanges.Text(range) ?? string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}")}");
    }

    /// <summary>The whole numbers that a type has.</summary>
    public static (decimal Least, decimal Most) RangeOf(Type type) =>
        type == typeof(int) ? ((decimal)int.MinValue, (decimal)int.MaxValue)
        : type == typeof(ulong) ? ((decimal)ulong.MinValue, (decimal)ulong.MaxValue)
        : ((decimal)long.MinValue, (decimal)long.MaxValue);

    private object? Number(DescriptionNode node, Type type, string key, bool mayBeInfinite, ValidationCheck range)
    {
        if (mayBeInfinite && node is { Kind: JsonValueKind.String, Text: Infinity })
        {
            return type == typeof(float) ? float.PositiveInfinity : double.PositiveInfinity;
        }

        string rule = $"a number{UnitOf(key)}{CheckedRanges.Text(range)}{(mayBeInfinite ? $", or \"{Infinity}\"" : "")}";
        if (node.Number is not double value)
        {
            bool hasUnit = node.Kind == JsonValueKind.String && node.Text.Length > 0 && char.IsAsciiDigit(node.Text.TrimStart('-', '+', '.')[..1].FirstOrDefault());
            return Refuse(node, key, hasUnit ? $"{rule}, without quotation marks; its unit is that of the key" : rule);
        }

        return !double.IsFinite(value) ? Refuse(node, key, $"{rule}, and finite")
            : type == typeof(float) ? !float.IsFinite((float)value) ? Refuse(node, key, $"{rule} of single precision, and finite") : (float)value
            : value;
    }

    private object? Word(DescriptionNode node, Type type, string key)
    {
        string[] names = [.. Enum.GetNames(type).Select(DescriptionFamily.Kebab)];
        int found = node.Kind == JsonValueKind.String ? Array.IndexOf(names, node.Text) : -1;
        return found >= 0
            ? Enum.Parse(type, Enum.GetNames(type)[found])
            : Refuse(node, key, $"one of {string.Join(", ", names)}{(node.Kind == JsonValueKind.String ? Nearest(node.Text, names) : "")}");
    }

    private object? Pair(DescriptionNode node, DescribedKind kind, string key)
    {
        int count = kind.Type.GetGenericArguments().Length;
        if (node.Kind != JsonValueKind.Array || node.Items.Count != count)
        {
            return Refuse(node, key, $"a list of {count} values");
        }

        object?[] items = [.. node.Items.Select(item => Read(item, kind.Item!, key) ?? Activator.CreateInstance(kind.Item!))];
        return Activator.CreateInstance(kind.Type, items);
    }
}
