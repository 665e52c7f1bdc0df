namespace SnnCluster.ClusterConfig.Tests;

public sealed class KubernetesTests
{
    private const string Node = "spec/template/spec/containers/0";
    private const string LabelKey = "app.kubernetes.io/name";

    private static readonly Yaml Service = Yaml.Read("kubernetes", "base", "service.yaml");
    private static readonly Yaml StatefulSet = Yaml.Read("kubernetes", "base", "statefulset.yaml");
    private static readonly Yaml Budget = Yaml.Read("kubernetes", "base", "poddisruptionbudget.yaml");
    private static readonly Yaml Policy = Yaml.Read("kubernetes", "base", "networkpolicy.yaml");

    public static TheoryData<string> Probes => ["startupProbe", "readinessProbe"];

    [Theory]
    [InlineData("base")]
    [InlineData("gpu")]
    public void Kustomization_names_every_file_beside_it(string folder)
    {
        Yaml kustomization = Yaml.Read("kubernetes", folder, "kustomization.yaml");
        Assert.Equal("Kustomization", kustomization.Text("kind"));
        string[] patches = kustomization["patches"] is null
            ? []
            : [.. kustomization.Items("patches").Select(patch => patch["path"] as string).OfType<string>()];
        string[] named = [.. kustomization.Texts("resources").Concat(patches)];
        Assert.All(named, name => Assert.True(Path.Exists(Repository.Config("kubernetes", folder, name)), name));
        string[] files = [.. Directory.EnumerateFiles(Repository.Config("kubernetes", folder)).Select(file => Path.GetFileName(file))];
        Assert.Equal(files.Except(["kustomization.yaml"]).Order(), named.Except(["../base"]).Order());
    }

    [Fact]
    public void The_service_is_headless_and_names_pods_before_they_are_ready()
    {
        Assert.Equal(("v1", "Service"), (Service.Text("apiVersion"), Service.Text("kind")));
        Assert.Equal("None", Service.Text("spec/clusterIP"));
        Assert.Equal("true", Service.Text("spec/publishNotReadyAddresses"));
    }

    [Fact]
    public void The_stateful_set_belongs_to_the_service()
    {
        Assert.Equal(("apps/v1", "StatefulSet"), (StatefulSet.Text("apiVersion"), StatefulSet.Text("kind")));
        Assert.Equal(Service.Text("metadata/name"), StatefulSet.Text("spec/serviceName"));
        string label = StatefulSet.Text($"spec/template/metadata/labels/{Escape(LabelKey)}");
        Assert.Equal(label, StatefulSet.Text($"spec/selector/matchLabels/{Escape(LabelKey)}"));
        Assert.Equal(label, Service.Text($"spec/selector/{Escape(LabelKey)}"));
        Assert.Equal(label, Budget.Text($"spec/selector/matchLabels/{Escape(LabelKey)}"));
        Assert.Equal(label, Policy.Text($"spec/podSelector/matchLabels/{Escape(LabelKey)}"));
    }

    [Fact]
    public void Seed_nodes_are_pods_of_the_stateful_set()
    {
        var arguments = new NodeArguments(StatefulSet.Texts($"{Node}/args"));
        string suffix = $".{StatefulSet.Text("spec/serviceName")}.$(POD_NAMESPACE).svc.cluster.local";
        Assert.Equal($"$(POD_NAME){suffix}", arguments.Hostname);
        int replicas = int.Parse(StatefulSet.Text("spec/replicas"));
        string[] pods = [.. Enumerable.Range(0, replicas).Select(i => $"{StatefulSet.Text("metadata/name")}-{i}{suffix}:{HoconTests.Port()}")];

        // The first may form the cluster, so it has to be pod 0, and a second one saves a restart of pod 0.
        Assert.Equal(pods[..2], arguments.SeedNodes);
    }

    [Fact]
    public void Ports_and_settings_are_those_of_the_image()
    {
        var arguments = new NodeArguments(StatefulSet.Texts($"{Node}/args"));
        Assert.Equal(HoconTests.Port(), arguments.Port);
        Assert.Equal(DockerfileTests.WorkerConfig, arguments.Config);
        Assert.Equal($"{HoconTests.Port()}", StatefulSet.Text($"{Node}/ports/0/containerPort"));
        Assert.Equal($"{HoconTests.Port()}", Service.Text("spec/ports/0/port"));
        Assert.Equal(StatefulSet.Text($"{Node}/ports/0/name"), Service.Text("spec/ports/0/targetPort"));
    }

    [Fact]
    public void Variables_are_defined_before_they_are_used()
    {
        Yaml[] variables = StatefulSet.Items($"{Node}/env");
        Assert.Equal(["POD_NAME", "POD_NAMESPACE", "SNNCLUSTER_CLUSTER"], variables.Select(variable => variable.Text("name")));
        Assert.Equal("metadata.name", variables[0].Text("valueFrom/fieldRef/fieldPath"));
        Assert.Equal("metadata.namespace", variables[1].Text("valueFrom/fieldRef/fieldPath"));
        var arguments = new NodeArguments(StatefulSet.Texts($"{Node}/args"));
        Assert.Equal($"{arguments.Hostname}:{arguments.Port}", variables[2].Text("value"));
    }

    [Theory]
    [MemberData(nameof(Probes))]
    public void Readiness_is_membership(string probe)
    {
        string[] command = StatefulSet.Texts($"{Node}/{probe}/exec/command");
        Assert.Equal(["sh", "-c"], command[..2]);
        Assert.Contains("snncluster status --cluster \"$SNNCLUSTER_CLUSTER\"", command[2], StringComparison.Ordinal);

        // The command takes seconds to start; the default of 1 s would never succeed.
        Assert.True(int.Parse(StatefulSet.Text($"{Node}/{probe}/timeoutSeconds")) >= 10);
    }

    [Fact]
    public void Resources_are_requested_in_whole_cores_and_limited_alike()
    {
        foreach (string resource in (string[])["cpu", "memory"])
        {
            Assert.Equal(StatefulSet.Text($"{Node}/resources/limits/{resource}"), StatefulSet.Text($"{Node}/resources/requests/{resource}"));
        }

        Assert.True(int.TryParse(StatefulSet.Text($"{Node}/resources/limits/cpu"), out _));
    }

    [Fact]
    public void Nodes_run_without_privileges()
    {
        Assert.Equal("true", StatefulSet.Text("spec/template/spec/securityContext/runAsNonRoot"));
        Assert.Equal(DockerfileTests.UserId, StatefulSet.Text("spec/template/spec/securityContext/runAsUser"));
        Assert.Equal("false", StatefulSet.Text("spec/template/spec/automountServiceAccountToken"));
        Assert.Equal("false", StatefulSet.Text($"{Node}/securityContext/allowPrivilegeEscalation"));
        Assert.Equal("true", StatefulSet.Text($"{Node}/securityContext/readOnlyRootFilesystem"));
        Assert.Equal(["ALL"], StatefulSet.Texts($"{Node}/securityContext/capabilities/drop"));
        string[] mounts = [.. StatefulSet.Items($"{Node}/volumeMounts").Select(mount => mount.Text("name"))];
        Assert.Equal(StatefulSet.Items("spec/template/spec/volumes").Select(volume => volume.Text("name")), mounts);
    }

    [Fact]
    public void Machines_are_drained_one_node_at_a_time()
    {
        Assert.Equal(("policy/v1", "PodDisruptionBudget"), (Budget.Text("apiVersion"), Budget.Text("kind")));
        Assert.Equal("1", Budget.Text("spec/maxUnavailable"));
        Assert.True(int.Parse(StatefulSet.Text("spec/replicas")) >= 3, "one node less has to be a majority");
    }

    [Fact]
    public void The_overlay_asks_for_one_GPU_per_pod_and_uses_it()
    {
        Yaml patch = Yaml.Read("kubernetes", "gpu", "statefulset-gpu.yaml");
        Assert.Equal(StatefulSet.Text("metadata/name"), patch.Text("metadata/name"));
        Assert.Equal(StatefulSet.Text($"{Node}/name"), patch.Text($"{Node}/name"));
        Assert.Equal("1", patch.Text($"{Node}/resources/limits/{Escape("nvidia.com/gpu")}"));
        Assert.Equal("1", patch.Text($"{Node}/resources/requests/{Escape("nvidia.com/gpu")}"));

        Yaml kustomization = Yaml.Read("kubernetes", "gpu", "kustomization.yaml");
        Assert.Equal("cuda", kustomization.Text("images/0/newTag"));
        Yaml[] added = Yaml.Parse(kustomization.Text("patches/1/patch")).Items(".");
        Assert.All(added, step => Assert.Equal($"/{Node}/args/-", step.Text("path")));
        var arguments = new NodeArguments([.. StatefulSet.Texts($"{Node}/args"), .. added.Select(step => step.Text("value"))]);
        Assert.Equal("cuda:0", arguments.Devices);
    }

    private static string Escape(string key) => key.Replace("/", "~1", StringComparison.Ordinal);
}
