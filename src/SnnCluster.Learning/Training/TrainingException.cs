namespace SnnCluster.Learning.Training;

/// <summary>Training cannot go on; what was learnt up to the last whole epoch is still good.</summary>
public class TrainingException : Exception
{
    /// <summary>With what happened and where.</summary>
    public TrainingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
