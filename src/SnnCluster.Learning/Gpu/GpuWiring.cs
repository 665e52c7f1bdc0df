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
    private readonly int _targetCount;

    /// <param name="runtime">The device.</param>
    /// <param name="topology">The wiring; null where the projection is dense.</param>
    /// <param name="targets">Target neurons.</param>
    public GpuWiring(GpuRuntime runtime, SparseTopology? topology, int targets)
    {
        int synapses = topology?.Count ?? 0;
        _targetCount = targets;
        _incomingEnds = runtime.Allocate<int>(topology is null ? 0 : targets);
        _incoming = runtime.Allocate<int>(synapses);
        _sources = runtime.Allocate<int>(synapses);
        _targets = runtime.Allocate<int>(synapses);
        Take(topology);
    }

    public SparseTopology? Topology { get; private set; }

    public ArrayView<int> IncomingEnds => _incomingEnds.View;

    public ArrayView<int> Incoming => _incoming.View;

    public ArrayView<int> Sources => _sources.View;

    public ArrayView<int> Targets => _targets.View;

    /// <summary>Takes over another wiring of as many synapses: rewiring keeps their number, and no topology changes.</summary>
    public void Take(SparseTopology? topology)
    {
        if (topology is null || ReferenceEquals(topology, Topology))
        {
            return;
        }

        Topology = topology;
        (int[] ends, int[] incoming) = ByTarget(topology, _targetCount);
        _incomingEnds.Upload(ends);
        _incoming.Upload(incoming);
        _sources.Upload(SourcesOf(topology));
        _targets.Upload(topology.Targets);
    }

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
