using System.Text;
using SnnCluster.Cli;
using SnnCluster.Cli.Commands;
using SnnCluster.Fuzz.Running;
using SnnCluster.Fuzz.Samples;

namespace SnnCluster.Fuzz.Targets;

/// <summary>
/// Command lines in this process, each with a word more that keeps it from starting anything: whatever the words are, it
/// ends with an exit code that is documented, and with lines for people. Words are separated by line ends.
/// </summary>
internal sealed class CommandLineTarget : IFuzzTarget
{
    // Behind a command: a value that is refused, once all others have been looked at. What has none prints only. Opening
    // the devices of the machine is nothing that words change.
    private static readonly Dictionary<string, string[]> Guards = new()
    {
        ["run"] = ["--seed", "x"],
        ["train"] = ["--workers", "x"],
        ["evaluate"] = ["--model", ""],
        ["data"] = ["--out", ""],
        ["node"] = ["--port", "x"],
        ["status"] = ["--cluster", "x"],
        ["fetch"] = ["--cluster", "x"],
        ["exchange"] = ["--rounds", "x"],
        ["exchange-echo"] = ["--port", "x"],
        ["devices"] = ["--no-such-option"],
        ["experiments"] = [],
        ["report"] = [],
    };

    private static readonly string[] StudyGuard = ["--seeds", "x"];

    private readonly CommandWords _words = new(CommandTree.Create(Context(new StringWriter(), new StringWriter())));

    public CommandLineTarget()
    {
        byte[][] plain = [.. _words.Plain.Select(Bytes)];
        Readers =
        [
            Reader("words", random => Bytes(_words.Make(random))),
            Reader("bytes", random => Mutations.Make(random, plain)),
        ];
    }

    public IReadOnlyList<FuzzReader> Readers { get; }

    public void Check()
    {
        // Nothing is kept from input to input.
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private static byte[] Bytes(string[] words) => Encoding.UTF8.GetBytes(string.Join('\n', words));

    private static FuzzReader Reader(string name, Func<FuzzRandom, byte[]> make) =>
        new(name, [], Take) { Make = make, FreeBytes = 64 << 20, BytesPerByte = 8192 };

    // A system gives no argument with a zero in it.
    private static bool Take(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input).Replace("\0", "", StringComparison.Ordinal);
        string[] words = Guarded(text.Length == 0 ? [] : text.Split('\n'));
        var output = new StringWriter();
        var error = new StringWriter();
        int exitCode = Cli.Program.Run(words, Context(output, error));
        string told = error.ToString();
        Finding.If(exitCode is not (0 or 1 or 2), $"exit code {exitCode}: {told}");
        Finding.If(told.Contains("SNNCLUSTER_DEBUG", StringComparison.Ordinal), $"an error that nobody expected: {told}");
        Finding.If(told.Contains("\n   at ", StringComparison.Ordinal), $"a stack trace: {told}");
        Finding.If(exitCode == 2 && output.GetStringBuilder().Length > 0, $"it is refused and prints: {output}");
        Finding.If(exitCode == 2 && !told.StartsWith("error: ", StringComparison.Ordinal), $"it is refused and does not say why: {told}");
        return exitCode != 2;
    }

    private static string[] Guarded(string[] words)
    {
        int at = Array.FindIndex(words, word => word == "study" || Guards.ContainsKey(word));
        if (at < 0)
        {
            return words;
        }

        if (words[at] == "study" && at + 1 < words.Length)
        {
            at++;
        }

        string[] guard = IsDryRun(words, at) ? ["--dry-run"] : Guards.GetValueOrDefault(words[at], StudyGuard);
        return [.. words[..(at + 1)], .. guard, .. words[(at + 1)..]];
    }

    // A dry run prints how the run would be laid out, which is more to check; but a cluster it might ask.
    private static bool IsDryRun(string[] words, int at) =>
        words[at] == "run" && words.Length % 2 == 0 && !words.Any(word => word.StartsWith("--c", StringComparison.Ordinal));

    private static CommandContext Context(TextWriter output, TextWriter error) => new() { Output = output, Error = error };
}
