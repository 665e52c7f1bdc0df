namespace SnnCluster.Learning.Losses;

/// <summary>What training makes small.</summary>
public enum Loss
{
    /// <summary>Cross-entropy of the softmax of the outputs, summed over the steps: δ = softmax(y) - target.</summary>
    CrossEntropy,

    /// <summary>Half the squared difference of the outputs from 1 for the class and 0 for others, summed: δ = y - target.</summary>
    MeanSquareError,
}
