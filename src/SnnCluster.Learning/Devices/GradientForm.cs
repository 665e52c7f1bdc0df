namespace SnnCluster.Learning;

/// <summary>How e-prop's gradient is computed; both give the same to rounding.</summary>
public enum GradientForm
{
    /// <summary>By event: time runs backwards once per neuron, and every spike adds once to each of its synapses.</summary>
    Event,

    /// <summary>Online: a trace per synapse is brought forward in every step.</summary>
    Online,
}
