namespace SnnCluster.Cluster.Transport;

/// <summary>Times of round trips [µs].</summary>
/// <param name="Lower">A quarter of them took less.</param>
/// <param name="Median">Half of them took less.</param>
/// <param name="Upper">A quarter of them took longer.</param>
public readonly record struct RoundTripTimes(double Lower, double Median, double Upper)
{
    internal static RoundTripTimes Of(List<double> times)
    {
        times.Sort();
        double At(double share) => times[(int)(share * (times.Count - 1))];
        return new RoundTripTimes(At(0.25), At(0.5), At(0.75));
    }
}

/// <summary>What round trips of one size took, over a bare connection and over the direct transport.</summary>
/// <param name="Bytes">Size of the message, which goes and comes back [bytes].</param>
/// <param name="Raw">Over a bare TCP connection with blocking calls.</param>
/// <param name="Direct">Over <see cref="DirectTransport"/>.</param>
public sealed record PingPongResult(int Bytes, RoundTripTimes Raw, RoundTripTimes Direct)
{
    /// <summary>How many times as long the transport's median is as the bare connection's.</summary>
    public double Ratio => Direct.Median / Raw.Median;
}
