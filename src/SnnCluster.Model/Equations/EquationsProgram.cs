using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Equations;

/// <summary>What became of a description of equations; nothing where something is wrong with it.</summary>
/// <param name="Plan">What a step computes.</param>
/// <param name="Step">The same, made ready.</param>
/// <param name="Compiled">The struct.</param>
internal sealed record EquationsProgram(StepPlan? Plan, StepProgram? Step, EmittedModel? Compiled)
{
    /// <summary>Compiles a description.</summary>
    public static EquationsProgram Of(EquationsDescription description)
    {
        if (description.Substeps is < 1 or > 1000 || Read(description, "", new ValidationErrors()) is not (StepPlan plan, StepProgram step))
        {
            return new EquationsProgram(null, null, null);
        }

        return new EquationsProgram(plan, step, ModelEmitter.Of(step));
    }

    /// <summary>Reads a description, and adds what is wrong with it.</summary>
    /// <returns>What a step computes; null where something is wrong.</returns>
    public static (StepPlan Plan, StepProgram Step)? Read(EquationsDescription description, string owner, ValidationErrors errors)
    {
        if (EquationReader.Read(description, owner, errors) is not EquationModel model)
        {
            return null;
        }

        try
        {
            StepPlan plan = StepPlanner.Plan(model);
            return (plan, new StepProgram(plan, description.RefractoryPeriodMs));
        }
        catch (EquationException exception)
        {
            errors.Add($"{owner} {exception.Message}", nameof(description.Equations));
            return null;
        }
    }
}
