using System.Reflection;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Neurons;

/// <summary>
/// The concrete types that simulate a population on one lane, found by reflection once, when a network is built: the
/// loop over neurons is then compiled for exactly this model and these receptors.
/// </summary>
/// <param name="Lane">The lane T.</param>
/// <param name="Neuron">The neuron model's struct, over T.</param>
/// <param name="NeuronConstants">Its constants.</param>
/// <param name="Chain">The receptor chain, over T.</param>
/// <param name="ChainConstants">Its constants.</param>
internal sealed record PopulationTypes(
    Type Lane, Type Neuron, ValueType NeuronConstants, Type Chain, ValueType ChainConstants)
{
    public static PopulationTypes Create(PopulationDescription population, Type lane, double dtMs)
    {
        (Type chain, ValueType chainConstants) = ReceptorChain.Create(population, lane, dtMs);
        ValueType constants = population.Model.CreateConstants(dtMs);
        Type neuron = Generics.Model(
            population.Name, population.Model.ModelType, lane, typeof(INeuronModel<,>), constants);
        return new PopulationTypes(lane, neuron, constants, chain, chainConstants);
    }

    /// <summary>Creates an object of a generic class over (T, neuron, its constants, chain, its constants).</summary>
    public object Instantiate(Type genericClass, params object?[] arguments) =>
        Generics.Create(
            genericClass,
            [Lane, Neuron, NeuronConstants.GetType(), Chain, ChainConstants.GetType()],
            [NeuronConstants, ChainConstants, .. arguments]);
}

/// <summary>Composes the receptors of a population into one struct type.</summary>
internal static class ReceptorChain
{
    public static (Type Chain, ValueType Constants) Create(PopulationDescription population, Type lane, double dtMs)
    {
        if (population.Receptors.Count == 0)
        {
            return (typeof(NoReceptors<>).MakeGenericType(lane), default(NoConstants));
        }

        (Type model, ValueType constants) = Receptor(population, population.Receptors.Count - 1, lane, dtMs);
        Type chain = typeof(LastReceptor<,,>).MakeGenericType(lane, model, constants.GetType());
        for (int i = population.Receptors.Count - 2; i >= 0; i--)
        {
            (model, ValueType head) = Receptor(population, i, lane, dtMs);
            Type pair = typeof(ChainConstants<,>).MakeGenericType(head.GetType(), constants.GetType());
            object both = Activator.CreateInstance(pair)!;
            pair.GetField("Head")!.SetValue(both, head);
            pair.GetField("Tail")!.SetValue(both, constants);
            chain = typeof(NextReceptor<,,,,>).MakeGenericType(lane, model, head.GetType(), chain, constants.GetType());
            constants = (ValueType)both;
        }

        return (chain, constants);
    }

    private static (Type Model, ValueType Constants) Receptor(
        PopulationDescription population, int index, Type lane, double dtMs)
    {
        ReceptorDescription receptor = population.Receptors[index];
        ValueType constants = population.CreateConstants(receptor, dtMs);
        Type model = Generics.Model(
            $"{population.Name} {receptor.Name}", receptor.Model.ModelType, lane, typeof(IPostsynapticModel<,>), constants);
        return (model, constants);
    }
}

/// <summary>Makes types and objects of generic classes whose type arguments are known only at run time.</summary>
internal static class Generics
{
    /// <summary>A model's struct on a lane.</summary>
    /// <exception cref="InvalidDescriptionException">It does not implement the contract with these constants.</exception>
    public static Type Model(string name, Type modelType, Type lane, Type contract, ValueType constants)
    {
        Type model = modelType.MakeGenericType(lane);
        return contract.MakeGenericType(lane, constants.GetType()).IsAssignableFrom(model)
            ? model
            : throw new InvalidDescriptionException(
                $"{name} has the model type {modelType.Name}: it does not implement "
                + $"{contract.Name.Split('`')[0]}<T, {constants.GetType().Name}>");
    }

    public static object Create(Type genericClass, Type[] types, object?[] arguments) =>
        Activator.CreateInstance(
            genericClass.MakeGenericType(types),
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions,
            binder: null,
            arguments,
            culture: null)!;
}
