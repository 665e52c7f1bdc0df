using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Host;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Neurons;
using SnnCluster.Learning.Tests.Support;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Tests.Gradients;

/// <summary>
/// Where e-prop is exact, at the weights of the readout and the biases, its gradient is that of the loss: hidden spikes do
/// not depend on them, so the loss is computed anew in double precision, with a parameter a little up and a little down.
/// </summary>
public class ReadoutGradientTests
{
    // A central difference of step h is off by h²/6 times the third derivative, here below 1e3, and by the rounding of
    // the loss (about 1e2·1e-16) divided by h: 1e-5 gives below 1e-7 and 1e-9. The gradient itself is single precision, a
    // sum of about 53 steps and 5 examples.
    private const double Shift = 1e-5;
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData(Loss.CrossEntropy, GradientForm.Event)]
    [InlineData(Loss.CrossEntropy, GradientForm.Online)]
    [InlineData(Loss.MeanSquareError, GradientForm.Event)]
    [InlineData(Loss.MeanSquareError, GradientForm.Online)]
    public void It_is_the_derivative_of_the_loss(Loss loss, GradientForm form)
    {
        ClassifierDescription description = RandomClassifiers.All["two layers"];
        SpikeExamples examples = RandomClassifiers.Examples(description, 3, seed: 8);
        using ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), 4, signed: false);
        state.Parameters[state.Layout.BiasOffset + 2] = 0.05f;
        using IClassifierDevice device = HostClassifiers.Create(state, loss, form);
        var gradient = new float[state.Layout.Length];
        var outcomes = new ExampleOutcome[examples.Count];
        device.Learn(examples, [0, 1, 2], gradient, outcomes);

        double[] parameters = [.. state.Parameters.ToArray().Select(value => (double)value)];
        bool[][][,] spikes = [.. Enumerable.Range(0, examples.Count).Select(example => HiddenSpikes(state, examples, example))];
        Assert.Equal(outcomes.Sum(outcome => outcome.Loss), TotalLoss(), 1e-4 * outcomes.Sum(outcome => outcome.Loss));

        foreach (ProjectionShape readout in state.Layout.Projections.Where(projection => projection.Kind == ProjectionKind.Readout))
        {
            double largest = gradient.Skip(readout.Offset).Take(readout.Length).Max(value => Math.Abs(value));
            for (int source = 0; source < readout.Sources; source++)
            {
                for (int target = 0; target < readout.Targets; target++)
                {
                    Check(readout.Offset + (source * readout.Stride) + target, largest);
                }
            }
        }

        for (int k = 0; k < description.Classes; k++)
        {
            Check(state.Layout.BiasOffset + k, gradient.Skip(state.Layout.BiasOffset).Max(value => Math.Abs(value)));
        }

        void Check(int place, double largest)
        {
            double before = parameters[place];
            parameters[place] = before + Shift;
            double up = TotalLoss();
            parameters[place] = before - Shift;
            double down = TotalLoss();
            parameters[place] = before;
            Assert.Equal((up - down) / (2 * Shift), gradient[place], Tolerance * largest);
        }

        double TotalLoss() => Enumerable.Range(0, examples.Count)
            .Sum(example => LossOf(loss, state.Layout, parameters, spikes[example], examples.Label(example)));
    }

    private static bool[][,] HiddenSpikes(ClassifierState state, SpikeExamples examples, int example)
    {
        using var source = new SpikeRaster(examples.Steps, 1024);
        source.Load(examples.Spikes(example));
        using var first = new HostHiddenLayer<ScalarLane, FixedThreshold>(state, 0);
        using var second = new HostHiddenLayer<ScalarLane, FixedThreshold>(state, 1);
        first.Forward(source);
        second.Forward(first.Spikes);
        return [Matrix(first), Matrix(second)];
    }

    private static unsafe bool[,] Matrix(HostHiddenLayer<ScalarLane> layer)
    {
        var spikes = new bool[layer.Steps, layer.Size];
        for (int step = 0; step < layer.Steps; step++)
        {
            for (int i = 0; i < layer.Spikes.CountAt(step); i++)
            {
                spikes[step, layer.Spikes.At(step)[i]] = true;
            }
        }

        return spikes;
    }

    private static double LossOf(Loss loss, ClassifierLayout layout, double[] parameters, bool[][,] spikes, int label)
    {
        int classes = layout.Description.Classes;
        double decay = Math.Exp(-1 / 20.0);
        var y = new double[classes];
        double sum = 0;
        for (int step = 0; step < layout.Description.Steps; step++)
        {
            for (int k = 0; k < classes; k++)
            {
                y[k] = (decay * y[k]) + parameters[layout.BiasOffset + k];
                for (int layer = 0; step > 0 && layer < spikes.Length; layer++)
                {
                    ProjectionShape readout = layout.Find(ProjectionKind.Readout, layer)!;
                    for (int j = 0; j < readout.Sources; j++)
                    {
                        y[k] += spikes[layer][step - 1, j] ? parameters[readout.Offset + (j * readout.Stride) + k] : 0;
                    }
                }
            }

            sum += loss == Loss.CrossEntropy
                ? Math.Log(y.Sum(Math.Exp)) - y[label]
                : 0.5 * y.Select((value, k) => value - (k == label ? 1 : 0)).Sum(error => error * error);
        }

        return sum;
    }
}
