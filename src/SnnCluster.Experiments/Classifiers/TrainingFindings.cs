using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Turns what the classifier and its training find into the words of the command line, each finding once.</summary>
internal static class TrainingFindings
{
    private static readonly (string Said, string Option)[] Options =
    [
        ("batch size", "--batch"),
        ("epochs between changes of the learning rate", "--learning-rate-every"),
        ("epochs", "--epochs"),
        ("chunk size", "--chunk"),
        ("validation fold", "--validation-fold"),
        ("folds", "--folds"),
        ("learning rate", "--learning-rate"),
        ("factor of the learning rate", "--learning-rate-factor"),
        ("factor of the learning rate of recurrent projections", "--recurrent-learning-rate-factor"),
        ("momentum", "--momentum"),
        ("L1 strength", "--l1"),
        ("weight scale", "--weight-scale"),
        ("recurrent weight scale", "--recurrent-weight-scale"),
        ("strength of rate regularisation", "--rate-strength"),
        ("target of rate regularisation [Hz]", "--target-rate-hz"),
        ("size of hidden layer", "--hidden"),
        ("reset potential of hidden layer", "--reset-potential"),
        ("input density of hidden layer", "--input-density"),
        ("recurrent density of hidden layer", "--recurrent-density"),
        ("steps of an example", "--input-steps"),
        ("DEEP R", "--deep-r"),
    ];

    /// <summary>Adds findings in the words of options.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="errors">Takes them.</param>
    public static void Add(IEnumerable<string> findings, ValidationErrors errors)
    {
        foreach (string finding in findings.Select(Translate))
        {
            if (!errors.Messages.Contains(finding))
            {
                errors.Add(finding);
            }
        }
    }

    /// <summary>Adds notes in the words of options.</summary>
    /// <param name="notes">What a person should know.</param>
    /// <param name="errors">Takes them.</param>
    public static void AddNotes(IEnumerable<string> notes, ValidationErrors errors)
    {
        foreach (string note in notes)
        {
            errors.Note(Translate(note));
        }
    }

    private static string Translate(string finding)
    {
        int end = finding.IndexOf(" is ", StringComparison.Ordinal);
        string subject = end < 0 ? finding : finding[..end];
        foreach ((string said, string option) in Options)
        {
            // Layers are numbered, and one option sets them all.
            bool isOfLayer = said.EndsWith("layer", StringComparison.Ordinal);
            if (subject == said || (isOfLayer && subject.StartsWith(said, StringComparison.Ordinal)))
            {
                return option + finding[end..];
            }
        }

        return finding;
    }
}
