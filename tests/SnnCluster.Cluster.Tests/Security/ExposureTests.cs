using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Tests.Security;

/// <summary>Without TLS a node listens where this machine alone reaches it.</summary>
public sealed class ExposureTests
{
    private const string Tcp = "akka.remote.dot-netty.tcp";

    [Theory]
    [InlineData(null, "")]
    [InlineData("127.0.0.1", "")]
    [InlineData("127.9.8.7", "")]
    [InlineData("::1", "")]
    [InlineData("localhost", "")]
    [InlineData("127.0.0.1", $"{Tcp}.hostname = \"0.0.0.0\"")]
    [InlineData(null, $"{Tcp}.public-hostname = localhost")]
    [InlineData("192.0.2.1", $"{Tcp}.enable-ssl = on")]
    public void What_nobody_else_reaches_is_fine(string? hostname, string configuration) =>
        Assert.Null(NodeConfiguration.ExposureOf(Options(hostname, configuration)));

    [Theory]
    [InlineData("0.0.0.0", "", "--hostname is '0.0.0.0'")]
    [InlineData("::", "", "--hostname is '::'")]
    [InlineData("192.0.2.1", "", "--hostname is '192.0.2.1'")]
    [InlineData("128.0.0.1", "", "--hostname is '128.0.0.1'")]
    [InlineData("no-such-name.invalid", "", "--hostname is 'no-such-name.invalid'")]
    [InlineData(null, $"{Tcp}.hostname = \"0.0.0.0\"", "--hostname is '0.0.0.0'")]
    [InlineData(null, $"{Tcp}.hostname = \"\"", "--hostname is ''")]
    [InlineData(null, $"{Tcp}.public-hostname = \"192.0.2.1\"", "public-hostname (beside --hostname) is '192.0.2.1'")]
    [InlineData(null, $"{Tcp}.bind-hostname = \"0.0.0.0\"", "bind-hostname (beside --hostname) is '0.0.0.0'")]
    [InlineData("192.0.2.1", $"{Tcp}.enable-ssl = on\n{Tcp}.ssl.suppress-validation = on", "suppress-validation")]
    [InlineData("192.0.2.1", $"{Tcp}.enable-ssl = on\n{Tcp}.ssl.require-mutual-authentication = off", "require-mutual-authentication")]
    public async Task What_others_reach_is_refused_by_one_error(string? hostname, string configuration, string part)
    {
        NodeOptions options = Options(hostname, configuration);
        Assert.Contains(part, NodeConfiguration.ExposureOf(options), StringComparison.Ordinal);
        InvalidDescriptionException exception = await Assert.ThrowsAsync<InvalidDescriptionException>(
            () => ClusterNode.StartAsync(options, CancellationToken.None));
        string finding = Assert.Single(exception.Findings);
        Assert.Contains(part, finding, StringComparison.Ordinal);
        Assert.Contains("must be a loopback address", finding, StringComparison.Ordinal);
        Assert.Contains("--insecure", finding, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0", "", "--hostname is '0.0.0.0'")]
    [InlineData("::", "", "--hostname is '::'")]
    [InlineData(null, $"{Tcp}.hostname = \"\"", "--hostname is ''")]
    [InlineData("127.0.0.1", $"{Tcp}.public-hostname = \"0.0.0.0\"", "public-hostname is '0.0.0.0'")]
    public async Task A_name_that_nobody_can_call_is_refused(string? hostname, string configuration, string part)
    {
        NodeOptions options = Options(hostname, configuration) with { IsInsecure = true };
        InvalidDescriptionException exception = await Assert.ThrowsAsync<InvalidDescriptionException>(
            () => ClusterNode.StartAsync(options, CancellationToken.None));
        Assert.Contains($"{part}, by which no other can call this node", Assert.Single(exception.Findings), StringComparison.Ordinal);
    }

    private static NodeOptions Options(string? hostname, string configuration) =>
        new() { Hostname = hostname, Configuration = configuration, Port = 0, Devices = "host", Networks = new NoNetworks() };

    private sealed class NoNetworks : INetworkSource
    {
        public IReadOnlyDictionary<string, string> Models => new Dictionary<string, string>();

        public NetworkDescription Create(NetworkReference reference) => throw new NotSupportedException();
    }
}
