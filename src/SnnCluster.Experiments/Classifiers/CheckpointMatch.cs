using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Persistence;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Whether a checkpoint is of the network and the data that a training has; names what differs.</summary>
internal static class CheckpointMatch
{
    public static void Check(
        TrainingCheckpoint checkpoint, ClassifierDescription description, DataSetIdentity identity, ValidationErrors errors)
    {
        ClassifierDescription other = checkpoint.State.Layout.Description;
        Compare("input channels", other.Inputs, description.Inputs);
        Compare("classes", other.Classes, description.Classes);
        Compare("steps of an example", other.Steps, description.Steps);
        Compare("hidden layers", Sizes(other), Sizes(description));
        Compare("neurons", Models(other), Models(description));
        Compare("recurrence", Recurrence(other), Recurrence(description));
        Compare("densities", Densities(other), Densities(description));
        Compare("data set", checkpoint.Data.Name, identity.Name);
        if (errors.Messages.Count == 0 && checkpoint.Data.Fingerprint != identity.Fingerprint)
        {
            errors.Add($"--data: the examples of {identity.Name} are not those that the training began with "
                + $"(their fingerprint is {identity.Fingerprint}, it was {checkpoint.Data.Fingerprint})");
        }

        void Compare<T>(string what, T saved, T wanted)
        {
            if (!EqualityComparer<T>.Default.Equals(saved, wanted))
            {
                errors.Add($"the checkpoint is of another network: its {what} are {saved}, the training's {wanted}");
            }
        }
    }

    private static string Sizes(ClassifierDescription description) =>
        string.Join(',', description.Hidden.Select(layer => layer.Size));

    private static string Models(ClassifierDescription description) =>
        string.Join(',', description.Hidden.Select(layer => layer.Neuron));

    private static string Recurrence(ClassifierDescription description) =>
        string.Join(',', description.Hidden.Select(layer => layer.Recurrent));

    private static string Densities(ClassifierDescription description) => string.Join(
        ',',
        description.Hidden.Select(layer =>
            $"{ValidationErrors.Text(layer.InputDensity)}/{ValidationErrors.Text(layer.RecurrentDensity)}"));
}
