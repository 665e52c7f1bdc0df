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
        Number("input channels", network => network.Inputs, "are");
        Number("classes", network => network.Classes, "are");
        Number("steps of an example", network => network.Steps, "are");
        Layers("hidden layers", layer => $"{layer.Size}");
        if (other.Hidden.Count == description.Hidden.Count)
        {
            CompareLayers();
        }

        Number("dt [ms]", network => network.DtMs);
        Number("time constant of the outputs [ms]", network => network.OutputTimeConstantMs);
        Number("weight scale", network => network.WeightScale);
        Number("recurrent weight scale", network => network.RecurrentWeightScale);
        Number("strength of rate regularisation", network => network.Rate.Strength);
        Number("target of rate regularisation [Hz]", network => network.Rate.TargetHz);
        Number("time constant of rate regularisation [ms]", network => network.Rate.TimeConstantMs);
        Compare("data set", "is", checkpoint.Data.Name, identity.Name);
        if (errors.Messages.Count == 0 && checkpoint.Data.Fingerprint != identity.Fingerprint)
        {
            errors.Add($"--data: the examples of {identity.Name} are not those that the training began with "
                + $"(their fingerprint is {identity.Fingerprint}, it was {checkpoint.Data.Fingerprint})");
        }

        void CompareLayers()
        {
            Layers("neurons", layer => $"{layer.Neuron}");
            Layers("recurrence", layer => $"{layer.Recurrent}");
            Layers(
                "densities",
                layer => $"{ValidationErrors.Text(layer.InputDensity)}/{ValidationErrors.Text(layer.RecurrentDensity)}");
            Layers("thresholds", layer => layer.Threshold is double threshold ? ValidationErrors.Text(threshold) : "default");
            Layers("adaptation strengths", layer => ValidationErrors.Text(layer.AdaptationStrength));
            Layers("membrane time constants [ms]", layer => ValidationErrors.Text(layer.MembraneTimeConstantMs));
            Layers("adaptation time constants [ms]", layer => ValidationErrors.Text(layer.AdaptationTimeConstantMs));
            Layers("refractory times [ms]", layer => ValidationErrors.Text(layer.RefractoryMs));
            Layers("reset potentials", layer => layer.ResetPotential is double reset ? ValidationErrors.Text(reset) : "subtraction");
        }

        void Number(string what, Func<ClassifierDescription, double> value, string verb = "is") =>
            Compare(what, verb, ValidationErrors.Text(value(other)), ValidationErrors.Text(value(description)));

        void Layers(string what, Func<HiddenLayerDescription, string> text) =>
            Compare(what, "are", string.Join(',', other.Hidden.Select(text)), string.Join(',', description.Hidden.Select(text)));

        void Compare(string what, string verb, string saved, string wanted)
        {
            if (saved != wanted)
            {
                errors.Add($"the checkpoint is of another network: its {what} {verb} {saved}, the training's {wanted}");
            }
        }
    }
}
