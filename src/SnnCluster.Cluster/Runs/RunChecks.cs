using System.Globalization;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Runs;

/// <summary>
/// Looks at what a run asks for that depends on its network; ranges of single numbers are looked at where a contract is read.
/// Submitted runs, attempts that a node is to take part in, and runs that go on from a checkpoint all come through here.
/// </summary>
public static class RunChecks
{
    /// <summary>Adds an error for everything that the network cannot give.</summary>
    /// <param name="run">What is asked for.</param>
    /// <param name="network">The network.</param>
    /// <param name="errors">Where errors go.</param>
    public static void Check(RunSpecification run, NetworkDescription network, ValidationErrors errors)
    {
        for (int s = 0; s < run.States.Count; s++)
        {
            StateRecording state = run.States[s];
            string what = string.Create(CultureInfo.InvariantCulture, $"recorded state {s}");
            if (!errors.Within($"population of {what}", state.Population, 0, network.Populations.Count - 1))
            {
                continue;
            }

            PopulationDescription population = network.Populations[state.Population];
            string of = $"of {what}, of {population.Name},";
            errors.Within($"variable {of}", state.Variable, 0, StateVariables.Of(network, state.Population).Count - 1);
            errors.Within($"number of neurons {of}", state.Neurons, 1, population.Size);
        }

        if (run.CheckpointSteps > 0 && run.CheckpointFolder.Length == 0)
        {
            errors.Add("checkpoints are to be written, and the run names no folder for them");
        }

        errors.Within("number of intervals that samples take together", run.SamplesTogether, 1, Math.Max(1, run.SampleSteps));
    }

    /// <summary>What the network cannot give; null where it gives all.</summary>
    internal static string? Wrong(RunSpecification run, NetworkDescription network)
    {
        var errors = new ValidationErrors();
        Check(run, network, errors);
        return errors.Messages.Count == 0 ? null : string.Join("; ", errors.Messages);
    }
}
