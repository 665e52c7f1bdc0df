using CsCheck;
using SnnCluster.Cluster.Exchange;
using SnnCluster.Learning;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel.Messages;
using SnnCluster.Learning.Persistence;

namespace SnnCluster.Fuzz.Tests;

/// <summary>What is written is read as it was, whatever it is. Frames and messages have theirs with their own tests.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<HiddenLayerDescription> Layers =
        from size in Gen.Int[1, 20]
        from recurrent in Gen.Bool
        from inputDensity in Gen.Double[0.05, 1]
        from recurrentDensity in Gen.Double[0.05, 1]
        from adapts in Gen.Bool
        select new HiddenLayerDescription
        {
            Size = size,
            Recurrent = recurrent,
            InputDensity = inputDensity,
            RecurrentDensity = recurrentDensity,
            Neuron = adapts ? HiddenNeuronModel.Alif : HiddenNeuronModel.Lif,
        };

    private static readonly Gen<ClassifierDescription> Descriptions =
        from inputs in Gen.Int[1, 40]
        from classes in Gen.Int[2, 12]
        from steps in Gen.Int[2, 100]
        from hidden in Layers.Array[1, 3]
        select new ClassifierDescription { Inputs = inputs, Classes = classes, Steps = steps, Hidden = hidden };

    [Fact]
    public void A_number_comes_back_from_as_many_bytes_as_it_takes() => Gen.UInt.Sample(value =>
    {
        var bytes = new byte[Varint.MaxLength];
        int written = Varint.Write(bytes, value);
        int position = 0;
        Assert.Equal(value, Varint.Read(bytes, ref position));
        Assert.Equal(written, position);
        Assert.Equal(written, Varint.Length(value));
    });

    [Fact]
    public void A_state_comes_back_from_a_file_and_from_a_message() =>
        Gen.Select(Descriptions, Gen.ULong, Gen.Bool, Gen.Long[0, long.MaxValue]).Sample(
            (description, seed, signed, steps) =>
            {
                using ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), seed, signed);
                state.OptimiserSteps = steps;
                using ClassifierState fromFile = ClassifierFormat.ReadState(ClassifierFormat.OfState(state), "state");
                using ClassifierState fromMessage = StateBytes.Read(state.Layout, StateBytes.Write(state));
                Assert.Equal(ClassifierDigest.OfTraining(state), ClassifierDigest.OfTraining(fromFile));
                Assert.Equal(ClassifierDigest.OfTraining(state), ClassifierDigest.OfTraining(fromMessage));
            },
            iter: 300);

    [Fact]
    public void Outcomes_come_back() =>
        Gen.Select(Gen.Int, Gen.Int, Gen.Double, Gen.Long).Array[0, 50].Sample(numbers =>
        {
            ExampleOutcome[] outcomes = [.. numbers.Select(each => new ExampleOutcome(each.Item1, each.Item2, each.Item3, each.Item4))];
            var read = new ExampleOutcome[outcomes.Length];
            Assert.Equal(outcomes.Length, OutcomeBytes.Read(OutcomeBytes.Write(outcomes), read));
            Assert.Equal(outcomes, read);
        });
}
