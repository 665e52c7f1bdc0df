namespace SnnCluster.ClusterConfig.Tests;

public sealed class ComposeTests
{
    private static readonly Yaml Compose = Yaml.Read("docker-compose.yml");

    public static TheoryData<string> Workers => [.. WorkerNames()];

    [Fact]
    public void There_are_three_workers_and_a_client_that_is_started_on_request()
    {
        Assert.Equal(["worker-1", "worker-2", "worker-3"], WorkerNames());
        Assert.Equal(["client"], Compose.Texts("services/client/profiles"));
        Assert.Equal($"worker-1:{HoconTests.Port()}", Compose.Text("services/client/environment/SNNCLUSTER_CLUSTER"));
        Assert.Equal(WorkerNames(), Compose.Keys("services/client/depends_on"));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_worker_is_known_by_its_service_name_and_finds_the_first_one(string worker)
    {
        var arguments = new NodeArguments(Compose.Texts($"services/{worker}/command"));
        Assert.Equal(worker, arguments.Hostname);
        Assert.Equal(worker, Compose.Text($"services/{worker}/hostname"));
        Assert.Equal(HoconTests.Port(), arguments.Port);
        Assert.Equal([$"worker-1:{HoconTests.Port()}"], arguments.SeedNodes);
        Assert.Equal(DockerfileTests.WorkerConfig, arguments.Config);
        Assert.Equal($"{worker}:{HoconTests.Port()}", Compose.Text($"services/{worker}/environment/SNNCLUSTER_CLUSTER"));
    }

    [Theory]
    [MemberData(nameof(Workers))]
    public void A_worker_is_limited_and_reaches_no_more_than_it_needs(string worker)
    {
        Assert.Equal("1", Compose.Text($"services/{worker}/deploy/resources/limits/cpus"));
        Assert.NotNull(Compose[$"services/{worker}/deploy/resources/limits/memory"]);
        Assert.Equal("true", Compose.Text($"services/{worker}/read_only"));
        Assert.Equal(["ALL"], Compose.Texts($"services/{worker}/cap_drop"));
        Assert.Equal(["cluster"], Compose.Texts($"services/{worker}/networks"));
        Assert.Null(Compose[$"services/{worker}/ports"]);
        Assert.Equal("on-failure", Compose.Text($"services/{worker}/restart"));
        Assert.Equal("snncluster", Compose.Text($"services/{worker}/image"));
    }

    [Fact]
    public void Every_service_can_build_its_image_from_the_root_of_the_repository()
    {
        foreach (string service in Compose.Keys("services"))
        {
            string context = Repository.Config(Compose.Text($"services/{service}/build/context"));
            Assert.Equal(Repository.Root, Path.GetFullPath(context));
            Assert.True(File.Exists(Path.Combine(context, Compose.Text($"services/{service}/build/dockerfile"))), service);
        }
    }

    private static string[] WorkerNames() =>
        [.. Compose.Keys("services").Where(name => name.StartsWith("worker-", StringComparison.Ordinal))];
}
