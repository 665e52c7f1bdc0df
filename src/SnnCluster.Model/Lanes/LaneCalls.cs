using System.Runtime.CompilerServices;

namespace SnnCluster.Model.Lanes;

/// <summary>
/// Functions of <see cref="LaneMath"/> as calls. Where a method has many of them, the compiler runs out of room for inlining, and what comes last would be a call for
/// each addition: a call for each function is little beside that.
/// </summary>
public static class LaneCalls
{
    private const MethodImplOptions Call = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>See <see cref="LaneMath.Exp{T}"/>.</summary>
    [MethodImpl(Call)]
    public static T Exp<T>(T x)
        where T : unmanaged, ILane<T> => LaneMath.Exp(x);

    /// <summary>See <see cref="LaneMath.ExpMinusOne{T}"/>.</summary>
    [MethodImpl(Call)]
    public static T ExpMinusOne<T>(T x)
        where T : unmanaged, ILane<T> => LaneMath.ExpMinusOne(x);

    /// <summary>See <see cref="LaneMath.RelativeExp{T}"/>.</summary>
    [MethodImpl(Call)]
    public static T RelativeExp<T>(T x)
        where T : unmanaged, ILane<T> => LaneMath.RelativeExp(x);

    /// <summary>See <see cref="LaneMath.Log{T}"/>.</summary>
    [MethodImpl(Call)]
    public static T Log<T>(T x)
        where T : unmanaged, ILane<T> => LaneMath.Log(x);

    /// <summary>See <see cref="LaneMath.Tanh{T}"/>.</summary>
    [MethodImpl(Call)]
    public static T Tanh<T>(T x)
        where T : unmanaged, ILane<T> => LaneMath.Tanh(x);
}
