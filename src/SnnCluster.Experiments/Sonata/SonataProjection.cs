using System.Globalization;
using SnnCluster.Experiments.Sonata.Cells;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>Edges that are one projection of ours.</summary>
/// <param name="source">Where they come from.</param>
/// <param name="target">Where they go.</param>
/// <param name="receptor">The number of the target's receptor.</param>
/// <param name="type">A type that they are of, for the synapse model.</param>
internal sealed class SonataProjection(SonataPart source, SonataPart target, int receptor, SonataEdgeType type)
{
    // Dendritic delays have up to 255 steps.
    private const int Range = 256;

    private readonly List<int> _sources = [];
    private readonly List<int> _targets = [];
    private readonly List<float> _weights = [];
    private readonly List<int> _delays = [];

    /// <summary>Which delays may be in one projection: those with the same number.</summary>
    /// <param name="type">The type of edge.</param>
    /// <param name="delay">The delay [steps].</param>
    /// <param name="model">The target's model.</param>
    public static int PlaceOf(SonataEdgeType type, int delay, CellModel model) =>
        type.Template.LearnsFromTargets ? delay : (delay + LaterOf(model)) / Range;

    /// <summary>Adds an edge.</summary>
    /// <param name="from">Number of its source.</param>
    /// <param name="to">Number of its target.</param>
    /// <param name="weight">Its weight, in the unit of the receptor.</param>
    /// <param name="delay">Its delay [steps], at least 1.</param>
    public void Add(int from, int to, float weight, int delay)
    {
        _sources.Add(from);
        _targets.Add(to);
        _weights.Add(weight);
        _delays.Add(delay);
    }

    /// <summary>What its name is made of: what tells it from others of the same population of edges.</summary>
    public IEnumerable<string> NameOf(string edges, IReadOnlyCollection<SonataProjection> others)
    {
        yield return edges;
        if (source.Suffix.Length > 0)
        {
            yield return source.Suffix;
        }

        if (target.Suffix.Length > 0)
        {
            yield return target.Suffix;
        }

        if (others.Any(other => other.ReceptorName != ReceptorName))
        {
            yield return ReceptorName;
        }
    }

    /// <summary>The projection.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public ProjectionDescription Describe(string name, double dtMs)
    {
        int later = LaterOf(target.Model);
        int least = _delays.Min();
        bool learns = type.Template.LearnsFromTargets;
        bool areEqual = _delays.Max() == least;
        double Ms(int steps) => StepTime.Ms(steps, dtMs);
        return new ProjectionDescription
        {
            Name = name,
            Source = source.Name,
            Target = target.Name,
            Receptor = ReceptorName,
            Weight = Plain(_weights[0]),
            Connectivity = new ConnectionList([.. _sources], [.. _targets], AllowMultapses: true)
            {
                Weights = _weights.TrueForAll(weight => weight == _weights[0]) ? null : [.. _weights],
                DelaysMs = areEqual ? null : [.. _delays.Select(delay => Ms(delay + later))],
            },

            // NEST counts the whole delay of a synapse that learns as dendritic.
            DelayMs = learns ? Ms(1) : Ms(least + later),
            DendriticDelayMs = learns && least + later > 1 ? Ms(least + later - 1) : null,
            BackPropagationDelayMs = learns ? Ms(least) : 0,
            Synapse = type.Template.Create(type.Values, target.Model.WeightUnit, TraceOf(target)),
        };
    }

    private string ReceptorName => target.Model.Receptors[receptor].Name;

    private static int LaterOf(CellModel model) => model.StartsLater ? 1 : 0;

    private static double TraceOf(SonataPart target) => target.Values["tau_minus"];

    // As few digits as stand for the same number of single precision.
    private static double Plain(float value)
    {
        double plain = double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return (float)plain == value ? plain : value;
    }
}
