using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Dashboard;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cli.Commands;

/// <summary>The options of <c>snncluster dashboard</c>.</summary>
internal sealed class DashboardArguments
{
    private const string Variable = "SNNCLUSTER_DASHBOARD_TOKEN";
    private const string DefaultListen = "127.0.0.1:8080";
    private const int LeastToken = 16;
    private const int MostToken = 1024;

    public Argument<string> Directory { get; } = new("directory")
    {
        HelpName = "DIR",
        Description = "a folder of results: runs, trainings, studies and sweeps in it, or in folders below it, are shown",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string> Cluster { get; } = NewOption.Value(
        "--cluster",
        "HOST:PORT",
        $"Show the runs of a cluster: the address of any of its nodes; default, where no DIR is given: {ClusterText.Variable} in the environment.");

    public Option<string> Config { get; } = NewOption.ClientConfig();

    public Option<string> Listen { get; } = NewOption.Value(
        "--listen",
        "HOST:PORT",
        $"Address and port of the page; port 0 takes any that is free; default: {DefaultListen}. An address that other machines reach needs a token.");

    public Option<string> TokenFile { get; } = NewOption.Value(
        "--token-file",
        "FILE",
        $"File with the token that whoever looks must give; default: {Variable} in the environment, else a new one, where one is needed.");

    public Option<bool> AllowControl { get; } = NewOption.Flag(
        "--allow-control", "Let whoever has the token start and end runs; without it the page only shows.");

    /// <summary>The command.</summary>
    public Command CreateCommand() => new("dashboard", "Show runs on a page while they go on, and results, until Ctrl-C or SIGTERM.")
    {
        Directory,
        Cluster,
        Config,
        Listen,
        TokenFile,
        AllowControl,
    };

    /// <summary>Reads a command line.</summary>
    /// <exception cref="InvalidDescriptionException">Something is wrong; it says all that is.</exception>
    public DashboardOptions Read(ParseResult parsed)
    {
        var errors = new ValidationErrors();
        string? directory = parsed.GetValue(Directory);
        string? cluster = directory is null || parsed.GetValue(Cluster) is not null ? ClusterText.Address(parsed, Cluster, errors) : null;
        string configuration = ClusterText.Configuration(parsed, Config, errors);
        if (directory is null && cluster is null && errors.Messages.Count == 0)
        {
            errors.Add($"DIR or --cluster HOST:PORT is missing, and {ClusterText.Variable} is not set in the environment: there is nothing to show");
        }

        if (directory is not null && !System.IO.Directory.Exists(directory))
        {
            errors.Add(File.Exists(directory) ? $"dashboard {directory}: is a file, must be a folder" : $"dashboard {directory}: there is no such folder");
        }

        IPEndPoint? listen = ListenOf(parsed.GetValue(Listen) ?? DefaultListen, errors);
        string? token = TokenOf(parsed, errors);
        errors.ThrowIfAny();
        bool allowsControl = parsed.GetValue(AllowControl);
        return new DashboardOptions
        {
            Listen = listen!,
            Token = token ?? (allowsControl || !IPAddress.IsLoopback(listen!.Address) ? DashboardServer.NewToken() : null),
            Directory = directory,
            Cluster = cluster,
            ClusterConfiguration = configuration,
            AllowsControl = allowsControl,
        };
    }

    private IPEndPoint? ListenOf(string text, ValidationErrors errors)
    {
        int colon = text.LastIndexOf(':');
        bool isPort = int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65535;
        if (colon <= 0 || !isPort)
        {
            errors.Add($"{Listen.Name} is '{text}': must be HOST:PORT, with a port from 0 to 65535");
            return null;
        }

        string host = text[..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (IPAddress.TryParse(isBracketed ? host[1..^1] : host, out IPAddress? address) && (isBracketed || !host.Contains(':')))
        {
            return new IPEndPoint(address, port);
        }

        try
        {
            IPAddress[] addresses = host.Contains(':') ? [] : Dns.GetHostAddresses(host);
            return new IPEndPoint(addresses.FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0], port);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException or IndexOutOfRangeException)
        {
            errors.Add($"{Listen.Name} is '{text}': '{host}' must be a name or address of this machine, an IPv6 address in brackets");
            return null;
        }
    }

    private string? TokenOf(ParseResult parsed, ValidationErrors errors)
    {
        string name = Variable;
        string? token = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable ? variable : null;
        if (parsed.GetValue(TokenFile) is string path)
        {
            try
            {
                name = $"the token in {TokenFile.Name} {path}";
                using FileStream file = PlainFiles.OpenNamed(path);
                using var reader = new StreamReader(file);
                var text = new char[MostToken + 2];
                token = new string(text, 0, reader.ReadBlock(text)).TrimEnd('\r', '\n');
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
            {
                errors.Add($"{TokenFile.Name} is '{path}': it cannot be read: {exception.Message}");
                return null;
            }
        }

        // What it is must not be told: others may read what is told.
        if (token is not null && (token.Length is < LeastToken or > MostToken || token.Any(c => c is <= ' ' or > '~')))
        {
            errors.Add($"{name} must be one line of {LeastToken} to {MostToken} letters, digits and signs, without spaces");
        }

        return token;
    }
}
