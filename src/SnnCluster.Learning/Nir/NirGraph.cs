using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Nir;

/// <summary>A NIR graph that was read and checked: graphs within it are dissolved, every edge fits, and each cycle has a neuron.</summary>
/// <param name="Path">The file.</param>
/// <param name="Nodes">Its nodes.</param>
/// <param name="Texts">Texts of its metadata.</param>
/// <param name="Numbers">Numbers of its metadata.</param>
internal sealed record NirGraph(
    string Path, IReadOnlyList<NirNode> Nodes, IReadOnlyDictionary<string, string> Texts, IReadOnlyDictionary<string, double> Numbers)
{
    // What refractory time a file may ask for: an example has no more steps.
    private const int MostRefractorySteps = Examples.Spike.Limit;

    /// <summary>The node where data comes in.</summary>
    public required NirNode Input { get; init; }

    /// <summary>The node where the answer comes out.</summary>
    public required NirNode Output { get; init; }

    /// <summary>Whether it is ours: spikes take a step along each edge into neurons.</summary>
    public bool IsOurs => Texts.ContainsKey(NirMetadata.Writer) && Numbers.TryGetValue(NirMetadata.EdgeDelaySteps, out double steps) && steps == 1;

    /// <summary>The name that messages call a node by.</summary>
    public string Say(NirNode node) => $"{Path}: node '{node.Name}', a {node.Type.Name},";

    /// <summary>How its equations become steps.</summary>
    /// <param name="settings">What a user says.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public NirDiscretisation Discretise(NirSettings settings, ValidationErrors errors)
    {
        double seconds = Numbers.GetValueOrDefault(NirMetadata.Dt, 0.001);
        double dtMs = settings.DtMs ?? Rounded(seconds * 1000);
        if (settings.DtMs is double given ? !errors.Above("--nir-dt-ms", given, 0) : !(dtMs > 0 && double.IsFinite(dtMs)))
        {
            if (settings.DtMs is null)
            {
                errors.Add($"{Path}: {NirMetadata.Dt} of its metadata is {Text(seconds)}: must be a finite number above 0");
            }

            dtMs = 1;
        }

        NirMethod method = settings.Method ?? Named(NirMetadata.Method, NirMethod.Euler, errors);
        NirReset reset = settings.Reset ?? Named(NirMetadata.Reset, NirReset.Value, errors);
        double refractory = Numbers.GetValueOrDefault(NirMetadata.RefractorySteps, 1);
        if (!(refractory >= 1 && refractory <= MostRefractorySteps && refractory == Math.Floor(refractory)))
        {
            errors.Add($"{Path}: {NirMetadata.RefractorySteps} of its metadata is {Text(refractory)}: must be a whole number from 1 to {MostRefractorySteps}");
            refractory = 1;
        }

        double delay = Numbers.GetValueOrDefault(NirMetadata.EdgeDelaySteps, 0);
        if (delay is not (0 or 1))
        {
            errors.Add($"{Path}: {NirMetadata.EdgeDelaySteps} of its metadata is {Text(delay)}: must be 0 or 1");
        }

        var steps = new NirDiscretisation(dtMs, method, reset, (int)refractory);
        foreach (NirNode node in Nodes.Where(node => node.Type.HasState))
        {
            foreach (string parameter in node.Type.Positive)
            {
                double least = node.Values[parameter].Min();
                if (method == NirMethod.Euler && least * 1000 < dtMs * (1 - 1e-9))
                {
                    errors.Add($"{Say(node)} has {parameter} {Text(least)} s, less than a step of {Text(dtMs)} ms: Euler's method needs at least a step; "
                        + "--nir-dt-ms sets the step, and --nir-method exact takes any");
                    break;
                }
            }
        }

        return steps;
    }

    /// <summary>To twelve digits: 0.001 s are 1 ms, whatever the last bits say.</summary>
    public static double Rounded(double value) =>
        double.Parse(value.ToString("E11", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A number as messages show it.</summary>
    public static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private T Named<T>(string key, T missing, ValidationErrors errors)
        where T : struct, Enum
    {
        if (!Texts.TryGetValue(key, out string? text))
        {
            return missing;
        }

        foreach (T value in Enum.GetValues<T>())
        {
            if (text == value.ToString().ToLowerInvariant())
            {
                return value;
            }
        }

        errors.Add($"{Path}: {key} of its metadata is '{text}': must be {string.Join(" or ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");
        return missing;
    }
}
