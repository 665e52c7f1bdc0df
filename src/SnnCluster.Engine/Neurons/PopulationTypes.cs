using System.Reflection;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

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
        (Type chain, ValueType chainConstants) = ReceptorChain.Create(population.Receptors, lane, dtMs);
        ValueType constants = population.Model.CreateConstants(dtMs);
        Type neuron = population.Model.ModelType.MakeGenericType(lane);
        Type contract = typeof(INeuronModel<,>).MakeGenericType(lane, constants.GetType());
        if (!contract.IsAssignableFrom(neuron))
        {
            throw new InvalidDescriptionException(
                $"{population.Name} has the model type {population.Model.ModelType.Name}: it does not implement "
                + $"INeuronModel<T, {constants.GetType().Name}>");
        }

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
    public static (Type Chain, ValueType Constants) Create(
        IReadOnlyList<ReceptorDescription> receptors, Type lane, double dtMs)
    {
        if (receptors.Count == 0)
        {
            return (typeof(NoReceptors<>).MakeGenericType(lane), default(NoConstants));
        }

        ValueType last = receptors[^1].Model.CreateConstants(dtMs);
        Type chain = typeof(LastReceptor<,,>).MakeGenericType(
            lane, receptors[^1].Model.ModelType.MakeGenericType(lane), last.GetType());
        ValueType constants = last;
        for (int i = receptors.Count - 2; i >= 0; i--)
        {
            ValueType head = receptors[i].Model.CreateConstants(dtMs);
            Type pair = typeof(ChainConstants<,>).MakeGenericType(head.GetType(), constants.GetType());
            object both = Activator.CreateInstance(pair)!;
            pair.GetField("Head")!.SetValue(both, head);
            pair.GetField("Tail")!.SetValue(both, constants);
            chain = typeof(NextReceptor<,,,,>).MakeGenericType(
                lane, receptors[i].Model.ModelType.MakeGenericType(lane), head.GetType(), chain, constants.GetType());
            constants = (ValueType)both;
        }

        return (chain, constants);
    }
}

/// <summary>Creates objects of generic classes whose type arguments are known only at run time.</summary>
internal static class Generics
{
    public static object Create(Type genericClass, Type[] types, object?[] arguments) =>
        Activator.CreateInstance(
            genericClass.MakeGenericType(types),
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions,
            binder: null,
            arguments,
            culture: null)!;
}
