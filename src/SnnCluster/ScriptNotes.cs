using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;

namespace SnnCluster;

/// <summary>What a person should know of a run, on standard error.</summary>
internal static class ScriptNotes
{
    public static void Write(RunResult result)
    {
        IEnumerable<string> lines =
        [
            .. result.Notes,
            .. result.Figures.Failures.Select(failure => $"warning: {failure.Text}"),
            .. result.Summary.Complete ? (string[])[] : [$"Ended early, at {NumberText.Plain(result.Summary.SimulatedMs)} ms of model time."],
        ];
        foreach (string line in lines)
        {
            Console.Error.WriteLine(line);
        }
    }
}
