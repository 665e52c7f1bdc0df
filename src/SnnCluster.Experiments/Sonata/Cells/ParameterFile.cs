using System.Globalization;
using System.Text.Json;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata.Cells;

/// <summary>Parameters of a model, in a JSON file that the column dynamics_params names.</summary>
internal static class ParameterFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model, for messages.</param>
    /// <param name="parameters">What it may have.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <returns>The values that it gives, by name.</returns>
    public static IReadOnlyDictionary<string, double[]> Read(string path, string model, IReadOnlyList<CellParameter> parameters, SonataFindings findings)
    {
        var values = new Dictionary<string, double[]>();
        if (SonataJson.Read(path, findings) is not SonataJson file)
        {
            return values;
        }

        foreach (DescriptionEntry entry in file.Root.Entries)
        {
            if (parameters.FirstOrDefault(one => one.Name == entry.Name) is not CellParameter parameter)
            {
                file.Wrong(entry.Value, $"{model} has no parameter '{DescriptionNode.Cut(entry.Name)}'{NearestName.Hint(entry.Name, [.. parameters.Select(one => one.Name)])}");
            }
            else if (NumbersOf(entry.Value, parameter) is not double[] numbers)
            {
                file.Wrong(entry.Value, $"{entry.Name} is {entry.Value.Shown}: must be {(parameter.IsList ? "a list of finite numbers" : "a finite number")}");
            }
            else if (WhyNot(parameter, numbers[0]) is string why)
            {
                file.Wrong(entry.Value, $"{entry.Name} is {entry.Value.Shown}: must be {why}");
            }
            else
            {
                values[entry.Name] = numbers;
            }
        }

        return values;
    }

    /// <summary>What must be there in place of a value; null: nothing, it is fine.</summary>
    public static string? WhyNot(CellParameter parameter, double value) => parameter.MustBeDefault && value != parameter.Default[0]
        ? string.Create(CultureInfo.InvariantCulture, $"{parameter.Default[0]} as {parameter.Name}, its default: we have nothing else")
        : null;

    private static double[]? NumbersOf(DescriptionNode node, CellParameter parameter)
    {
        double?[] numbers = node.Kind switch
        {
            JsonValueKind.True => [1],
            JsonValueKind.False => [0],
            JsonValueKind.Array when parameter.IsList => [.. node.Items.Select(item => item.Number)],
            _ => [node.Number],
        };
        return numbers.Length > 0 && numbers.All(number => number is double value && double.IsFinite(value)) ? [.. numbers.Select(number => number!.Value)] : null;
    }
}
