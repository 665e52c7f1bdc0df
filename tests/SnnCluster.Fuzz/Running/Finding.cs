namespace SnnCluster.Fuzz.Running;

/// <summary>An input was taken in a way in which it must not be.</summary>
internal sealed class Finding(string message) : Exception(message)
{
    /// <summary>Throws where something is so.</summary>
    public static void If(bool wrong, string message)
    {
        if (wrong)
        {
            throw new Finding(message);
        }
    }
}
