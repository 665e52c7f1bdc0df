using System.Text.Json;
using SnnCluster.Cluster.Wire.Contracts;

namespace SnnCluster.Processes.Tests;

/// <summary>Runs that were cut short go on, with other partitions, here or on a cluster, and two do not at once.</summary>
[Collection(ClusterTests.Name)]
public sealed class ResumeTests(ThreeWorkers workers)
{
    [SkippableFact]
    public async Task A_run_of_one_process_goes_on_with_other_partitions_and_then_on_a_cluster()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using var run = new DisturbedRun();
        await run.Interrupt();
        int before = run.Complete.Last();
        using (Command again = run.Resume("--partitions", "2"))
        {
            await DisturbedRun.Until(() => run.Complete.Last() > before);
            again.Kill();
        }

        JsonElement summary = await run.IsAsUndisturbed(await run.Resumed("--cluster", workers.Address));
        Assert.Equal(3, summary.GetProperty("partitions").GetArrayLength());
    }

    [SkippableFact]
    public async Task A_run_of_a_cluster_goes_on_in_one_process_and_loses_its_folder_there()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using var run = new DisturbedRun(DisturbedRun.Long);
        string id;
        using (Command client = run.Start("--cluster", workers.Address, "--partitions", "3", "--checkpoint-every-ms", "50"))
        {
            id = (await workers.Running()).RunId;
            await DisturbedRun.Until(() => run.Complete.Length > 0);
            client.Kill();
        }

        // The cluster is still at it, for nobody: its next checkpoint finds that the folder is another's.
        await run.IsAsUndisturbed(await run.Resumed("--partitions", "2"));
        RunStatus fenced = (await workers.Until(status => status.Runs.Any(one => one.RunId == id && one.State == RunState.Failed)))
            .Runs.Single(one => one.RunId == id);
        Assert.Contains("was taken over by another coordinator", fenced.Failure);
    }

    [SkippableFact]
    public async Task Of_two_that_resume_one_run_at_once_one_goes_on()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), ClientTests.OnLinux);
        using var run = new DisturbedRun();
        await run.Interrupt();
        using Command one = run.Resume("--partitions", "2");
        using Command other = run.Resume("--partitions", "3");
        Outcome[] outcomes = await Task.WhenAll(one.End(), other.End());
        Outcome good = Assert.Single(outcomes, outcome => outcome.ExitCode == 0);
        await run.IsAsUndisturbed(good);
        Assert.Single(outcomes, outcome => outcome.ExitCode != 0)
            .FailsWith(2, "^error: (another snncluster writes to|.* holds a run that is complete)");
    }
}
