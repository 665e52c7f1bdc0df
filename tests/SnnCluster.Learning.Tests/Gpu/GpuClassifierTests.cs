using SnnCluster.Engine.Devices;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Optimisers;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Learning.Tests.Support;
using SnnCluster.Learning.Training;
using SnnCluster.Tests.Shared;

namespace SnnCluster.Learning.Tests.Gpu;

/// <summary>A GPU against the host, and against itself.</summary>
[Collection(GpuCollection.Name)]
public sealed class GpuClassifierTests(OpenDevices devices)
{
    private const int Examples = 5;

    public static TheoryData<string> Kinds => OpenDevices.Kinds;

    public static TheoryData<string, string> KindsAndNetworks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string kind in OpenDevices.AllKinds)
            {
                foreach (string network in RandomClassifiers.All.Keys)
                {
                    data.Add(kind, network);
                }
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(KindsAndNetworks))]
    public void A_gpu_finds_what_the_host_finds(string kind, string network)
    {
        GpuDevice device = devices.Get(kind);
        using ClassifierState state = State(network, out SpikeExamples examples);
        foreach (Loss loss in Enum.GetValues<Loss>())
        {
            Learnt host = Learnt.By(HostClassifiers.Create(state, loss, GradientForm.Event), state, examples);
            Learnt gpu = Learnt.By(GpuClassifiers.Create(device, state, loss), state, examples);
            Assert.All(host.Outcomes, outcome => Assert.True(outcome.HiddenSpikes > 0));
            gpu.AssertAgreesWith(host, state.Layout);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(KindsAndNetworks))]
    public void Bits_depend_neither_on_the_run_nor_on_how_many_examples_pass_together(string kind, string network)
    {
        GpuDevice device = devices.Get(kind);
        using ClassifierState state = State(network, out SpikeExamples examples);
        using IClassifierDevice classifier = GpuClassifiers.Create(device, state, Loss.CrossEntropy);
        Learnt all = Learnt.On(classifier, state, examples);
        all.AssertSameBits(Learnt.On(classifier, state, examples));
        foreach (int together in new[] { 1, 2, 3 })
        {
            all.AssertSameBits(Learnt.By(GpuClassifiers.Create(device, state, Loss.CrossEntropy, together), state, examples));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Evaluation_gives_the_outcomes_of_learning_for_any_choice(string kind)
    {
        GpuDevice device = devices.Get(kind);
        using ClassifierState state = State("two layers", out SpikeExamples examples);
        using IClassifierDevice classifier = GpuClassifiers.Create(device, state, Loss.CrossEntropy, examplesAtOnce: 2);
        ExampleOutcome[] learnt = Learnt.On(classifier, state, examples).Outcomes;
        int[] chosen = [4, 1, 1, 3, 0];
        var outcomes = new ExampleOutcome[chosen.Length];
        classifier.Evaluate(examples, chosen, outcomes);
        Assert.Equal(chosen.Select(example => learnt[example]), outcomes);
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Examples_without_spikes_are_examples_too(string kind)
    {
        GpuDevice device = devices.Get(kind);
        using ClassifierState state = State("sparse recurrent", out _);
        SpikeExamples silent = RandomClassifiers.Examples(state.Layout.Description, Examples, seed: 3, probability: 0);
        Learnt host = Learnt.By(HostClassifiers.Create(state, Loss.CrossEntropy, GradientForm.Event), state, silent);
        Learnt gpu = Learnt.By(GpuClassifiers.Create(device, state, Loss.CrossEntropy), state, silent);
        Learnt.AssertAgree(host.Outcomes, gpu.Outcomes);
        Assert.All(gpu.Gradient[..state.Layout.BiasOffset], element => Assert.Equal(0f, element));
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Gradients_are_added_to_what_is_there(string kind)
    {
        GpuDevice device = devices.Get(kind);
        using ClassifierState state = State("sparse", out SpikeExamples examples);
        using IClassifierDevice classifier = GpuClassifiers.Create(device, state, Loss.CrossEntropy);
        float[] expected = [.. Learnt.On(classifier, state, examples).Gradient.Select(element => element + 3f)];
        float[] gradient = [.. Enumerable.Repeat(3f, state.Layout.Length)];
        classifier.Learn(examples, [.. Enumerable.Range(0, Examples)], gradient, new ExampleOutcome[Examples]);
        Assert.Equal(expected, gradient);
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void Changed_parameters_and_wiring_are_taken_over(string kind)
    {
        GpuDevice device = devices.Get(kind);
        ClassifierDescription description = RandomClassifiers.All["sparse alif"];
        SpikeExamples examples = RandomClassifiers.Examples(description, Examples, seed: 3);
        ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), seed: 11, signed: true);
        var options = new TrainingOptions
        {
            DeepR = new DeepRDescription { L1Strength = 1 },
            ChunkSize = Examples,
            Seed = 11,
            Optimiser = new AdamDescription { LearningRate = 0.05 },
        };
        IClassifierDevice classifier = GpuClassifiers.Create(device, state, options.Loss);
        using var replica = new TrainingReplica(state, options, classifier);
        var rewired = new int[replica.Rewired.Count];
        for (int i = 0; i < 3; i++)
        {
            replica.Step(Learnt.On(classifier, state, examples).Gradient, 0.05, rewired);
            Assert.All(rewired, count => Assert.True(count > 0));
        }

        Learnt host = Learnt.By(HostClassifiers.Create(state, options.Loss, GradientForm.Event), state, examples);
        Learnt.On(classifier, state, examples).AssertAgreesWith(host, state.Layout);
    }

    private static ClassifierState State(string network, out SpikeExamples examples)
    {
        ClassifierDescription description = RandomClassifiers.All[network];
        examples = RandomClassifiers.Examples(description, Examples, seed: 3);
        return InitialClassifier.Create(new ClassifierLayout(description), 11, signed: false);
    }
}
