namespace SnnCluster.Benchmarks.PlainScalar;

/// <summary>
/// Synapses as numbers into three arrays, listed once by source and once by target: a spike of either side finds its
/// synapses directly.
/// </summary>
internal sealed class PlainProjection
{
    private readonly List<int>[] _bySource;
    private readonly List<int>[] _byTarget;
    private readonly Stack<int> _free = new();
    private int[] _source = new int[1024];
    private int[] _target = new int[1024];
    private float[] _weight = new float[1024];
    private int _used;

    public PlainProjection(int neurons)
    {
        _bySource = [.. Enumerable.Range(0, neurons).Select(_ => new List<int>())];
        _byTarget = [.. Enumerable.Range(0, neurons).Select(_ => new List<int>())];
    }

    public int Count => _used - _free.Count;

    public long SynapticEvents { get; private set; }

    /// <summary>The synapse of a pair; -1 where there is none.</summary>
    public int Find(int source, int target)
    {
        foreach (int synapse in _bySource[source])
        {
            if (_target[synapse] == target)
            {
                return synapse;
            }
        }

        return -1;
    }

    public float Weight(int synapse) => _weight[synapse];

    public void Add(int source, int target, float weight)
    {
        int synapse = _free.Count > 0 ? _free.Pop() : _used++;
        if (synapse == _source.Length)
        {
            Array.Resize(ref _source, 2 * synapse);
            Array.Resize(ref _target, 2 * synapse);
            Array.Resize(ref _weight, 2 * synapse);
        }

        _source[synapse] = source;
        _target[synapse] = target;
        _weight[synapse] = weight;
        _bySource[source].Add(synapse);
        _byTarget[target].Add(synapse);
    }

    public void Remove(int synapse)
    {
        RemoveFrom(_bySource[_source[synapse]], synapse);
        RemoveFrom(_byTarget[_target[synapse]], synapse);
        _free.Push(synapse);
    }

    /// <summary>A source spike reaches its synapses: each delivers its weight, then loses some of it.</summary>
    public void Deliver(int source, float[] input, float[] targetTrace, float depression)
    {
        List<int> row = _bySource[source];
        SynapticEvents += row.Count;
        foreach (int synapse in row)
        {
            int target = _target[synapse];
            float weight = _weight[synapse];
            input[target] += weight;
            _weight[synapse] = MathF.Max(0f, weight - (depression * targetTrace[target]));
        }
    }

    /// <summary>A target spike makes its synapses stronger.</summary>
    public void Potentiate(int target, float[] sourceTrace, float potentiation, float largest)
    {
        foreach (int synapse in _byTarget[target])
        {
            _weight[synapse] = MathF.Min(largest, _weight[synapse] + (potentiation * sourceTrace[_source[synapse]]));
        }
    }

    private static void RemoveFrom(List<int> list, int synapse)
    {
        int index = list.IndexOf(synapse);
        list[index] = list[^1];
        list.RemoveAt(list.Count - 1);
    }
}
