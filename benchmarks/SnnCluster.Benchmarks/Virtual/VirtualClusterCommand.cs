using System.CommandLine;
using System.Globalization;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Benchmarks.Virtual;

/// <summary><c>virtual-cluster</c>: what partitions of clusters far larger than any at hand say to each other, counted.</summary>
internal static class VirtualClusterCommand
{
    private const int WarmUpIntervals = 50;
    private const long MostNeurons = 100_000_000;

    public static Command Create()
    {
        Option<string> partitions = RunOptionSet.Text("--partitions", "64,256,1024", "LIST", "Numbers of partitions");
        Option<string> wirings = RunOptionSet.Text("--wiring", "local,random", "LIST", "Wirings, of local and random");
        Option<string> perNode = RunOptionSet.Text("--partitions-per-node", "4", "INTEGER", "Partitions of a node");
        Option<string> neurons = RunOptionSet.Text("--neurons", "64", "INTEGER", "Neurons of a partition");
        Option<string> intervals = RunOptionSet.Text("--intervals", "100", "INTEGER", "Exchange intervals to count over, after 50 to warm up");
        var command = new Command(
            "virtual-cluster", "What the nodes of a large cluster send, and what each partition goes through: counted in one process, on the real frames. Memory of partitions is right in the first row alone.")
        {
            partitions, wirings, perNode, neurons, intervals,
        };
        command.SetAction(parsed =>
        {
            int[] cuts = [.. parsed.GetRequiredValue(partitions).Split(',').Select(text => RunOptionSet.Integer(partitions.Name, text, 2, 16384))];
            VirtualWiring[] ways = [.. parsed.GetRequiredValue(wirings).Split(',').Select(WiringOf)];
            int each = RunOptionSet.Integer(perNode.Name, parsed.GetRequiredValue(perNode), 1, 1024);
            int size = RunOptionSet.Integer(neurons.Name, parsed.GetRequiredValue(neurons), 1, 100_000);
            if ((long)cuts.Max() * size > MostNeurons)
            {
                throw new BenchmarkException($"{neurons.Name} is {size}: {cuts.Max()} partitions may have {MostNeurons} neurons together at most");
            }

            int count = RunOptionSet.Integer(intervals.Name, parsed.GetRequiredValue(intervals), 1, 1_000_000);

            // All findings come before the first count.
            Array.ForEach(cuts, cut => VirtualNetwork.Describe(ways[0], cut * size));

            // What code takes is not to be counted among what partitions take.
            using (var first = new VirtualCluster(VirtualNetwork.Describe(ways[0], 64), 2, 2))
            {
                first.Run(WarmUpIntervals);
            }

            Console.WriteLine(Markdown.Table(
                [
                    "wiring", "partitions", "nodes", "messages per interval and node", "bytes per interval and node", "partitions waited for",
                    "partitions read", "spikes received per interval", "of them with a synapse", "sources with a synapse, of all", "partition [kB]", "exchange of a node [kB]",
                ],
                ways.SelectMany(way => cuts.Select(cut => Row(way, cut, Math.Max(2, cut / each), size, count)))));
            return 0;
        });
        return command;
    }

    private static VirtualWiring WiringOf(string text) => text switch
    {
        "local" => VirtualWiring.Local,
        "random" => VirtualWiring.Random,
        _ => throw new BenchmarkException($"--wiring is {text}: must be local or random"),
    };

    private static string[] Row(VirtualWiring wiring, int partitions, int nodes, int neurons, int intervals)
    {
        Console.Error.WriteLine($"{wiring}, {partitions} partitions");
        using var cluster = new VirtualCluster(VirtualNetwork.Describe(wiring, partitions * neurons), partitions, nodes);
        cluster.Run(WarmUpIntervals);
        (long messages, long bytes, long[] spikes) = (cluster.Messages, cluster.Bytes, cluster.SpikeCounts());
        cluster.Run(intervals);
        long[] fired = [.. cluster.SpikeCounts().Zip(spikes, (now, then) => now - then)];
        double perNode = 1.0 / ((long)intervals * nodes);
        double perPartition = 1.0 / ((long)intervals * partitions);
        long taken = 0;
        long waited = 0;
        long received = 0;
        long useful = 0;
        long sources = 0;
        long[] ofPartition = [.. Enumerable.Range(0, partitions).Select(partition => Sum(fired, cluster.SliceOf(partition)))];
        for (int partition = 0; partition < partitions; partition++)
        {
            waited += cluster.WaitedFor(partition);
            foreach (int other in cluster.TakenBy(partition))
            {
                taken++;
                received += ofPartition[other];
            }

            Slice own = cluster.SliceOf(partition);
            HashSet<int> here = cluster.SourcesOf(partition);
            sources += here.Count;
            useful += here.Where(source => !own.Contains(source)).Sum(source => fired[source]);
        }

        return
        [
            wiring == VirtualWiring.Local ? "local" : "random",
            $"{partitions}",
            $"{nodes}",
            Markdown.Number((cluster.Messages - messages) * perNode),
            Markdown.Number((cluster.Bytes - bytes) * perNode),
            Markdown.Number((double)waited / partitions),
            Markdown.Number((double)taken / partitions),
            Markdown.Number(received * perPartition),
            Markdown.Number(useful * perPartition),
            $"{Markdown.Number((double)sources / partitions)} of {(partitions * neurons).ToString("N0", CultureInfo.InvariantCulture)}",
            Markdown.Number(cluster.PartitionBytes / 1000.0),
            Markdown.Number(cluster.ExchangeBytesPerNode / 1000.0),
        ];
    }

    private static long Sum(long[] values, Slice slice)
    {
        long sum = 0;
        for (int i = slice.Begin; i < slice.End; i++)
        {
            sum += values[i];
        }

        return sum;
    }
}
