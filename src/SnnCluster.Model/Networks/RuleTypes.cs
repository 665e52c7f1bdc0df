using System.Reflection;
using System.Runtime.CompilerServices;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Model.Networks;

/// <summary>
/// What the engine needs of the types of people's own rules, which it gets to know only when a network is built: told
/// here as findings, they would otherwise show as exceptions from deep inside.
/// </summary>
internal static class RuleTypes
{
    /// <summary>Adds an error for everything that is wrong with a weight-update rule.</summary>
    public static void Validate(string name, WeightUpdateDescription update, ValidationErrors errors)
    {
        if (Accepts(errors, () => update.Validate(name, errors))
            && update.CreateRule() is var rule
            && ValidateHeld($"weight-update rule of {name}", rule, errors)
            && (bool)Call(typeof(RuleTypes), nameof(IsPlastic), rule.GetType()))
        {
            errors.Above($"{name} source trace time constant [ms]", update.SourceTraceTimeConstantMs, 0);
            errors.Above($"{name} target trace time constant [ms]", update.TargetTraceTimeConstantMs, 0);
        }
    }

    /// <summary>Adds an error for everything that is wrong with a rewiring rule.</summary>
    public static void Validate(string name, RewiringDescription rewiring, ValidationErrors errors)
    {
        if (Accepts(errors, () => rewiring.Validate(name, errors)))
        {
            IRewiringRule rule = rewiring.CreateRule();
            ValidateHeld($"rewiring rule of {name}", rule, errors);
            string type = $"rewiring rule of {name} is of type {rule.GetType().Name}, which is no ";
            if (rewiring.Candidates is CandidateSource.RandomPairs && rule is not IPairRewiringRule)
            {
                errors.Add($"{type}{nameof(IPairRewiringRule)}: candidates that are random pairs have no rank");
            }
            else if (rewiring.Candidates is not CandidateSource.RandomPairs && rule is not ISweepRewiringRule)
            {
                errors.Add($"{type}{nameof(ISweepRewiringRule)}: its candidates must be random pairs");
            }
        }
    }

    // A rule is made only from parameters that its description accepts.
    private static bool Accepts(ValidationErrors errors, Action validate)
    {
        int before = errors.Messages.Count;
        validate();
        return errors.Messages.Count == before;
    }

    private static bool ValidateHeld(string name, object rule, ValidationErrors errors)
    {
        if (!ValidatePlain(name, rule, errors))
        {
            return false;
        }

        errors.Holds(name, rule);
        return true;
    }

    private static bool ValidatePlain(string name, object value, ValidationErrors errors)
    {
        Type type = value.GetType();
        bool isPlain = type.IsValueType
            && !(bool)Call(typeof(RuntimeHelpers), nameof(RuntimeHelpers.IsReferenceOrContainsReferences), type);
        if (!isPlain)
        {
            errors.Add($"{name} is of type {type.Name}: must be a struct that holds no references");
        }

        return isPlain;
    }

    private static bool IsPlastic<TRule>()
        where TRule : IWeightUpdateRule => TRule.IsPlastic;

    private static object Call(Type declaring, string method, Type argument) =>
        declaring.GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .MakeGenericMethod(argument)
            .Invoke(null, null)!;
}
