using System.Reflection;
using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Model.Networks;

/// <summary>
/// What the engine needs of the types of people's own rules, which it gets to know only when a network is built: told
/// here as findings, they would otherwise show as exceptions from deep inside.
/// </summary>
internal static class RuleTypes
{
    /// <summary>Adds an error for everything that is wrong with a projection's synapse model.</summary>
    public static void Validate(ProjectionDescription projection, NetworkDescription network, ValidationErrors errors)
    {
        string name = projection.Name;
        SynapseDescription description = projection.Synapse;
        if (!(network.DtMs > 0) || !Accepts(errors, () => Validate(name, description, errors)))
        {
            return;
        }

        foreach (DecayCurve curve in description.Curves)
        {
            if (errors.Above($"{name} time constant [ms]", curve.TimeConstantMs, 0))
            {
                DecayTable.Fits(name, curve.TimeConstantMs, network.DtMs, errors);
            }
        }

        ISynapseModel model = description.CreateModel(network.DtMs);
        if (!ValidateModel($"synapse model of {name}", model, description.Curves.Count, errors))
        {
            return;
        }

        foreach ((string what, double bound) in new[]
        {
            ("weights", description.WeightBound), ("what is delivered", description.DeliveredBound(projection.WeightBound)),
        })
        {
            if (!(bound >= 0))
            {
                errors.Add($"{name} declares the bound {ValidationErrors.Text(bound)} of {what}: must be at least 0");
            }
        }

        if (description.WeightSign * projection.Weight.Mean < 0)
        {
            errors.Add($"{name} has weights of {ValidationErrors.Text(projection.Weight.Mean)} on average: its synapse model has weights "
                + (description.WeightSign > 0 ? "of at least 0" : "of at most 0"), nameof(projection.Weight));
        }

        var layout = SynapseLayout.Of(model);
        foreach ((string field, InitialValue initial) in description.InitialState)
        {
            if (layout.SynapseFields.Contains(field))
            {
                initial.Validate($"{name} {field}", errors);
            }
            else
            {
                errors.Add($"{name} sets the state '{field}' of its synapses: the model has "
                    + (layout.SynapseFields.Count == 0 ? "none" : string.Join(", ", layout.SynapseFields)));
            }
        }

        ValidateModulator(projection, layout.Traits.HasFlag(SynapseTraits.Modulated), network, errors);
    }

    private static void Validate(string name, SynapseDescription description, ValidationErrors errors)
    {
        using ValidationErrors.Subject about = errors.About(description);
        description.Validate(name, errors);
    }

    /// <summary>Adds an error for everything that is wrong with a synapse model's struct.</summary>
    /// <returns>Whether there is none.</returns>
    internal static bool ValidateModel(string name, ISynapseModel model, int curves, ValidationErrors errors) =>
        ValidateHeld(name, model, errors) && SynapseLayout.Validate(name, model, curves, errors);

    private static void ValidateModulator(
        ProjectionDescription projection, bool isModulated, NetworkDescription network, ValidationErrors errors)
    {
        (string name, string? modulator) = (projection.Name, projection.Modulator);
        ModulatorDescription? found = network.Modulators.FirstOrDefault(one => one.Name == modulator);
        if (isModulated && modulator is null)
        {
            errors.Add($"{name} has a synapse model that is modulated: its projection must name a modulator", nameof(projection.Synapse));
        }
        else if (modulator is not null && !isModulated)
        {
            errors.Add($"{name} names the modulator '{modulator}', of which its synapse model makes no use", nameof(projection.Modulator));
        }
        else if (modulator is not null && found is null)
        {
            errors.Add($"{name} names the modulator '{modulator}': the network has "
                + (network.Modulators.Count == 0 ? "none" : string.Join(", ", network.Modulators.Select(one => one.Name))), nameof(projection.Modulator));
        }
        else if (found is not null
            && projection.Synapse.ExpectedModulatorTimeMs is double expected
            && expected != found.TimeConstantMs)
        {
            errors.Add($"{name} has a synapse model for a modulator with a time constant of {ValidationErrors.Text(expected)} ms: that of "
                + $"'{modulator}' is {ValidationErrors.Text(found.TimeConstantMs)} ms");
        }
    }

    /// <summary>Adds an error for everything that is wrong with a rewiring rule.</summary>
    public static void Validate(string name, RewiringDescription rewiring, IReadOnlyList<string> targetVariables, ValidationErrors errors)
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
            else if (rewiring.Candidates is CandidateSource.FreeElements && rule is not IElementRewiringRule)
            {
                errors.Add($"{type}{nameof(IElementRewiringRule)}: its candidates must be something else than free elements");
            }
            else if (rewiring.Candidates is CandidateSource.ReplaceEliminated or CandidateSource.Vacancies && rule is not ISweepRewiringRule)
            {
                errors.Add($"{type}{nameof(ISweepRewiringRule)}: its candidates must be random pairs");
            }

            if (rule is IVacancyRewiringRule && rewiring.Candidates is not CandidateSource.Vacancies)
            {
                errors.Add($"rewiring rule of {name} says how many synapses there is room for: its candidates must be vacancies");
            }

            if (rewiring.TargetVariable is string variable)
            {
                if (!targetVariables.Contains(variable))
                {
                    errors.Add($"rewiring rule of {name} sees the state variable '{variable}' of targets{NearestName.Hint(variable, targetVariables)}");
                }

                if (rewiring.Candidates is CandidateSource.RandomPairs or CandidateSource.FreeElements)
                {
                    errors.Add($"rewiring rule of {name} sees the state variable '{variable}' of targets: only sweeps can");
                }
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

    private static object Call(Type declaring, string method, Type argument) =>
        declaring.GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .MakeGenericMethod(argument)
            .Invoke(null, null)!;
}
