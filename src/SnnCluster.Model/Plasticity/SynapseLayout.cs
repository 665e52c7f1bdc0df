using System.Reflection;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Plasticity;

/// <summary>The types of a synapse model's state and the names of their fields.</summary>
public sealed class SynapseLayout
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private SynapseLayout(Type model, Type[] states)
    {
        Model = model;
        (Synapse, Source, Target) = (states[0], states[1], states[2]);
        SynapseFields = FieldNames(Synapse);
        SourceFields = FieldNames(Source);
        TargetFields = FieldNames(Target);
        Traits = (SynapseTraits)Call(nameof(TraitsOf), Types, null);
    }

    /// <summary>The model's struct.</summary>
    public Type Model { get; }

    /// <summary>State of a synapse.</summary>
    public Type Synapse { get; }

    /// <summary>State of a source.</summary>
    public Type Source { get; }

    /// <summary>State of a target.</summary>
    public Type Target { get; }

    /// <summary>Names of the fields of a synapse's state, in the order of memory.</summary>
    public IReadOnlyList<string> SynapseFields { get; }

    /// <summary>Names of the fields of a source's state.</summary>
    public IReadOnlyList<string> SourceFields { get; }

    /// <summary>Names of the fields of a target's state.</summary>
    public IReadOnlyList<string> TargetFields { get; }

    /// <summary>What the model does.</summary>
    public SynapseTraits Traits { get; }

    /// <summary>Whether synapses deliver weights that never change.</summary>
    public bool IsStatic => Traits == SynapseTraits.Static;

    /// <summary>Whether synapses change between events, so that each keeps the step of its last one.</summary>
    public bool Advances => Traits.HasFlag(SynapseTraits.Advances);

    /// <summary>Whether several synapses of a row can be computed at once.</summary>
    public bool HasLanes => Traits.HasFlag(SynapseTraits.Lanes);

    /// <summary>The types of the engine's generic classes.</summary>
    public Type[] Types => [Model, Synapse, Source, Target];

    /// <summary>The layout of a model whose type was accepted.</summary>
    public static SynapseLayout Of(ISynapseModel model) => new(model.GetType(), StatesOf(model.GetType())!);

    /// <summary>Adds an error for everything that is wrong with a model's types.</summary>
    /// <returns>Whether there is none.</returns>
    internal static bool Validate(string name, ISynapseModel boxed, int curves, ValidationErrors errors)
    {
        Type model = boxed.GetType();
        if (StatesOf(model) is not Type[] states)
        {
            errors.Add($"{name} is of type {model.Name}: must implement ISynapseModel<TSynapse, TSource, TTarget>, once");
            return false;
        }

        int before = errors.Messages.Count;
        foreach (Type state in states)
        {
            if (Unsuitable(state) is string reason)
            {
                errors.Add($"{name} has the state {state.Name}, {reason}");
            }
        }

        if (errors.Messages.Count == before)
        {
            SynapseTraits traits = new SynapseLayout(model, states).Traits;
            const SynapseTraits WithTargets = SynapseTraits.Modulated | SynapseTraits.Advances | SynapseTraits.TargetStateAtSpike
                | SynapseTraits.IgnoresSameStep | SynapseTraits.SourceFirst | SynapseTraits.Lanes;
            if ((traits & WithTargets) != 0 && !traits.HasFlag(SynapseTraits.TargetSpikes))
            {
                errors.Add($"{name} has the traits {traits}: {nameof(SynapseTraits.TargetSpikes)} must be among them");
            }

            if (traits.HasFlag(SynapseTraits.IgnoresSameStep | SynapseTraits.SourceFirst))
            {
                errors.Add($"{name} has the traits {traits}: only one of {nameof(SynapseTraits.IgnoresSameStep)} and "
                    + $"{nameof(SynapseTraits.SourceFirst)} can be among them");
            }

            const SynapseTraits WithoutLanes = SynapseTraits.Modulated | SynapseTraits.Advances | SynapseTraits.TargetStateAtSpike;
            if (traits.HasFlag(SynapseTraits.Lanes))
            {
                if ((traits & WithoutLanes) != 0 || states[0] != typeof(NoState))
                {
                    errors.Add($"{name} has the traits {traits} and the state {states[0].Name}: {nameof(SynapseTraits.Lanes)} goes with none of "
                        + $"{WithoutLanes}, nor with state of synapses");
                }
                else if (!(bool)Call(nameof(HasLaneMethods), [model, .. states], boxed))
                {
                    errors.Add($"{name} has the traits {traits}: methods over lanes must be there, in its rule if it has one");
                }
            }

            if (curves > IDecays.MostCurves)
            {
                errors.Add($"{name} has {curves} curves: must be at most {IDecays.MostCurves}");
            }

            foreach (int curve in (List<int>)Call(nameof(CurvesOf), [model, .. states], boxed))
            {
                if (curve < 0 || curve >= curves)
                {
                    errors.Add($"{name} asks for curve {curve}: its description gives {curves} of them, numbered from 0");
                    break;
                }
            }
        }

        return errors.Messages.Count == before;
    }

    private static object Call(string method, Type[] types, object? argument) =>
        typeof(SynapseLayout).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(types).Invoke(null, argument is null ? [] : [argument])!;

    private static SynapseTraits TraitsOf<TModel, TSynapse, TSource, TTarget>()
        where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
        where TSynapse : unmanaged
        where TSource : unmanaged
        where TTarget : unmanaged => TModel.Traits;

    private static int SizeOf<T>()
        where T : struct => System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

    // Numbers of the curves that a model asks for, the largest first.
    private static List<int> CurvesOf<TModel, TSynapse, TSource, TTarget>(TModel model)
        where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
        where TSynapse : unmanaged
        where TSource : unmanaged
        where TTarget : unmanaged
    {
        var asked = new List<int>();
        var decays = new NotingDecays(asked);
        float weight = 0f;
        TSynapse synapse = default;
        TSource source = default;
        TTarget target = default;
        model.DecaySource(in source, 1, in decays);
        model.DecayTarget(in target, 1, in decays);
        model.Advance(ref weight, ref synapse, 1f, 1, in decays);
        return [.. asked.OrderDescending()];
    }

    // Methods over lanes that a model or a rule does not have throw.
    private static bool HasLaneMethods<TModel, TSynapse, TSource, TTarget>(TModel model)
        where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
        where TSynapse : unmanaged
        where TSource : unmanaged
        where TTarget : unmanaged
    {
        ScalarLane weight = default;
        var source = new ScalarLane[SizeOf<TSource>() / sizeof(float)];
        try
        {
            model.OnSourceEvent(ref weight, source, new ScalarLane[SizeOf<TTarget>() / sizeof(float)]);
            model.OnTargetSpike(ref weight, source);
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private readonly struct NotingDecays(List<int> asked) : IDecays
    {
        public float After(int curve, int steps)
        {
            asked.Add(curve);
            return 1f;
        }
    }

    private static Type[]? StatesOf(Type model) => model.GetInterfaces()
        .Where(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ISynapseModel<,,>))
        .ToArray() is [Type contract] ? contract.GetGenericArguments() : null;

    private static string? Unsuitable(Type state)
    {
        FieldInfo[] fields = state.GetFields(Instance);
        return fields.Length == 0
            ? $"which has no fields: {nameof(NoState)} stands for that"
            : fields.Any(field => field.FieldType != typeof(float)
                && (!field.FieldType.IsValueType || field.FieldType.IsPrimitive || Unsuitable(field.FieldType) is not null))
                ? "with a field that is no float: all must be, or structs of such"
            : (int)Call(nameof(SizeOf), [state], null) != sizeof(float) * Floats(state, "").Count()
                ? "which takes more memory than its fields: it must be of floats one after another, without fixed buffers or a layout of its own"
                : null;
    }

    private static string[] FieldNames(Type state) => state == typeof(NoState) ? [] : [.. Floats(state, "")];

    // In the order of memory. A record's fields are called "<Property>k__BackingField".
    private static IEnumerable<string> Floats(Type state, string prefix) =>
        from field in state.GetFields(Instance).OrderBy(field => field.MetadataToken)
        let name = prefix + (field.Name.Split('<', '>') is [_, string property, _] ? property : field.Name)
        from full in field.FieldType == typeof(float) ? [name] : Floats(field.FieldType, name + ".")
        select full;
}
