// Kernels get these structs from the host, which sets all fields.
#pragma warning disable CS0649
using ILGPU;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Gpu;

/// <summary>What the kernels of the outputs need. Arrays over steps are by example, step, then output.</summary>
internal struct OutputArguments
{
    /// <summary>Weights of the arriving spikes; becomes y, then δ.</summary>
    public ArrayView<float> Outputs;

    /// <summary>Σ over the steps of y, by example, then output.</summary>
    public ArrayView<float> Sums;
    public ArrayView<float> Biases;

    /// <summary>Class of each example.</summary>
    public ArrayView<int> Labels;

    /// <summary>Loss by example, then step.</summary>
    public ArrayView<float> Losses;

    /// <summary>D(t) = δ(t) + α·D(t+1).</summary>
    public ArrayView<float> FilteredErrors;

    /// <summary>The same without the error of the last step, which no learning signal comes from.</summary>
    public ArrayView<float> FilteredSignals;

    /// <summary>Each example's part of the gradient of the biases, by example, then output.</summary>
    public ArrayView<float> BiasParts;

    /// <summary>α.</summary>
    public float Decay;
    public int Classes;
    public int Steps;
    public int Examples;
}

/// <summary>The outputs: leaky integrators, and their errors going back.</summary>
internal static class OutputKernels
{
    /// <summary>Integrates what has arrived: one thread per example and output.</summary>
    public static void Integrate(OutputArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        int count = a.Examples * a.Classes;
        for (int i = Grid.GlobalIndex.X; i < count; i += threads)
        {
            int example = i / a.Classes;
            int k = i - (example * a.Classes);
            float bias = a.Biases[k];
            float y = 0;
            float sum = 0;
            for (int step = 0; step < a.Steps; step++)
            {
                long at = ((((long)example * a.Steps) + step) * a.Classes) + k;
                y = (a.Decay * y) + bias + a.Outputs[at];
                a.Outputs[at] = y;
                sum += y;
            }

            a.Sums[i] = sum;
        }
    }

    /// <summary>Filters errors back through time: one thread per example and output.</summary>
    public static void Filter(OutputArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        int count = a.Examples * a.Classes;
        for (int i = Grid.GlobalIndex.X; i < count; i += threads)
        {
            int example = i / a.Classes;
            int k = i - (example * a.Classes);
            float filtered = 0;
            float signal = 0;
            float bias = 0;
            for (int step = a.Steps - 1; step >= 0; step--)
            {
                long at = ((((long)example * a.Steps) + step) * a.Classes) + k;
                float error = a.Outputs[at];
                filtered = error + (a.Decay * filtered);
                signal = step == a.Steps - 1 ? 0f : error + (a.Decay * signal);
                a.FilteredErrors[at] = filtered;
                a.FilteredSignals[at] = signal;
                bias += filtered;
            }

            a.BiasParts[i] = bias;
        }
    }

    /// <summary>Errors and loss of softmax with cross-entropy: one thread per example and step.</summary>
    public static void CrossEntropy(OutputArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        int count = a.Examples * a.Steps;
        for (int i = Grid.GlobalIndex.X; i < count; i += threads)
        {
            int label = a.Labels[i / a.Steps];
            long first = (long)i * a.Classes;
            float largest = a.Outputs[first];
            for (int k = 1; k < a.Classes; k++)
            {
                float y = a.Outputs[first + k];
                largest = y > largest ? y : largest;
            }

            float wanted = a.Outputs[first + label] - largest;
            float sum = 0;
            for (int k = 0; k < a.Classes; k++)
            {
                float e = LaneMath.Exp(ScalarLane.Of(a.Outputs[first + k] - largest)).Value;
                a.Outputs[first + k] = e;
                sum += e;
            }

            float scale = 1f / sum;
            for (int k = 0; k < a.Classes; k++)
            {
                a.Outputs[first + k] = (a.Outputs[first + k] * scale) - (k == label ? 1f : 0f);
            }

            a.Losses[i] = LaneMath.Log(ScalarLane.Of(sum)).Value - wanted;
        }
    }

    /// <summary>Errors and loss of the mean square error: one thread per example and step.</summary>
    public static void MeanSquareError(OutputArguments a)
    {
        int threads = Grid.DimX * Group.DimX;
        int count = a.Examples * a.Steps;
        for (int i = Grid.GlobalIndex.X; i < count; i += threads)
        {
            int label = a.Labels[i / a.Steps];
            long first = (long)i * a.Classes;
            float sum = 0;
            for (int k = 0; k < a.Classes; k++)
            {
                float error = a.Outputs[first + k] - (k == label ? 1f : 0f);
                a.Outputs[first + k] = error;
                sum += 0.5f * error * error;
            }

            a.Losses[i] = sum;
        }
    }
}
