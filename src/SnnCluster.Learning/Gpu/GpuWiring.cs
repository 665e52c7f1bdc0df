using ILGPU;
using SnnCluster.Engine.Gpu;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Gpu;

/// <summary>The wiring of a sparse projection on the device, by synapse and by target; of a dense one nothing.</summary>
internal sealed class GpuWiring : IDisposable
{
    private readonly GpuArray<int> _incomingEnds;
    private readonly GpuArray<int> _incoming;
    private readonly GpuArray<int> _sources;
    private readonly GpuArray<int> _targets;

    public GpuWiring(GpuRuntime runtime, SparseTopology? topology, int targets)
    {
        Topology = topology;
        int[] sources = [];
        int[] ends = [];
        int[] incoming = [];
        if (topology is not null)
        {
            sources = SourcesOf(topology);
            (ends, incoming) = ByTarget(topology, targets);
        }

        _incomingEnds = runtime.Allocate<int>(ends);
        _incoming = runtime.Allocate<int>(incoming);
        _sources = runtime.Allocate<int>(sources);
        _targets = runtime.Allocate<int>(topology?.Targets ?? []);
    }

    public SparseTopology? Topology { get; }

    public ArrayView<int> IncomingEnds => _incomingEnds.View;

    public ArrayView<int> Incoming => _incoming.View;

    public ArrayView<int> Sources => _sources.View;

    public ArrayView<int> Targets => _targets.View;

    public void Dispose()
    {
        _incomingEnds.Dispose();
        _incoming.Dispose();
        _sources.Dispose();
        _targets.Dispose();
    }

    private static int[] SourcesOf(SparseTopology topology)
    {
        var sources = new int[topology.Count];
        for (int source = 0; source < topology.RowEnds.Length; source++)
        {
            sources.AsSpan(topology.RowBegin(source), topology.RowEnds[source] - topology.RowBegin(source)).Fill(source);
        }

        return sources;
    }

    // Synapses come by source, so each target gets its own in the order of their sources.
    private static (int[] Ends, int[] Synapses) ByTarget(SparseTopology topology, int targets)
    {
        var next = new int[targets + 1];
        foreach (int target in topology.Targets)
        {
            next[target + 1]++;
        }

        for (int target = 0; target < targets; target++)
        {
            next[target + 1] += next[target];
        }

        var synapses = new int[topology.Count];
        for (int i = 0; i < synapses.Length; i++)
        {
            synapses[next[topology.Targets[i]]++] = i;
        }

        // Each begin has moved to its end.
        return (next[..targets], synapses);
    }
}
