using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Inputs;

/// <summary>What acts on neurons of a population from outside of the network: input to a receptor, or a stimulus that sets state.</summary>
public abstract record InputDescription
{
    /// <summary>Name, unique among the network's inputs.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the population that gets it.</summary>
    public required string Population { get; init; }

    /// <summary>The neurons that get it; all by default.</summary>
    public NeuronSelection Neurons { get; init; } = new NeuronSelection.All();

    /// <summary>Adds an error for every parameter out of range.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="population">The population that gets it.</param>
    /// <param name="dtMs">Length of a step [ms], above 0.</param>
    /// <param name="errors">Takes them.</param>
    public abstract void Validate(string name, PopulationDescription population, double dtMs, ValidationErrors errors);

    /// <summary>How much of it comes too late to act in a run, as "3 of 4 events"; null: nothing of what is listed.</summary>
    /// <param name="steps">Steps of the run.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    public virtual string? TooLate(int steps, double dtMs) => null;

    internal void Validate(NetworkDescription network, ValidationErrors errors)
    {
        string name = $"input {Name}";
        if (network.Populations.FirstOrDefault(population => population.Name == Population) is not PopulationDescription target)
        {
            string[] names = [.. network.Populations.Select(population => population.Name)];
            errors.Add(
                $"{name} goes to '{Population}': must be a population of the network"
                    + NearestName.Guess(Population, names),
                nameof(Population));
            return;
        }

        Neurons.Validate(name, target, errors);
        Check(name, target, network.DtMs, errors);
        if (network.DtMs > 0)
        {
            Validate(name, target, network.DtMs, errors);
        }
    }

    // What the kind of input asks for, whatever its parameters. There are no kinds but ours.
    private protected abstract void Check(string name, PopulationDescription population, double dtMs, ValidationErrors errors);
}

/// <summary>
/// Input that neurons of a population get by themselves, without synapses: what a receptor gets in each step, in its unit. Input of
/// a step acts in the update of that step.
/// </summary>
public abstract record ReceptorInputDescription : InputDescription
{
    /// <summary>Name of the receptor; the population's first by default.</summary>
    public string? Receptor { get; init; }

    /// <summary>The largest absolute value that a neuron can get in a step.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public abstract double BoundOf(double dtMs);

    /// <summary>The smallest absolute value that must not be lost in the sums of the receptor; 0 where any may.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public virtual double UnitOf(double dtMs) => 0;

    private protected override void Check(string name, PopulationDescription population, double dtMs, ValidationErrors errors)
    {
        if (population.Receptors.All(receptor => receptor.Name != (Receptor ?? receptor.Name)) || population.Receptors.Count == 0)
        {
            errors.Add($"{name} goes to receptor '{Receptor ?? "(first)"}' of {population.Name}, which has "
                + (population.Receptors.Count == 0 ? "none" : string.Join(", ", population.Receptors.Select(receptor => receptor.Name))), nameof(Receptor));
        }

        if (this is not (InputModelDescription or PoissonDrive or ListedSpikes))
        {
            errors.Add($"{name} is of type {GetType().Name}: must be an {nameof(InputModelDescription)}");
        }

        if (this is InputModelDescription && population.Receptors.Any(receptor => receptor.Name == Name))
        {
            errors.Add($"{name} has the name of a receptor of {population.Name}: state variables of both would have the same names");
        }
    }

    /// <summary>Adds an error where its bound is none, once its parameters were found to be in range.</summary>
    internal void CheckBound(NetworkDescription network, ValidationErrors errors) =>
        errors.AtLeast($"input {Name} bound", BoundOf(network.DtMs), 0);
}
