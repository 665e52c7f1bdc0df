using System.Text.Json;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Parallel;
using SnnCluster.Learning.Training;

namespace SnnCluster.Processes.Tests;

/// <summary>Two worker processes with the certificates that make-certs.sh makes.</summary>
[Collection(WaitingTests.Name)]
public sealed class EncryptedTests : IDisposable
{
    private static readonly DataSetRequest Request = new() { Seed = 3, Limit = 100, Steps = 20 };

    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-encrypted-").FullName;
    private readonly List<Command> _workers = [];

    public void Dispose()
    {
        foreach (Command worker in _workers)
        {
            worker.Signal("TERM");
        }

        foreach (Command worker in _workers)
        {
            worker.EndsWithin(TimeSpan.FromSeconds(15));
            worker.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Workers_with_certificates_run_and_learn_and_tell_no_secret_and_others_stay_outside()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "bash is needed");
        Skip.IfNot(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "openssl"))),
            "openssl is needed, which make-certs.sh calls");
        await MakeCertificates("ours", "one=127.0.0.1", "two=127.0.0.1,localhost", "client=127.0.0.1", "misnamed=elsewhere");
        await MakeCertificates("foreign", "stranger=127.0.0.1");
        string first = await Start("--config", Settings("ours", "one"));
        await Start("--config", Settings("ours", "two"), "--seed-node", first);
        string client = Settings("ours", "client");

        foreach (string transport in (string[])["direct", "actors"])
        {
            string output = Path.Combine(_folder, transport);
            Outcome run = await Command.Run(
                [.. Runs.Short, "--partitions", "2", "--transport", transport, "--cluster", first, "--config", client, "--out", output]);
            Assert.Equal(Runs.Digest(), run.Digest());
            Assert.Equal(2, run.Summary().GetProperty("partitions").EnumerateArray()
                .Select(partition => partition.GetProperty("node").GetString()).Distinct().Count());
            TellsNoSecret(run.Output, run.Error, File.ReadAllText(Path.Combine(output, "summary.json")));
        }

        await Learns(first, client);

        // Nobody gets in without a certificate, nor with one of another authority; nor does a node under a name that its
        // certificate has not.
        Task<Outcome> without = Command.Run("status", "--cluster", first);
        Task<Outcome> foreign = Command.Run("status", "--cluster", first, "--config", Settings("foreign", "stranger"));
        Task<Outcome> misnamed = Command.Run(
            "node", "--port", "0", "--devices", "host", "--seed-node", first,
            "--config", Settings("ours", "misnamed", "snncluster.join-timeout = 6s"));
        (await without).FailsWith(1, "does not answer as a snncluster node");
        (await foreign).FailsWith(1, "does not answer as a snncluster node");
        (await misnamed).FailsWith(1, "no cluster was joined(: a seed node refused the certificate of this node| within 6 s)");
        Assert.All(_workers, worker => Assert.True(worker.IsRunning, worker.Error));
        JsonElement status = (await Command.Run("status", "--cluster", first, "--config", client, "--json")).Summary();
        Assert.Equal(2, status.GetProperty("nodes").GetArrayLength());
        Assert.All(_workers, worker => TellsNoSecret(worker.Error));
    }

    private static async Task Learns(string address, string settings)
    {
        DataSet data = DataSetCatalog.Find("randman")!.Load(Request);
        var options = new TrainingOptions { Epochs = 1, BatchSize = 32, ChunkSize = 16 };
        ClassifierDescription description =
            new ClassifierDescription { Hidden = [new HiddenLayerDescription { Size = 16 }] }.For(data.Train);
        ClassifierState start() => InitialClassifier.Create(new ClassifierLayout(description), options.Seed, signed: false);
        using var alone = new LocalWorker(data, start(), options);
        new Trainer(data, options, alone).Run(0, new Silent(), CancellationToken.None);
        using ClusterWorkers both = await ClusterWorkers.OpenAsync(
            address, File.ReadAllText(settings), null, data, Request, start(), options, CancellationToken.None);
        Assert.Equal(2, both.Nodes.Count);
        new Trainer(data, options, both).Run(0, new Silent(), CancellationToken.None);
        Assert.Equal(ClassifierDigest.OfTraining(alone.State), ClassifierDigest.OfTraining(both.State));
    }

    private void TellsNoSecret(params string[] texts)
    {
        string[] secrets = [.. Directory.EnumerateFiles(_folder, "*.password", SearchOption.AllDirectories)
            .Select(file => File.ReadAllText(file).Trim())];
        Assert.Equal(5, secrets.Length);
        Assert.All(secrets, secret => Assert.All(texts, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
    }

    private async Task MakeCertificates(string folder, params string[] names)
    {
        using Command script = Command.StartProgram(
            "bash", [LocalClusterTests.Script("make-certs.sh"), Path.Combine(_folder, folder), .. names]);
        Outcome outcome = await script.End();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
    }

    private string Settings(string folder, string name, string more = "")
    {
        string file = Path.Combine(_folder, $"{name}.hocon");
        string files = Path.Combine(_folder, folder);
        File.WriteAllText(file, $"""
            akka.remote.dot-netty.tcp.enable-ssl = true
            snncluster.tls.certificate = "{files}/{name}.p12"
            snncluster.tls.password-file = "{files}/{name}.password"
            snncluster.tls.authority = "{files}/ca.crt"
            {more}
            """);
        return file;
    }

    private async Task<string> Start(params string[] options)
    {
        Command worker = Command.Start(["node", "--port", "0", "--devices", "host", .. options]);
        _workers.Add(worker);
        return (await worker.Says("^ready (.+)$")).Groups[1].Value;
    }

    private sealed class Silent : ITrainingObserver
    {
        public void OnBatch(BatchMetrics metrics)
        {
        }

        public void OnEpoch(EpochMetrics metrics, ClassifierState state)
        {
        }
    }
}
