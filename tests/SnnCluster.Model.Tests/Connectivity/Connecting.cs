using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Tests.Connectivity;

/// <summary>Draws the synapses of connectivity rules as a partition does: target by target, each with its own stream.</summary>
internal static class Connecting
{
    public static ConnectivityContext Sizes(int sources, int targets, bool forbidsAutapses = false) =>
        new(sources, targets, null, forbidsAutapses);

    public static ConnectivityContext Grid(int width, int height, bool forbidsAutapses = false) =>
        new(width * height, width * height, new GridGeometry(width, height), forbidsAutapses);

    public static RandomStream Stream(ulong seed, int target) =>
        RandomKey.For(seed, RandomPurpose.Connectivity, 0).Stream((uint)target, 0);

    public static List<int> Sources(Connector connector, ulong seed, int target)
    {
        RandomStream random = Stream(seed, target);
        var sources = new List<int>();
        connector.AddSources(target, ref random, sources);
        return sources;
    }

    /// <summary>How many random words a target's sources took.</summary>
    public static int WordsDrawn(Connector connector, ulong seed, int target)
    {
        RandomStream after = Stream(seed, target);
        connector.AddSources(target, ref after, []);

        // Where the next four words come in the stream; four words repeat by chance once in 2^128.
        uint[] next = [after.NextWord(), after.NextWord(), after.NextWord(), after.NextWord()];
        RandomStream random = Stream(seed, target);
        uint[] window = [random.NextWord(), random.NextWord(), random.NextWord(), random.NextWord()];
        int drawn = 0;
        while (!window.AsSpan().SequenceEqual(next))
        {
            window = [window[1], window[2], window[3], random.NextWord()];
            drawn++;
        }

        return drawn;
    }

    public static IReadOnlyList<string> Findings(ConnectivityDescription description, ConnectivityContext context)
    {
        var errors = new ValidationErrors();
        description.Validate("wiring", context, errors);
        return errors.Messages;
    }
}
