using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Cli.Output;

/// <summary>Progress of a training: a line for each epoch, and for each node that is lost.</summary>
internal sealed class TrainingLines(TextWriter writer, string dataSet) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Done is EpochRow epoch)
        {
            writer.WriteLine(string.Join(", ", Parts(epoch, value)));
        }
        else if (value.Note is string note)
        {
            writer.WriteLine(note);
        }
        else if (value.Phase == "load")
        {
            writer.WriteLine($"{dataSet}: loading");
        }

        writer.Flush();
    }

    private static IEnumerable<string> Parts(EpochRow epoch, TrainingProgress progress)
    {
        yield return $"epoch {epoch.Epoch}/{progress.Epochs}: loss {Numbers.Significant(epoch.Loss)}";
        yield return $"train {Percent(epoch.TrainAccuracy)}";
        if (double.IsFinite(epoch.ValidationAccuracy))
        {
            yield return $"validation {Percent(epoch.ValidationAccuracy)}";
        }

        if (double.IsFinite(epoch.TestAccuracy))
        {
            yield return $"test {Percent(epoch.TestAccuracy)}";
        }

        yield return $"{Numbers.Significant(epoch.MeanRateHz)} Hz";
        yield return $"{Numbers.Count(epoch.Rewired)} rewired";
        yield return $"{Numbers.Count(epoch.ExamplesPerSecond)} examples/s";
        if (epoch.Epoch < progress.Epochs)
        {
            yield return $"{Numbers.Wait(progress.SecondsLeft)} left";
        }
    }

    private static string Percent(double share) => $"{NumberText.Accuracy(share)} %";
}
