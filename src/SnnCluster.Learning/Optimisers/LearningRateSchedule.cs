using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Optimisers;

/// <summary>How the learning rate changes from epoch to epoch: multiplied by a factor after every so many epochs.</summary>
public sealed record LearningRateSchedule
{
    /// <summary>The factor, above 0 to 1; 1: the rate stays.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Epochs between two changes, at least 1.</summary>
    public int EveryEpochs { get; init; } = 1;

    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="initial">That of the first epoch.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    public double At(double initial, int epoch)
    {
        double rate = initial;
        for (int i = 0; i < epoch / EveryEpochs; i++)
        {
            rate *= Factor;
        }

        return rate;
    }

    /// <summary>Adds an error for every parameter out of range.</summary>
    public void Validate(ValidationErrors errors)
    {
        if (errors.Finite("factor of the learning rate", Factor) && Factor is <= 0 or > 1)
        {
            errors.Add($"factor of the learning rate is {ValidationErrors.Text(Factor)}: must be above 0 and at most 1");
        }

        errors.AtLeast("epochs between changes of the learning rate", EveryEpochs, 1);
    }
}
