namespace SnnCluster.ClusterConfig.Tests;

/// <summary>A command line of <c>snncluster node</c>, as the command defines it; anything else is an error.</summary>
internal sealed class NodeArguments
{
    private static readonly string[] Options = ["--config", "--hostname", "--port", "--seed-node", "--devices", "--models"];

    private readonly ILookup<string, string> _values;

    public NodeArguments(IReadOnlyList<string> arguments)
    {
        Assert.Equal("node", arguments[0]);
        IsInsecure = arguments.Contains("--insecure");
        arguments = [.. arguments.Where(argument => argument != "--insecure")];
        Assert.True(arguments.Count % 2 == 1, $"an option has no value: {string.Join(' ', arguments)}");
        _values = arguments.Skip(1).Chunk(2).ToLookup(pair => pair[0], pair => pair[1]);
        Assert.All(_values, option => Assert.Contains(option.Key, Options));
        const string Loopback = "127.0.0.1";
        bool isOpen = _values["--hostname"].SingleOrDefault(Loopback) != Loopback;
        Assert.True(IsInsecure == isOpen, "without TLS another address takes --insecure, and only that");
        Assert.All(_values, option => Assert.True(option.Key == "--seed-node" || option.Count() == 1, $"{option.Key} is there twice"));
    }

    public bool IsInsecure { get; }

    public string Config => Value("--config");

    public string Hostname => Value("--hostname");

    public int Port => int.Parse(Value("--port"));

    public string? Devices => _values["--devices"].SingleOrDefault();

    public string[] SeedNodes => [.. _values["--seed-node"]];

    private string Value(string option) => Assert.Single(_values[option]);
}
