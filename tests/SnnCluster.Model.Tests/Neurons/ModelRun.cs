using System.Runtime.InteropServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Tests.Neurons;

/// <summary>Sixteen neurons of one model with their own input, stepped with a lane of any width.</summary>
internal static class ModelRun
{
    public const int Neurons = 16;

    /// <summary>The input of a neuron in a step.</summary>
    public delegate (float Current, float Jump) Input(int neuron, int step);

    /// <summary>
    /// Runs the neurons, all with the same fields at the start.
    /// </summary>
    /// <returns>Per step and neuron: every field's bits, then the membrane potential's, then 1 for a spike.</returns>
    public static uint[] Bits<T, TModel, TConstants>(TConstants constants, float[] initial, Input input, int steps)
        where T : unmanaged, ILane<T>
        where TModel : unmanaged, INeuronModel<T, TConstants>
        where TConstants : unmanaged
    {
        RandomKey key = RandomKey.For(7, RandomPurpose.NeuronUpdate, 0);
        var blocks = new TModel[Neurons / T.Width];
        Span<T> lanes = MemoryMarshal.Cast<TModel, T>(blocks.AsSpan());
        int fields = lanes.Length / blocks.Length;
        Assert.Equal(initial.Length, fields);
        for (int i = 0; i < lanes.Length; i++)
        {
            lanes[i] = T.Of(initial[i % fields]);
        }

        var bits = new uint[steps * Neurons * (fields + 2)];
        int next = 0;
        for (int step = 0; step < steps; step++)
        {
            for (int block = 0; block < blocks.Length; block++)
            {
                T current = T.Of(0f);
                T jump = T.Of(0f);
                for (int i = 0; i < T.Width; i++)
                {
                    (float neuronCurrent, float neuronJump) = input((block * T.Width) + i, step);
                    current = T.WithElement(current, i, neuronCurrent);
                    jump = T.WithElement(jump, i, neuronJump);
                }

                var now = new NeuronStep(key, step, block * T.Width);
                uint spikes = T.Bits(blocks[block].Step(new SynapticInput<T>(current, jump), constants, now));
                for (int i = 0; i < T.Width; i++)
                {
                    for (int field = 0; field < fields; field++)
                    {
                        bits[next++] = Support.Bits.Of(T.Element(lanes[(block * fields) + field], i));
                    }

                    bits[next++] = Support.Bits.Of(T.Element(blocks[block].MembranePotential, i));
                    bits[next++] = (spikes >> i) & 1;
                }
            }
        }

        return bits;
    }

    /// <summary>Steps in which one neuron spikes, stepped with the scalar lane.</summary>
    /// <param name="state">The neuron, as it is at the start.</param>
    /// <param name="constants">The model's constants.</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="input">Current and jump of each step.</param>
    /// <param name="look">Called after every step with the state and whether there was a spike.</param>
    public static List<int> Spikes<TModel, TConstants>(
        TModel state,
        TConstants constants,
        int steps,
        Func<int, (float Current, float Jump)> input,
        Action<int, TModel, bool>? look = null)
        where TModel : unmanaged, INeuronModel<ScalarLane, TConstants>
        where TConstants : unmanaged
    {
        RandomKey key = RandomKey.For(7, RandomPurpose.NeuronUpdate, 0);
        var spikes = new List<int>();
        for (int step = 0; step < steps; step++)
        {
            (float current, float jump) = input(step);
            var arriving = new SynapticInput<ScalarLane>(new ScalarLane(current), new ScalarLane(jump));
            bool spike = state.Step(arriving, constants, new NeuronStep(key, step, 0)).Any;
            if (spike)
            {
                spikes.Add(step);
            }

            look?.Invoke(step, state, spike);
        }

        return spikes;
    }
}
