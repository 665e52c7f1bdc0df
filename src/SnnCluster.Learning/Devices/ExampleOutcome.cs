namespace SnnCluster.Learning;

/// <summary>What came out of one example.</summary>
/// <param name="Label">Its class.</param>
/// <param name="Answer">The class that the classifier gave.</param>
/// <param name="Loss">The loss, summed over the steps.</param>
/// <param name="HiddenSpikes">Spikes of all hidden neurons.</param>
public readonly record struct ExampleOutcome(int Label, int Answer, double Loss, long HiddenSpikes);
