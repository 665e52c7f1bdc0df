using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Engine.Host;

/// <summary>Calcium and synaptic elements of a partition's neurons of one population; see <see cref="SynapticElements"/>.</summary>
internal sealed class HostElements
{
    private readonly SynapticElements _description;
    private readonly int _intervalSteps;
    private readonly float _perSpike;
    private readonly double _decay;

    // By state variable: calcium, then each kind.
    private readonly float[][] _values;

    public HostElements(SynapticElements description, int neurons, double dtMs)
    {
        _description = description;
        _intervalSteps = StepCount.Of(description.IntervalMs, dtMs);
        _perSpike = (float)description.CalciumPerSpike;
        _decay = PortableMath.Exp(-description.IntervalMs / description.CalciumTimeConstantMs);
        _values = [.. description.Variables.Select(_ => new float[neurons])];
    }

    /// <summary>Number of state variables.</summary>
    public int Variables => _values.Length;

    public Span<float> this[int variable] => _values[variable];

    /// <summary>Whether all of them are numbers.</summary>
    public bool HoldNumbersAlone => !Array.Exists(_values, values => values.AsSpan().ContainsAnyExceptInRange(float.NegativeInfinity, float.PositiveInfinity));

    /// <summary>A neuron, by its place in the slice, has spiked.</summary>
    public void Spike(int neuron) => _values[0][neuron] += _perSpike;

    /// <summary>Integrates, where an interval ends with this step.</summary>
    public void EndStep(int step)
    {
        if ((step + 1) % _intervalSteps != 0)
        {
            return;
        }

        float[] calcium = _values[0];
        for (int kind = 0; kind < _description.Kinds.Count; kind++)
        {
            SynapticElement element = _description.Kinds[kind];
            float[] values = _values[kind + 1];
            double growth = element.Curve.RatePerMs * _description.IntervalMs;
            for (int i = 0; i < values.Length; i++)
            {
                // Not a number stays what it is: the look at state tells.
                double grown = values[i] + (growth * element.Curve.ValueAt(calcium[i]));
                values[i] = (float)(grown < 0 ? 0 : grown > element.Most ? element.Most : grown);
            }
        }

        for (int i = 0; i < calcium.Length; i++)
        {
            calcium[i] = (float)(calcium[i] * _decay);
        }
    }
}
