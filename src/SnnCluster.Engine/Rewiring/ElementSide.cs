using SnnCluster.Engine.Neurons;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Rewiring;

/// <summary>One population on one side of the pool: this partition's elements, and all that is known of others'.</summary>
internal sealed class ElementSide
{
    // So many take 2 GB on each side.
    private const long MostFree = 1L << 28;

    private readonly Slice _slice;
    private readonly IStateWriter _neurons;
    private readonly int _variable;
    private readonly float[] _elements;
    private readonly float _vacantLoss;

    public ElementSide(NetworkDescription network, int population, string element, Slice slice, IStateWriter neurons)
    {
        PopulationDescription description = network.Populations[population];
        _slice = slice;
        _neurons = neurons;
        _variable = neurons.StateVariables.ToList().IndexOf($"{SynapticElements.Prefix}.{element}");
        Most = description.Elements!.Find(element)!.Most;
        _vacantLoss = (float)description.Elements!.Find(element)!.VacantLoss;
        _elements = new float[slice.Count];
        Size = description.Size;
        Connected = new int[slice.Count];
    }

    /// <summary>Neurons of the population.</summary>
    public int Size { get; }

    /// <summary>The most elements of a neuron.</summary>
    public int Most { get; }

    /// <summary>Elements of this partition's neurons that synapses have taken.</summary>
    public int[] Connected { get; }

    /// <summary>Of all neurons, by global id, how many elements are free; negative where a source has too few.</summary>
    public SortedDictionary<int, int> Free { get; } = [];

    /// <summary>Begins an update.</summary>
    public void Begin()
    {
        Array.Clear(Connected);
        _neurons.ReadState(_variable, _elements);
    }

    /// <summary>Takes what another partition says of one of its neurons.</summary>
    public void SetFree(int neuron, int number)
    {
        if (!Free.TryAdd(neuron, number) || (_slice.Contains(neuron) && number != ImbalanceOf(neuron - _slice.Begin)))
        {
            throw new SimulationException($"a partition offers elements of neuron {neuron} for rewiring that is not its own");
        }
    }

    /// <summary>Counts synapses of a neuron, which may be another partition's.</summary>
    public void AddConnected(int neuron, int count)
    {
        if (_slice.Contains(neuron))
        {
            ref int connected = ref Connected[neuron - _slice.Begin];
            long sum = (long)connected + count;
            connected = sum is >= 0 and <= int.MaxValue
                ? (int)sum
                : throw new SimulationException($"partitions count {sum} synapses of neuron {neuron} for rewiring");
        }
    }

    /// <summary>Whole elements that no synapse has taken, by place in the slice.</summary>
    public int ImbalanceOf(int neuron) => (int)Math.Clamp(_elements[neuron], 0f, Most) - Connected[neuron];

    public void OfferImbalance(List<int> offer)
    {
        int at = Begin(offer);
        for (int i = 0; i < Connected.Length; i++)
        {
            Add(offer, at, _slice.Begin + i, ImbalanceOf(i));
        }
    }

    /// <summary>A share of the elements that are still free goes.</summary>
    public void LoseVacant()
    {
        for (int i = 0; i < Connected.Length; i++)
        {
            _elements[i] -= _vacantLoss * Math.Max(0, ImbalanceOf(i));
        }

        _neurons.WriteState(_variable, _elements);
    }

    /// <summary>Begins a list of neurons and numbers; returns where its length stands.</summary>
    public static int Begin(List<int> offer)
    {
        offer.Add(0);
        return offer.Count - 1;
    }

    /// <summary>Adds to a list of neurons and numbers what is not 0.</summary>
    public static void Add(List<int> offer, int at, int neuron, int number)
    {
        if (number != 0)
        {
            offer[at]++;
            offer.Add(neuron);
            offer.Add(number);
        }
    }

    /// <summary>The next list of neurons and numbers of each offer.</summary>
    public static List<(int Neuron, int Number)> Read(
        IReadOnlyList<ReadOnlyMemory<int>> offers, int[] offsets, int size, int least, int most)
    {
        var all = new List<(int, int)>();
        for (int p = 0; p < offers.Count; p++)
        {
            var reader = new OfferReader(offers[p].Span[offsets[p]..], p);
            int count = reader.Count(2);
            for (int i = 0, from = 0; i < count; i++)
            {
                int neuron = reader.Next(from, size - 1);
                all.Add((neuron, reader.Next(least, most)));
                from = neuron + 1;
            }

            offsets[p] += 1 + (2 * count);
        }

        return all;
    }

    /// <summary>All free elements, by population and neuron.</summary>
    public static List<(int Side, int Neuron)> Expand(ElementSide[] sides)
    {
        long elements = sides.Sum(side => side.Free.Values.Sum(count => (long)Math.Max(0, count)));
        if (elements > MostFree)
        {
            throw new SimulationException($"{elements} synaptic elements are free: an update matches at most {MostFree}");
        }

        var all = new List<(int, int)>((int)elements);
        for (int s = 0; s < sides.Length; s++)
        {
            foreach ((int neuron, int count) in sides[s].Free)
            {
                all.AddRange(Enumerable.Repeat((s, neuron), Math.Max(0, count)));
            }
        }

        return all;
    }
}
