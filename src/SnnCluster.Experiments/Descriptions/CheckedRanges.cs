using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// The ranges of a type's numbers, as its own checks have them: they are run on one with all defaults, and listened to. So a range stands in one place. Bounds that
/// depend on other values are left out, since only fixed ones can stand in a schema.
/// </summary>
internal static partial class CheckedRanges
{
    private static readonly NetworkDescription Small = new()
    {
        DtMs = 0.1,
        Populations =
        [
            new PopulationDescription
            {
                Name = "p", Size = 1, Grid = new GridGeometry(1, 1), Model = new LifDescription(), Receptors = [new ReceptorDescription("r", new DeltaDescription())],
            },
        ],
        Projections =
        [
            new ProjectionDescription
            {
                Name = "s", Source = "p", Target = "p", Connectivity = new AllToAll(), Weight = 1, DelayMs = 1, Synapse = new StaticSynapseDescription(),
            },
        ],
        Modulators = [new ModulatorDescription { Name = "m", Source = "p", DelayMs = 1 }],
    };

    private static readonly ConcurrentDictionary<DescribedType, IReadOnlyDictionary<DescribedMember, ValidationCheck>> Known = new();

    /// <summary>Checks against fixed bounds, by the member that is checked.</summary>
    public static IReadOnlyDictionary<DescribedMember, ValidationCheck> Of(DescribedType type) => Known.GetOrAdd(type, Find);

    /// <summary>A range as a message says it, such as " above 0"; null where there is none.</summary>
    public static string? Text(ValidationCheck range) => (range.Least, range.Most) switch
    {
        (double least, double most) => $" from {ValidationErrors.Text(least)} to {ValidationErrors.Text(most)}",
        (double least, null) => $" {(range.ExcludesLeast ? "above" : "of at least")} {ValidationErrors.Text(least)}",
        (null, double most) => $" {(range.ExcludesMost ? "below" : "of at most")} {ValidationErrors.Text(most)}",
        _ => null,
    };

    private static Dictionary<DescribedMember, ValidationCheck> Find(DescribedType type)
    {
        var ranges = new Dictionary<DescribedMember, ValidationCheck>();
        var errors = new ValidationErrors { OnCheck = check => Take(type, check, ranges) };
        if (type.Type == typeof(PopulationDescription) || type.Type == typeof(ProjectionDescription) || type.Type == typeof(NetworkDescription))
        {
            Small.Validate(errors);
        }
        else if (SampleOf(type) is object sample)
        {
            for (Type? declaring = type.Type; declaring is not null; declaring = declaring.BaseType)
            {
                foreach (MethodInfo method in declaring.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                    .Where(method => method.Name == "Validate" && !method.IsAbstract))
                {
                    Call(method, sample, errors);
                }
            }
        }

        return ranges;
    }

    // With something for each part that must be given: checks look at those, too.
    private static object? SampleOf(DescribedType type)
    {
        var parts = type.Members.Where(member => member.IsRequired && DescribedKind.Of(member.Type).Kind == ValueKind.Family).ToDictionary(
            member => member,
            member =>
            {
                DescriptionFamily family = DescriptionCatalog.BuiltIn.Of(member.Type);
                return family.Names.Select(name => family.Find(name)!.Sample).FirstOrDefault(one => one is not null);
            });
        return parts.Count == 0 ? type.Sample : type.Create(parts);
    }

    // What it makes of a network that is not its own, and of values that are missing, is of no interest.
    private static void Call(MethodInfo method, object sample, ValidationErrors errors)
    {
        object?[] arguments = [.. method.GetParameters().Select(parameter => ArgumentOf(parameter.ParameterType, errors))];
        try
        {
            method.Invoke(sample, arguments);
        }
        catch (TargetInvocationException)
        {
        }
    }

    private static object? ArgumentOf(Type type, ValidationErrors errors) =>
        type == typeof(ValidationErrors) ? errors
        : type == typeof(string) ? ""
        : type == typeof(NetworkDescription) ? Small
        : type == typeof(PopulationDescription) ? Small.Populations[0]
        : type == typeof(ConnectivityContext) ? Small.ContextOf(Small.Projections[0])
        : type == typeof(double) ? 0.1
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;

    private static void Take(DescribedType type, ValidationCheck check, Dictionary<DescribedMember, ValidationCheck> ranges)
    {
        // A member as such, not a part of one or what is computed of it.
        if (check.Of is null || !Plain().IsMatch(check.Of) || type.Find(check.Of.Split('.')[^1]) is not DescribedMember member || !DescribedKind.Of(member.Type).IsNumber)
        {
            return;
        }

        if (check.Of.Contains('.', StringComparison.Ordinal) && !type.Type.Name.StartsWith(check.Of.Split('.')[0], StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var range = check with
        {
            Least = IsFixed(check.LeastOf, type.Type) ? check.Least : null,
            Most = IsFixed(check.MostOf, type.Type) ? check.Most : null,
        };
        ranges[member] = ranges.TryGetValue(member, out ValidationCheck before)
            ? range with
            {
                Least = range.Least is double least && !(before.Least > least) ? least : before.Least ?? range.Least,
                ExcludesLeast = range.ExcludesLeast || before.ExcludesLeast,
                Most = range.Most is double most && !(before.Most < most) ? most : before.Most ?? range.Most,
                ExcludesMost = range.ExcludesMost || before.ExcludesMost,
            }
            : range;
    }

    private static bool IsFixed(string? expression, Type type)
    {
        if (expression is null)
        {
            return false;
        }

        if (double.TryParse(expression, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            return true;
        }

        string[] path = expression.Split('.');
        Type? holder = path.Length == 1 ? type : Array.Find(type.Assembly.GetTypes(), one => one.Name == path[^2]);
        return Plain().IsMatch(expression)
            && holder?.GetField(path[^1], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy) is { IsLiteral: true };
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]
    private static partial Regex Plain();
}
