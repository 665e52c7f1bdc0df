// Chains live in native memory and on devices, and constants are set by reflection: no field is ever assigned by name.
#pragma warning disable CS0649
using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Neurons;

/// <summary>Gives the sum of the weights that arrived at a lane of neurons, by receptor.</summary>
internal interface IArrived<T>
    where T : unmanaged, ILane<T>
{
    T Read(int receptor);
}

/// <summary>
/// All receptors of a population as one struct, so that the compiler sees one loop body without calls. Chains are
/// composed of generic types when a network is built; see <see cref="ReceptorChain"/>.
/// </summary>
internal interface IReceptorChain<T, TConstants>
    where T : unmanaged, ILane<T>
    where TConstants : unmanaged
{
    /// <summary>False for a chain without receptors, whose memory need not be touched.</summary>
    static abstract bool HasReceptors { get; }

    SynapticInput<T> Step<TArrived>(in TArrived arrived, int receptor, T membranePotential, in TConstants constants)
        where TArrived : struct, IArrived<T>;
}

/// <summary>A population without receptors.</summary>
internal struct NoReceptors<T> : IReceptorChain<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    public T Unused; // A struct without fields would still take a byte.

    public static bool HasReceptors => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly SynapticInput<T> Step<TArrived>(
        in TArrived arrived, int receptor, T membranePotential, in NoConstants constants)
        where TArrived : struct, IArrived<T> => new(T.Of(0f), T.Of(0f));
}

/// <summary>The last receptor of a chain.</summary>
internal struct LastReceptor<T, TModel, TConstants> : IReceptorChain<T, TConstants>
    where T : unmanaged, ILane<T>
    where TModel : unmanaged, IPostsynapticModel<T, TConstants>
    where TConstants : unmanaged
{
    public TModel Model;

    public static bool HasReceptors => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step<TArrived>(
        in TArrived arrived, int receptor, T membranePotential, in TConstants constants)
        where TArrived : struct, IArrived<T> =>
        Model.Step(arrived.Read(receptor), membranePotential, in constants);
}

/// <summary>Constants of a receptor and of those that follow it.</summary>
internal struct ChainConstants<THead, TTail>
    where THead : unmanaged
    where TTail : unmanaged
{
    public THead Head;
    public TTail Tail;
}

/// <summary>A receptor that others follow.</summary>
internal struct NextReceptor<T, TModel, THead, TChain, TTail> : IReceptorChain<T, ChainConstants<THead, TTail>>
    where T : unmanaged, ILane<T>
    where TModel : unmanaged, IPostsynapticModel<T, THead>
    where THead : unmanaged
    where TChain : unmanaged, IReceptorChain<T, TTail>
    where TTail : unmanaged
{
    public TModel Model;
    public TChain Rest;

    public static bool HasReceptors => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step<TArrived>(
        in TArrived arrived, int receptor, T membranePotential, in ChainConstants<THead, TTail> constants)
        where TArrived : struct, IArrived<T>
    {
        SynapticInput<T> head = Model.Step(arrived.Read(receptor), membranePotential, in constants.Head);
        SynapticInput<T> rest = Rest.Step(in arrived, receptor + 1, membranePotential, in constants.Tail);
        return new SynapticInput<T>(
            head.Current + rest.Current,
            head.PotentialJump + rest.PotentialJump,
            head.Conductance + rest.Conductance);
    }
}
