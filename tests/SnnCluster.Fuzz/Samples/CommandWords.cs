using System.CommandLine;
using SnnCluster.Fuzz.Running;

namespace SnnCluster.Fuzz.Samples;

/// <summary>Command lines of the words that the commands know, and of others.</summary>
internal sealed class CommandWords
{
    private static readonly string[] Values =
    [
        "", " ", "0", "1", "-1", "+1", "0x10", "1e9", "1e-9", "1e400", "-0", "NaN", "Infinity", "0.1", "0,1", "1,2,4", ",", "1,,2",
        "2147483647", "2147483648", "9223372036854775807", "18446744073709551616", "99999999999999999999999999", "host",
        "host,host", "cuda", "cuda:99", "opencl", "ilgpu-cpu", "auto", "wait", "refuse", "actors", "direct", "true", "false",
        "spikes", "connectivity", "target.v", "scale=2", "scale=", "=", "a=b=c", "stdp=false", "topographic-map",
        "Missing.dll:Type", ":", ".dll:", "mnist", "randman", "shd", "../..", ".", "-", "--", "---", "@file", "[diagram]",
        "[suggest:3]", "%n", "{0}", "\u0001", "é", "\U0001F600", "127.0.0.1:0", "127.0.0.1:65536", "[::1]:1", "host:port",
        "\"quoted\"", "'", "\\", "a b", "\t", "*", "~",
    ];

    private readonly List<(string[] Path, string[] Options)> _commands = [];

    public CommandWords(Command root) => Add(root, []);

    /// <summary>Commands with nothing, with each of their options, and with all.</summary>
    public IEnumerable<string[]> Plain => _commands.SelectMany(command => command.Options
        .Select(option => (string[])[.. command.Path, option, "1"])
        .Append(command.Path)
        .Append([.. command.Path, .. command.Options.SelectMany(option => (string[])[option, "1"])]));

    /// <summary>A command line: a command, mostly with words of its own.</summary>
    public string[] Make(FuzzRandom random)
    {
        (string[] path, string[] options) = random.Of(_commands);
        var words = new List<string>(path);
        for (int left = random.Small(12); left > 0; left--)
        {
            string option = options.Length > 0 && !random.OneIn(8) ? random.Of(options) : random.Of(random.Of(_commands).Options);
            string value = random.OneIn(8) ? new string([.. random.Bytes(random.Small(200)).Select(b => (char)(b + 1))]) : random.Of(Values);
            words.AddRange(random.Below(6) switch
            {
                0 => [$"{option}={value}"],
                1 => [option],
                2 => [value],
                _ => [option, value],
            });
        }

        if (words.Count > 0 && random.OneIn(10))
        {
            words.RemoveAt(random.Below(words.Count));
        }

        return [.. words];
    }

    private void Add(Command command, string[] path)
    {
        _commands.Add((path, [.. command.Options.Select(option => option.Name).DefaultIfEmpty("--json")]));
        foreach (Command sub in command.Subcommands)
        {
            Add(sub, [.. path, sub.Name]);
        }
    }
}
