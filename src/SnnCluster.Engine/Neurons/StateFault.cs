using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Neurons;

/// <summary>What to throw when the state of a neuron is such that it cannot go on.</summary>
internal static class StateFault
{
    /// <summary>More than the largest conductance that the neuron's model bears.</summary>
    /// <param name="population">The neuron's population.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="neuron">Its global id.</param>
    /// <param name="step">The step in which it was met.</param>
    public static SimulationException Conductance(PopulationDescription population, double dtMs, int neuron, int step)
    {
        string largest = population.Model.LargestConductance(dtMs).ToString("G4", CultureInfo.InvariantCulture);
        return new SimulationException(
            $"neuron {neuron} of population {population.Name} has more conductance in step {step} than it bears at dt "
            + $"{ValidationErrors.Text(dtMs)} ms, {largest}: its potential would overshoot farther at each step");
    }

    /// <summary>A value of a stimulus that the neuron's model cannot take.</summary>
    public static SimulationException Stimulus(
        PopulationDescription population, string field, int neuron, float value, int step, string rule) => new(
        $"the stimulus of population {population.Name} sets {field} of neuron {neuron} to {ValidationErrors.Text(value)} in "
        + $"step {step}: {rule}");

    /// <summary>A state variable that is not a number.</summary>
    /// <param name="population">The neuron's population.</param>
    /// <param name="variable">Number of the variable.</param>
    /// <param name="neuron">Its global id.</param>
    /// <param name="steps">Steps done when it was found.</param>
    public static SimulationException NoNumber(PopulationDescription population, int variable, int neuron, int steps) => new(
        $"{StateVariables.Of(population)[variable]} of neuron {neuron} of population {population.Name} is not a number "
        + $"after {steps} steps: input or parameters are beyond what its model bears at this dt");
}
