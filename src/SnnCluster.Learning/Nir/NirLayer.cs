namespace SnnCluster.Learning.Nir;

/// <summary>The state of a node while a graph runs.</summary>
internal sealed class NirLayer
{
    private readonly double[] _input;
    private readonly double[] _v;
    private readonly double[] _current;
    private readonly int[] _refractory;
    private readonly Constants[] _constants;
    private readonly float[] _weights; // by input, then output
    private readonly NirDiscretisation _steps;

    public NirLayer(NirNode node, NirDiscretisation steps)
    {
        Node = node;
        _steps = steps;
        Output = new double[node.Outputs];
        _input = new double[node.Inputs];
        bool isNeuron = node.Type.HasState;
        _v = new double[isNeuron ? node.Outputs : 0];
        _current = new double[node.Type == NirNodeType.CubaLif ? node.Outputs : 0];
        _refractory = new int[node.Type.Spikes ? node.Outputs : 0];
        _constants = [.. Enumerable.Range(0, isNeuron ? node.Outputs : 0).Select(neuron => ConstantsOf(node, neuron, steps))];
        _weights = new float[node.Type.IsLinear ? (long)node.Inputs * node.Outputs : 0];
        for (int input = 0; input < node.Inputs && node.Type.IsLinear; input++)
        {
            for (int output = 0; output < node.Outputs; output++)
            {
                _weights[((long)input * node.Outputs) + output] = (float)node.Weight(input, output);
            }
        }
    }

    public NirNode Node { get; }

    /// <summary>What it gives in this step, and until it has taken the step, in the one before.</summary>
    public double[] Output { get; }

    public void Restart()
    {
        Array.Clear(Output);
        Array.Clear(_current);
        Array.Clear(_refractory);
        Array.Clear(_v);
    }

    /// <summary>Takes a step.</summary>
    /// <param name="layers">All nodes.</param>
    /// <returns>How many of its neurons spiked.</returns>
    public int Step(NirLayer[] layers)
    {
        Array.Clear(_input);
        foreach (int source in Node.Sources)
        {
            double[] given = layers[source].Output;
            for (int i = 0; i < _input.Length; i++)
            {
                _input[i] += given[i];
            }
        }

        if (Node.Type.HasState)
        {
            return Integrate();
        }

        if (Node.Type.IsLinear)
        {
            Multiply();
        }
        else
        {
            _input.CopyTo(Output, 0);
        }

        return 0;
    }

    // Most inputs are spikes, and most of those are none.
    private void Multiply()
    {
        for (int j = 0; j < Output.Length; j++)
        {
            Output[j] = Node.Value("bias", j);
        }

        for (int i = 0; i < _input.Length; i++)
        {
            if (_input[i] != 0)
            {
                ReadOnlySpan<float> row = _weights.AsSpan(i * Output.Length, Output.Length);
                for (int j = 0; j < row.Length; j++)
                {
                    Output[j] += row[j] * _input[i];
                }
            }
        }
    }

    private int Integrate()
    {
        bool spikes = Node.Type.Spikes;
        bool hasCurrent = _current.Length > 0;
        int count = 0;
        for (int j = 0; j < _v.Length; j++)
        {
            ref readonly Constants c = ref _constants[j];
            double current = _input[j];
            if (hasCurrent)
            {
                // All right sides are those of the step before.
                current = _current[j];
                _current[j] = (c.CurrentDecay * current) + (c.CurrentGain * _input[j]);
            }

            double v = (c.Decay * _v[j]) + c.Leak + (c.Gain * current);
            if (!spikes)
            {
                _v[j] = Output[j] = v;
                continue;
            }

            bool isSpike = _refractory[j] <= 1 && v > c.Threshold;
            _refractory[j] = isSpike ? _steps.RefractorySteps : Math.Max(0, _refractory[j] - 1);
            _v[j] = !isSpike ? v : _steps.Reset == NirReset.Subtract ? v - c.Threshold : c.ResetPotential;
            Output[j] = isSpike ? 1 : 0;
            count += isSpike ? 1 : 0;
        }

        return count;
    }

    private static Constants ConstantsOf(NirNode node, int neuron, NirDiscretisation steps)
    {
        double r = node.Value("r", neuron);
        double threshold = node.Value("v_threshold", neuron);
        double reset = node.Value("v_reset", neuron);
        if (node.Type == NirNodeType.IntegrateAndFire)
        {
            return new Constants(1, 0, steps.DtMs / 1000 * r, 0, 0, threshold, reset);
        }

        bool hasCurrent = node.Type == NirNodeType.CubaLif;
        double decay = steps.Decay(node.Value(hasCurrent ? "tau_mem" : "tau", neuron));
        double currentDecay = hasCurrent ? steps.Decay(node.Value("tau_syn", neuron)) : 0;
        return new Constants(
            decay,
            (1 - decay) * node.Value("v_leak", neuron),
            (1 - decay) * r,
            currentDecay,
            (1 - currentDecay) * node.Value("w_in", neuron, missing: 1),
            threshold,
            reset);
    }

    /// <summary>What a step does: v becomes decay·v + leak + gain·I, and I, where there is one, decay·I + gain·input.</summary>
    private readonly record struct Constants(
        double Decay, double Leak, double Gain, double CurrentDecay, double CurrentGain, double Threshold, double ResetPotential);
}
