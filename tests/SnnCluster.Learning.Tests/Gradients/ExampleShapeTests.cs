using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Tests.Support;

namespace SnnCluster.Learning.Tests.Gradients;

public sealed class ExampleShapeTests
{
    [Fact]
    public void Examples_of_another_shape_are_refused()
    {
        ClassifierDescription description = RandomClassifiers.All["lif"];
        using ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), 1, signed: false);
        using IClassifierDevice device = HostClassifiers.Create(state, Loss.CrossEntropy, GradientForm.Event);
        foreach (ClassifierDescription other in (ClassifierDescription[])
            [
                description with { Inputs = description.Inputs + 1 },
                description with { Steps = description.Steps - 1 },
                description with { Classes = description.Classes + 1 },
            ])
        {
            SpikeExamples examples = RandomClassifiers.Examples(other, 2, 1);
            var outcomes = new ExampleOutcome[1];
            Assert.Throws<ArgumentException>(() => device.Evaluate(examples, [0], outcomes));
            Assert.Throws<ArgumentException>(() => device.Learn(examples, [0], new float[state.Layout.Length], outcomes));
        }
    }
}
