using ILGPU.Runtime.Cuda;

namespace SnnCluster.Engine.Gpu;

/// <summary>
/// Graphs of a partition's intervals: several whole steps that are submitted with one call, since nothing in them is up to the host. Those
/// that differ in what they do are captured once each.
/// </summary>
internal sealed class IntervalGraphs(GpuRuntime runtime) : IDisposable
{
    // More are a sign of a schedule that does not repeat, for which captures cost more than they save.
    private const int Most = 32;

    private readonly Dictionary<(int Steps, long Rewired, bool Looks), CudaGraph> _graphs = [];
    private long _version;
    private bool _isRefused;

    // Whether the device has graphs, and kernels are not timed one by one.
    private bool IsSupported => !_isRefused && CudaGraph.IsSupported(runtime.Stream) && !runtime.TimesKernels;

    /// <summary>Submits an interval, which it captures when it has not been captured before, or as single launches where there are no graphs.</summary>
    /// <param name="kind">Tells apart intervals in which not the same kernels are started: by the number of steps, projections that are rewired as bits, and whether lists of target spikes are looked at.</param>
    /// <param name="version">Changes when arrays have moved: what was captured is of no use then.</param>
    /// <param name="launch">Starts the kernels of the interval. It may be called twice.</param>
    public void Submit((int Steps, long Rewired, bool Looks) kind, long version, Action launch)
    {
        if (!IsSupported)
        {
            launch();
            return;
        }

        if (version != _version)
        {
            Clear();
            _version = version;
        }

        if (!_graphs.TryGetValue(kind, out CudaGraph? graph))
        {
            if (_graphs.Count == Most)
            {
                launch();
                return;
            }

            try
            {
                graph = CudaGraph.Capture(runtime.Stream, launch);
            }
            catch (CudaException)
            {
                // A driver that refuses to capture, as some do beside a profiler, starts kernels one by one all the same.
                _isRefused = true;
                launch();
                return;
            }

            _graphs.Add(kind, graph);
        }

        try
        {
            graph.Launch();
        }
        catch (CudaException failure)
        {
            throw runtime.Failed(failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Clear()
    {
        foreach (CudaGraph graph in _graphs.Values)
        {
            graph.Dispose();
        }

        _graphs.Clear();
    }
}
