using SnnCluster.Engine.Probes;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster;

/// <summary>A population of a network. It stands for its name where one is asked for.</summary>
public sealed class Population
{
    internal Population(Network network, PopulationDescription description)
    {
        Network = network;
        Description = description;
    }

    /// <summary>What it is, as plain data.</summary>
    public PopulationDescription Description { get; }

    /// <summary>Its name.</summary>
    public string Name => Description.Name;

    /// <summary>Number of neurons.</summary>
    public int Size => Description.Size;

    internal Network Network { get; }

    /// <summary>The name of a population.</summary>
    /// <param name="population">The population.</param>
    public static implicit operator string(Population population)
    {
        ArgumentNullException.ThrowIfNull(population);
        return population.Name;
    }

    /// <summary>Gives each neuron Poisson events of its own, as from many sources that fire at random. Other inputs are added to the network.</summary>
    /// <param name="rateHz">Events per second in all, at least 0: the rate of a source times their number.</param>
    /// <param name="weight">Weight of an event, in the unit of the receptor.</param>
    /// <param name="receptor">Name of the receptor; null: the first.</param>
    /// <returns>This population.</returns>
    public Population Drive(double rateHz, double weight, string? receptor = null)
    {
        Network.Add(new PoissonDrive { Name = Network.NameOfDrive(Name), Population = Name, RateHz = rateHz, Weight = weight, Receptor = receptor });
        return this;
    }

    /// <summary>Has spikes recorded.</summary>
    /// <param name="neurons">Of which neurons; null: of all.</param>
    /// <returns>This population.</returns>
    public Population RecordSpikes(NeuronSelection? neurons = null)
    {
        Network.Record(new SpikeProbe { Population = Name, Neurons = neurons ?? new NeuronSelection.All() });
        return this;
    }

    /// <summary>Has a state variable recorded: the model's fields, and "receptor.Field" or "input.Field".</summary>
    /// <param name="variable">Its name, such as "V".</param>
    /// <param name="neurons">Of which neurons; null: of the first 16.</param>
    /// <param name="everyMs">Time from one value to the next [ms], a whole number of steps; null: a step.</param>
    /// <returns>This population.</returns>
    /// <exception cref="InvalidDescriptionException">It is recorded already.</exception>
    public Population Record(string variable, NeuronSelection? neurons = null, double? everyMs = null)
    {
        if (Network.RecordsState(Name, variable))
        {
            throw new InvalidDescriptionException($"{Name}.{variable} is recorded already");
        }

        Network.Record(new StateProbe
        {
            Population = Name,
            Variables = [variable],
            Neurons = neurons ?? new NeuronSelection.Range(0, Math.Min(UsualNeurons, Size)),
            When = new ProbeSchedule.Every(everyMs ?? Network.DtMs),
        });
        return this;
    }

    private const int UsualNeurons = 16;
}
