namespace SnnCluster.Model.Lanes;

/// <summary>
/// The result of a comparison: true or false per element. Vector lanes hold all bits set or none, the scalar lane
/// holds 1 or 0, so a mask is only ever combined and selected with, never computed with.
/// </summary>
/// <typeparam name="T">The lane whose elements were compared.</typeparam>
/// <param name="Raw">The lane's own representation.</param>
public readonly record struct Mask<T>(T Raw)
    where T : unmanaged, ILane<T>
{
    /// <summary>True where both are true.</summary>
    public static Mask<T> operator &(Mask<T> a, Mask<T> b) => T.And(a, b);

    /// <summary>True where either is true.</summary>
    public static Mask<T> operator |(Mask<T> a, Mask<T> b) => T.Or(a, b);

    /// <summary>True where the mask is false.</summary>
    public static Mask<T> operator !(Mask<T> a) => T.Not(a);

    /// <summary>True where this mask is true and the other false.</summary>
    public Mask<T> Without(Mask<T> other) => new(T.Clear(other, Raw));

    /// <summary>Whether any element is true.</summary>
    public bool Any => T.Bits(this) != 0;
}
