using SnnCluster.Engine.Probes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// Is told what a run's probes give while it goes on, whether it is written or not, in the order of times. It is told with each
/// sample of the run, on the thread that collects them: while it takes its time, so does the run.
/// </summary>
public interface IRunObserver
{
    /// <summary>Adds an error where it waits for what no probe gives.</summary>
    /// <param name="probes">The probes of the run.</param>
    /// <param name="errors">Takes it.</param>
    void Check(IReadOnlyList<Probe> probes, ValidationErrors errors);

    /// <summary>A quantity over time, as in timeseries.parquet.</summary>
    void Value(string name, string of, double timeMs, double value);

    /// <summary>Spikes of a population in a step, ascending.</summary>
    /// <param name="population">Name of the population.</param>
    /// <param name="timeMs">When that step begins [ms].</param>
    /// <param name="neurons">Ids.</param>
    void Spikes(string population, double timeMs, ReadOnlySpan<int> neurons);

    /// <summary>A state variable of a neuron after a step.</summary>
    /// <param name="population">Name of the population.</param>
    /// <param name="variable">Name of the field.</param>
    /// <param name="neuron">Its id.</param>
    /// <param name="timeMs">When that step begins [ms].</param>
    /// <param name="value">Its value.</param>
    void State(string population, string variable, int neuron, double timeMs, float value);

    /// <summary>All that a sample says has been told.</summary>
    void EndOfSample();
}
