using System.Net;
using System.Net.Sockets;

namespace SnnCluster.Cli.Tests;

/// <summary><c>snncluster dashboard</c>: what can be wrong with its command line, and what it says where nothing is.</summary>
public sealed class DashboardTests : IDisposable
{
    // It ends at once where nothing is wrong.
    private static readonly CancellationToken Ended = new(canceled: true);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dashboard", "DIR or --cluster HOST:PORT is missing, and SNNCLUSTER_CLUSTER is not set in the environment: there is nothing to show")]
    [InlineData("dashboard DIR/missing", "/missing: there is no such folder")]
    [InlineData("dashboard DIR/file", "/file: is a file, must be a folder")]
    [InlineData("dashboard DIR --listen 8080", "--listen is '8080': must be HOST:PORT, with a port from 0 to 65535")]
    [InlineData("dashboard DIR --listen 127.0.0.1:", "--listen is '127.0.0.1:': must be HOST:PORT")]
    [InlineData("dashboard DIR --listen :80", "--listen is ':80': must be HOST:PORT")]
    [InlineData("dashboard DIR --listen 127.0.0.1:65536", "--listen is '127.0.0.1:65536': must be HOST:PORT")]
    [InlineData("dashboard DIR --listen 127.0.0.1:-1", "--listen is '127.0.0.1:-1': must be HOST:PORT")]
    [InlineData("dashboard DIR --listen ::1:80", "--listen is '::1:80': '::1' must be a name or address of this machine, an IPv6 address in brackets")]
    [InlineData("dashboard DIR --listen 192.0.2.1:0", "--listen is '192.0.2.1:0': ")]
    [InlineData("dashboard DIR --cluster nowhere", "--cluster is 'nowhere': must be HOST:PORT")]
    [InlineData("dashboard DIR --token-file DIR/missing", "--token-file is '", "it cannot be read")]
    [InlineData("dashboard DIR --token-file DIR", "--token-file is '", "it is a folder")]
    [InlineData("dashboard DIR --token-file DIR/file", "must be one line of 16 to 1024 letters, digits and signs, without spaces")]
    [InlineData("dashboard DIR --listn 127.0.0.1:0", "unknown option --listn; did you mean --listen?")]
    [InlineData("dashboard DIR extra", "unexpected argument 'extra'")]
    public void What_is_wrong_is_told_in_one_line(string arguments, params string[] contents)
    {
        File.WriteAllText(_folder["file"], "a short one\n");
        CommandLine command = CommandLine.Run(Ended, [.. arguments.Split(' ').Select(argument => argument.Replace("DIR", _folder.Path))]);
        command.IsRefused(1, contents);
        Assert.DoesNotContain("a short one", command.Error);
    }

    [Fact]
    public void A_port_in_use_and_a_cluster_that_is_not_there_are_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        CommandLine.Run(Ended, "dashboard", _folder.Path, "--listen", $"127.0.0.1:{port}").IsRefused(1, $"--listen is '127.0.0.1:{port}': the port is in use by another process");
        taken.Stop();
        CommandLine command = CommandLine.Run(Ended, "dashboard", "--cluster", $"127.0.0.1:{port}", "--listen", "127.0.0.1:0");
        Assert.Equal(1, command.ExitCode);
        Assert.StartsWith($"error: no node of a cluster listens at 127.0.0.1:{port}", Assert.Single(command.Errors));
        command.HasNoStackTrace();
    }

    [Theory]
    [InlineData("127.0.0.1:0", false, @"^ready http://127\.0\.0\.1:\d+/\n$", false)]
    [InlineData("[::1]:0", false, @"^ready http://\[::1\]:\d+/\n$", false)]
    [InlineData("127.0.0.1:0", true, @"^ready http://127\.0\.0\.1:\d+/\?token=[0-9a-f]{48}\n$", false)]
    [InlineData("0.0.0.0:0", false, @"^ready http://\S+:\d+/\?token=[0-9a-f]{48}\n$", true)]
    public void It_says_where_it_can_be_looked_at_and_ends_when_it_is_told_to(string listen, bool allowsControl, string output, bool warns)
    {
        CommandLine command = CommandLine.Run(Ended, ["dashboard", _folder.Path, "--listen", listen, .. allowsControl ? ["--allow-control"] : Array.Empty<string>()]);
        Assert.Equal(0, command.ExitCode);
        Assert.Matches(output, command.Output);
        Assert.Equal(warns, command.Error.Contains("the page is not encrypted", StringComparison.Ordinal));
    }
}
