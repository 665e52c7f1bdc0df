namespace SnnCluster.Engine.Probes;

/// <summary>
/// Holds what all probes say at a stop, and gives it on in the order of steps, and of probes within a step. All that is said at a stop is of
/// steps after the stop before: so the order does not depend on when a run stops, as for checkpoints.
/// </summary>
internal sealed class OrderedObservations : IObservations
{
    private readonly Rows<(string Name, string Of, double Value)> _values = new();
    private readonly Rows<(string Name, string Of, double Lower, double Upper, long Count)> _bins = new();
    private readonly Rows<(int Population, int[] Neurons)> _spikes = new();
    private readonly Rows<(int Population, int Variable, int Neuron, float Value)> _states = new();
    private readonly Rows<(int Projection, long Formed, long Eliminated, int Distance)> _rewired = new();

    public void Value(string name, string of, int step, double value) => _values.Add(step, (name, of, value));

    public void Bin(string name, string of, int step, double lower, double upper, long count) =>
        _bins.Add(step, (name, of, lower, upper, count));

    public void Spikes(int population, int step, ReadOnlySpan<int> neurons) => _spikes.Add(step, (population, neurons.ToArray()));

    public void State(int population, int variable, int neuron, int step, float value) =>
        _states.Add(step, (population, variable, neuron, value));

    public void Rewired(int projection, int step, long formed, long eliminated, int distance) =>
        _rewired.Add(step, (projection, formed, eliminated, distance));

    /// <summary>Gives all of it on, and forgets it.</summary>
    public void GiveTo(IObservations to)
    {
        _values.Take((step, one) => to.Value(one.Name, one.Of, step, one.Value));
        _bins.Take((step, one) => to.Bin(one.Name, one.Of, step, one.Lower, one.Upper, one.Count));
        _spikes.Take((step, one) => to.Spikes(one.Population, step, one.Neurons));
        _states.Take((step, one) => to.State(one.Population, one.Variable, one.Neuron, step, one.Value));
        _rewired.Take((step, one) => to.Rewired(one.Projection, step, one.Formed, one.Eliminated, one.Distance));
    }

    private sealed class Rows<T>
    {
        private readonly List<(int Step, T Row)> _rows = [];
        private bool _isInOrder = true;

        public void Add(int step, T row)
        {
            _isInOrder &= _rows.Count == 0 || _rows[^1].Step <= step;
            _rows.Add((step, row));
        }

        public void Take(Action<int, T> take)
        {
            IEnumerable<(int Step, T Row)> inOrder = _isInOrder ? _rows : _rows.OrderBy(one => one.Step);
            foreach ((int step, T row) in inOrder)
            {
                take(step, row);
            }

            _rows.Clear();
            _isInOrder = true;
        }
    }
}
