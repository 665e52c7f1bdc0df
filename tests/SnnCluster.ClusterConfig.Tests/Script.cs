using System.Diagnostics;

namespace SnnCluster.ClusterConfig.Tests;

/// <summary>
/// A folder with fakes of commands, and scripts started with those first on the PATH. The fake <c>snncluster</c> does what
/// scripts rely on: as a node it says that it is ready and ends on SIGTERM. What it was called with goes to a file.
/// </summary>
internal sealed class Script : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public Script() => Fake("snncluster", """
        echo "$$ $*" >>"$CALLS"
        [ "$1" = node ] || { echo "snncluster $*"; exit 0; }
        echo "log of $$" >&2
        if [ "${FAKE-}" = dies ] && [[ "$*" == *--seed-node* ]]; then echo "error: nobody there" >&2; exit 3; fi
        if [ "${FAKE-}" = hangs ]; then exec sleep 600; fi
        if [ "${FAKE-}" = stubborn ]; then trap '' TERM; else trap 'exit 0' TERM; fi
        sleep 0.2
        echo "ready 127.0.0.1:$((10000 + $$ % 50000))"
        while true; do sleep 0.05; done
        """);

    public string Folder { get; } = Directory.CreateTempSubdirectory("snncluster-config-").FullName;

    /// <summary>Where scripts put what they need for a while: it has to be empty when they are through.</summary>
    public string Temporary => Directory.CreateDirectory(Path.Combine(Folder, "tmp")).FullName;

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The calls of the fake, without its process id.</summary>
    public string[] Calls => [.. CallLines().Select(line => line.Split(' ', 2)[1])];

    /// <summary>The processes of the fake that are still there.</summary>
    public int[] Alive => [.. CallLines().Select(line => int.Parse(line.Split(' ')[0])).Where(id => Path.Exists($"/proc/{id}"))];

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public void Fake(string command, string lines)
    {
        string file = Path.Combine(Folder, command);
        File.WriteAllText(file, $"#!/usr/bin/env bash\n{lines}\n");
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public Process Start(string script, params string[] arguments)
    {
        // Whoever runs the tests may ignore signals, and children inherit that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT,QUIT,TERM", "bash", Repository.Config(script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["PATH"] = $"{Folder}:{start.Environment["PATH"]}";
        start.Environment["SNNCLUSTER_COMMAND"] = Path.Combine(Folder, "snncluster");
        start.Environment["CALLS"] = Path.Combine(Folder, "calls");
        start.Environment["TMPDIR"] = Temporary;
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public async Task<Outcome> Run(string script, params string[] arguments)
    {
        using Process process = Start(script, arguments);
        try
        {
            process.StandardInput.Write("from standard input");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A script that finds a usage error may have ended before it is written to.
        }

        return await End(process);
    }

    public static async Task<Outcome> End(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return new Outcome(process.ExitCode, await output, await error);
    }

    public static async Task<string> NextLine(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await process.StandardOutput.ReadLineAsync(patience.Token) ?? "";
    }

    public static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private string[] CallLines()
    {
        string file = Path.Combine(Folder, "calls");
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    }
}

internal sealed record Outcome(int ExitCode, string Output, string Error);
