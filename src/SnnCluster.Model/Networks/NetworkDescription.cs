using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Networks;

/// <summary>
/// A network: populations, projections, plasticity and rewiring rules. Plain data: no device, no partition. Together
/// with a device kind it determines every spike, weight and synapse of a run.
/// </summary>
public sealed record NetworkDescription
{
    /// <summary>Length of a step dt [ms], above 0.</summary>
    public required double DtMs { get; init; }

    /// <summary>Seed of all random numbers.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Populations, in the order of results.</summary>
    public required IReadOnlyList<PopulationDescription> Populations { get; init; }

    /// <summary>Projections, in the order of results.</summary>
    public IReadOnlyList<ProjectionDescription> Projections { get; init; } = [];

    /// <summary>Input that neurons get without synapses, in the order of its random streams.</summary>
    public IReadOnlyList<InputDescription> Inputs { get; init; } = [];

    /// <summary>Third factors of plasticity.</summary>
    public IReadOnlyList<ModulatorDescription> Modulators { get; init; } = [];

    /// <summary>The number of a population.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public int IndexOfPopulation(string name) => IndexOf(Populations, population => population.Name == name, name);

    /// <summary>The number of a projection.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public int IndexOfProjection(string name) => IndexOf(Projections, projection => projection.Name == name, name);

    /// <summary>What a projection's connectivity rule may know.</summary>
    public ConnectivityContext ContextOf(ProjectionDescription projection)
    {
        PopulationDescription source = Populations[IndexOfPopulation(projection.Source)];
        PopulationDescription target = Populations[IndexOfPopulation(projection.Target)];
        return new ConnectivityContext(
            source.Size,
            target.Size,
            source.Grid is not null && source.Grid == target.Grid ? source.Grid : null,
            !projection.AllowAutapses && projection.Source == projection.Target)
        {
            Key = RandomKey.For(Seed, RandomPurpose.Connectivity, IndexOfProjection(projection.Name)),
        };
    }

    /// <summary>Checks everything.</summary>
    /// <returns>Notes: what a person should know of the network although it is fit to run.</returns>
    /// <exception cref="InvalidDescriptionException">Something is wrong; it says all that is.</exception>
    public IReadOnlyList<string> Validate()
    {
        var errors = new ValidationErrors();
        Validate(errors);
        errors.ThrowIfAny();
        return errors.Notes;
    }

    /// <summary>The smallest delay of a projection or modulator [steps]; 1 where there is none.</summary>
    public int SmallestDelaySteps() => Projections.Select(projection => projection.DelayMs)
        .Concat(Modulators.Select(modulator => modulator.DelayMs))
        .Select(delayMs => StepCount.Of(delayMs, DtMs))
        .DefaultIfEmpty(1)
        .Min();

    /// <summary>Checks everything.</summary>
    /// <param name="errors">Takes what is wrong, and notes.</param>
    public void Validate(ValidationErrors errors) => NetworkValidation.Validate(this, errors);

    private static int IndexOf<T>(IReadOnlyList<T> list, Func<T, bool> matches, string name)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (matches(list[i]))
            {
                return i;
            }
        }

        throw new ArgumentException($"the network has no '{name}'", nameof(name));
    }
}
