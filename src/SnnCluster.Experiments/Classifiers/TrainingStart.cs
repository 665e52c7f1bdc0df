using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Nir;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>The network that a training takes over from another training or from a NIR graph.</summary>
internal static class TrainingStart
{
    /// <summary>Loads the network that a request names.</summary>
    /// <param name="request">The request.</param>
    /// <param name="examples">What it is trained with, which it must be for.</param>
    /// <exception cref="InvalidDescriptionException">There is none, it is for other data, or it is a graph that cannot be trained.</exception>
    /// <exception cref="Learning.Persistence.ClassifierFormatException">The file holds none.</exception>
    /// <exception cref="Learning.DataSets.DataFileException">The file of a graph is damaged.</exception>
    public static ClassifierState Load(TrainingRequest request, SpikeExamples examples)
    {
        string path = ModelFiles.Find(request.From!, "--from");
        bool isGraph = NirModel.IsNamed(path);
        if (!isGraph && request.Nir != new NirSettings())
        {
            throw new InvalidDescriptionException($"--from {request.From} is no NIR graph: leave out the options that begin with --nir");
        }

        using ClassifierState state = isGraph ? NirModel.Read(path).ToClassifier(request.Nir, examples.Steps) : ModelFiles.Read(path).State;
        ClassifierDescription description = state.Layout.Description;
        var errors = new ValidationErrors();
        Compare("input channels", description.Inputs, examples.Channels);
        Compare("classes", description.Classes, examples.Classes);
        errors.ThrowIfAny();
        return StartingClassifier.Of(state, description.For(examples) with { Rate = request.Description.Rate });

        void Compare(string what, int network, int data)
        {
            if (network != data)
            {
                errors.Add($"--from {request.From}: is for {network} {what}, --dataset {request.DataSet} has {data}");
            }
        }
    }
}
