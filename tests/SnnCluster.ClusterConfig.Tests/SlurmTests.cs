namespace SnnCluster.ClusterConfig.Tests;

/// <summary>slurm.sbatch with fakes of Slurm's commands: two hosts with two tasks each.</summary>
public sealed class SlurmTests : IDisposable
{
    private const string Name = "slurm.sbatch";

    private readonly Script _script = new();

    public SlurmTests()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "bash and /proc are needed");
        _script.Fake("scontrol", """[ "$1 $2" = "show hostnames" ] && [ "$3" = "gpu[1-2]" ] && printf 'gpu1\ngpu2\n'""");

        // As srun does: every rank is a process with output of its own, and SIGTERM goes to all of them.
        _script.Fake("srun", """
            while [[ $1 == --* ]]; do
              case $1 in --output=*) out=${1#*=} ;; --error=*) err=${1#*=} ;; esac
              shift
            done
            trap 'kill -TERM $tasks; wait; exit 0' TERM
            for rank in 0 1 2 3; do
              SLURM_PROCID=$rank SLURMD_NODENAME=gpu$((1 + rank / 2)) "$@" >"${out/\%t/$rank}" 2>"${err/\%t/$rank}" &
              tasks+=" $!"
            done
            for task in $tasks; do wait "$task" || { kill -TERM $tasks 2>/dev/null; wait; exit 1; }; done
            """);
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)
            [("JOB_ID", "123456"), ("JOB_NODELIST", "gpu[1-2]"), ("NTASKS", "4"), ("CPUS_PER_TASK", "3"), ("GPUS_PER_TASK", "1"), ("SUBMIT_DIR", _script.Folder)])
        {
            _script.Environment[$"SLURM_{name}"] = value;
        }

        _script.Environment["SNNCLUSTER_CONFIG"] = Repository.Config("worker.hocon");
    }

    public void Dispose() => _script.Dispose();

    [SkippableFact]
    public async Task One_worker_per_GPU_and_the_first_is_the_seed()
    {
        (int exitCode, string output, string error) = await _script.Run(Name, "bash", "-c", "echo $SNNCLUSTER_CLUSTER; exit 6");
        Assert.True(exitCode == 6, error);
        Assert.Equal("gpu1:23456\n", output);
        NodeArguments[] nodes = [.. _script.Calls.Select(call => new NodeArguments(call.Split(' ')))];
        Assert.Equal(4, nodes.Length);
        Assert.All(nodes, node => Assert.Equal(["gpu1:23456"], node.SeedNodes));
        Assert.All(nodes, node => Assert.Equal("cuda:0", node.Devices));
        Assert.Equal(["gpu1", "gpu1", "gpu2", "gpu2"], nodes.Select(node => node.Hostname).Order());
        Assert.Equal([0, 0, 0, 23456], nodes.Select(node => node.Port).Order());
        Assert.Equal("gpu1", nodes.Single(node => node.Port != 0).Hostname);
        Assert.Empty(_script.Alive);
    }

    [SkippableFact]
    public async Task Without_GPUs_a_worker_offers_its_cores()
    {
        _script.Environment["SLURM_GPUS_PER_TASK"] = "0";
        await _script.Run(Name, "true");
        Assert.Equal(4, _script.Calls.Length);
        Assert.All(_script.Calls, call => Assert.EndsWith(" --devices host,host,host", call));
    }

    [SkippableFact]
    public async Task A_worker_that_cannot_start_ends_the_job()
    {
        _script.Environment["FAKE"] = "dies";
        (int exitCode, string output, string error) = await _script.Run(Name, "echo", "not reached");
        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains("the workers ended before they were up", error);
        Assert.Empty(_script.Alive);
    }

    [SkippableFact]
    public async Task Outside_of_a_job_it_says_what_it_is_for()
    {
        Assert.Equal(2, (await _script.Run(Name)).ExitCode);
        _script.Environment["SLURM_JOB_ID"] = "";
        Assert.Equal(2, (await _script.Run(Name, "true")).ExitCode);
    }

    [Fact]
    public void The_batch_asks_for_one_GPU_per_task()
    {
        string[] options = [.. Repository.Read(Name).Split('\n').Where(line => line.StartsWith("#SBATCH ", StringComparison.Ordinal)).Select(line => line[8..])];
        Assert.All(options, option => Assert.Matches("^--[a-z-]+=[^ ]+$", option));
        Assert.Contains("--gpus-per-task=1", options);
        Assert.Contains("--signal=B:TERM@60", options);
    }
}
