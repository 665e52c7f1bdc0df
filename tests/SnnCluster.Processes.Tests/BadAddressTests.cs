using System.Net;
using System.Net.Sockets;

namespace SnnCluster.Processes.Tests;

/// <summary>What is no cluster, and nodes that cannot be: one line says why.</summary>
public sealed class BadAddressTests
{
    private static readonly string[] Node = ["node", "--port", "0", "--devices", "host"];

    [Theory]
    [InlineData("nowhere")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:99999")]
    [InlineData(":4053")]
    public async Task A_bad_address_is_bad_input(string address) =>
        (await Command.Run([.. Runs.Short, "--cluster", address])).FailsWith(2, $"--cluster is '{address}': must be HOST:PORT");

    [Fact]
    public async Task Nobody_listens_at_a_closed_port()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = listener.LocalEndpoint.ToString()!;
        listener.Stop();
        foreach (string[] command in (string[][])[[.. Runs.Short, "--quiet"], ["status"], ["fetch", "x"]])
        {
            (await Command.Run([.. command, "--cluster", address])).FailsWith(1, $"no node of a cluster listens at {address}");
        }
    }

    [Fact]
    public async Task A_web_server_is_no_node()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = listener.LocalEndpoint.ToString()!;
        Task server = AnswerHttp(listener);
        (await Command.Run("status", "--cluster", address)).FailsWith(1, $"{address} does not answer as a snncluster node");
        listener.Stop();
        await server;
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        (await Command.Run("node", "--port", $"{port}", "--devices", "host"))
            .FailsWith(1, $"127.0.0.1:{port} is in use by another process: choose another --port");
    }

    [Fact]
    public async Task A_seed_node_that_does_not_answer_is_named()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "snncluster.join-timeout = 3s");
            (await Command.Run([.. Node, "--config", file, "--seed-node", "127.0.0.1:9"]))
                .FailsWith(1, "no cluster was joined within 3 s: none of the seed nodes 127.0.0.1:9 answered");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--devices has 'cuda:9': must be auto", "--devices", "cuda:9")]
    [InlineData("--port is '70000': must be a whole number from 0 to 65535", "--port", "70000")]
    [InlineData("--port is 'x': must be", "--port", "x")]
    [InlineData("--seed-node is 'x': must be HOST:PORT", "--seed-node", "x")]
    [InlineData("--config is '/no/such/file': it cannot be read", "--config", "/no/such/file")]
    [InlineData("--models is '/no/such/folder': there is no such folder", "--models", "/no/such/folder")]
    [InlineData("--hostname is '192.0.2.1': must be a name or address of this machine", "--insecure", "--hostname", "192.0.2.1")]
    [InlineData("--hostname is '0.0.0.0', by which no other can call this node: must be the name or address of this machine", "--hostname", "0.0.0.0", "--insecure")]
    [InlineData("--hostname is '192.0.2.1', which other machines may reach, and there is no TLS: must be a loopback address", "--hostname", "192.0.2.1")]
    [InlineData("--hostname is '0.0.0.0', which other machines may reach, and there is no TLS: must be a loopback address", "--hostname", "0.0.0.0")]
    public async Task A_node_that_cannot_be_says_why(string message, params string[] options) => (await Command.Run(
        ["node", .. options, .. options.Contains("--port") ? [] : (string[])["--port", "0"]]))
        .FailsWith(options[0] == "--insecure" ? 1 : 2, System.Text.RegularExpressions.Regex.Escape(message));

    [Fact]
    public async Task A_node_that_is_called_by_another_name_is_named()
    {
        using Command node = Command.Start([.. Node, "--hostname", "localhost"]);
        string port = (await node.Says("^ready localhost:(.+)$")).Groups[1].Value;
        (await Command.Run("status", "--cluster", $"127.0.0.1:{port}"))
            .FailsWith(1, $"the node at 127.0.0.1:{port} does not go by that name: ask for localhost:{port}");
    }

    [Fact]
    public async Task An_open_node_starts_when_it_is_told_to_and_warns_once()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "akka.remote.dot-netty.tcp.public-hostname = \"127.0.0.1\"");
        using Command node = Command.Start([.. Node, "--hostname", "0.0.0.0", "--insecure", "--config", file]);
        await node.Says("^ready 127.0.0.1:");
        File.Delete(file);
        Assert.Equal(1, node.Error.Split('\n').Count(line => line.StartsWith("warning: ", StringComparison.Ordinal)));
        await node.Tells("^warning: --insecure: --hostname is '0.0.0.0', which other machines may reach, and there is no TLS: whoever can");
    }

    [Theory]
    [InlineData("snncluster {\n devices = \"auto\"", "--config is no HOCON: line 1: '{' is never closed")]
    [InlineData("akka = [", "--config is no HOCON: line 1: '\\[' is never closed")]
    [InlineData("\nakka = \"", "--config is no HOCON: line 2: a quotation mark is never closed")]
    [InlineData("snncluster.join-timeout = soon", "snncluster.join-timeout in --config is 'soon': must be a time above 0")]
    [InlineData("snncluster.results.keep = 0", "snncluster.results.keep in --config is '0': must be a whole number from 1")]
    public async Task Settings_that_cannot_be_read_are_bad_input(string text, string message)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            (await Command.Run([.. Node, "--config", file])).FailsWith(2, message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task AnswerHttp(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over, or the client has gone.
        }
    }
}
