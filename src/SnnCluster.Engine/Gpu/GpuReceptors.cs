using ILGPU;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Gpu;

/// <summary>What kernels see of a <see cref="GpuReceptors"/>, from a receptor's first sum on.</summary>
internal struct SumsView
{
    public ArrayView<long> Sums;

    /// <summary>Slots in the ring.</summary>
    public int Slots;

    /// <summary>Elements from one slot to the next.</summary>
    public int Stride;

    public readonly int SlotOf(int step) => Slots == 1 ? 0 : step % Slots;

    /// <summary>The first element of a step's slot.</summary>
    public readonly long First(int step) => (long)SlotOf(step) * Stride;
}

/// <summary>
/// Where the weights that reach the receptors of a population are summed, in fixed point, so that the order in which
/// threads add cannot matter: a ring of one slot per step of dendritic delay, each with one sum per receptor and neuron.
/// </summary>
internal sealed class GpuReceptors : IDisposable
{
    private readonly GpuArray<long> _sums;
    private readonly GpuArray<float> _inverseScales;
    private readonly float[] _scales;
    private readonly int _neurons;

    /// <param name="runtime">Where.</param>
    /// <param name="neurons">Neurons of the partition.</param>
    /// <param name="onto">Plans of the projections onto the population.</param>
    /// <param name="bounds">Largest sum of each receptor.</param>
    public GpuReceptors(GpuRuntime runtime, int neurons, IReadOnlyList<ProjectionPlan> onto, IReadOnlyList<double> bounds)
    {
        _neurons = neurons;
        Slots = 1 + onto.Select(plan => plan.LargestDendriticSteps).Append(0).Max();
        _scales = [.. bounds.Select(FixedPoint.Scale)];
        _inverseScales = runtime.Allocate<float>([.. _scales.Select(scale => 1f / scale)]);
        _sums = runtime.Allocate<long>((long)Slots * _scales.Length * neurons);
    }

    private int Slots { get; }

    private int SlotStride => _scales.Length * _neurons;

    public ArrayView<float> InverseScales => _inverseScales.View;

    public float Scale(int receptor) => _scales[receptor];

    /// <summary>The sums from those of a receptor on.</summary>
    public SumsView Sums(int receptor) => new()
    {
        Sums = _sums.View.SubView((long)receptor * _neurons),
        Slots = Slots,
        Stride = SlotStride,
    };

    /// <summary>Input of the steps from the next one on, by receptor.</summary>
    /// <param name="step">The next step, all of whose events have been delivered.</param>
    /// <param name="begin">Global id of the partition's first neuron.</param>
    public InputSnapshot[] Capture(int step, int begin)
    {
        long[] all = _sums.Download(0, (long)Slots * SlotStride);
        return [.. Enumerable.Range(0, _scales.Length).Select(receptor => Capture(all, receptor, step, begin))];
    }

    /// <summary>Takes over what <see cref="Capture(int, int)"/> gave.</summary>
    public void Restore(IReadOnlyList<InputSnapshot> from, int begin)
    {
        var all = new long[(long)Slots * SlotStride];
        for (int receptor = 0; receptor < from.Count; receptor++)
        {
            (int[] steps, int[] neurons, long[] sums) = from[receptor];
            for (int i = 0; i < sums.Length; i++)
            {
                all[First(steps[i], receptor) + neurons[i] - begin] = sums[i];
            }
        }

        _sums.Upload(all);
    }

    public void Dispose()
    {
        _sums.Dispose();
        _inverseScales.Dispose();
    }

    private long First(int step, int receptor) => ((long)(step % Slots) * SlotStride) + ((long)receptor * _neurons);

    private InputSnapshot Capture(long[] all, int receptor, int step, int begin)
    {
        var (steps, ids, sums) = (new List<int>(), new List<int>(), new List<long>());
        for (int s = step; s < step + Slots; s++)
        {
            long first = First(s, receptor);
            for (int i = 0; i < _neurons; i++)
            {
                if (all[first + i] != 0)
                {
                    steps.Add(s);
                    ids.Add(begin + i);
                    sums.Add(all[first + i]);
                }
            }
        }

        return new InputSnapshot([.. steps], [.. ids], [.. sums]);
    }
}
