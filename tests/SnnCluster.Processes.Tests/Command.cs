using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using SnnCluster.Tests;

namespace SnnCluster.Processes.Tests;

/// <summary>The command <c>snncluster</c> as a process of its own, whose output can be waited for line by line.</summary>
internal sealed class Command : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly Lines _output = new();
    private readonly Lines _error = new();

    private Command(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment.Remove("SNNCLUSTER_DEBUG");
        start.Environment.Remove("SNNCLUSTER_CLUSTER");
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _error.Add(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Error => _error.ToString();

    public int Id => _process.Id;

    public bool IsRunning => !_process.HasExited;

    // Whoever runs the tests may ignore signals, and children inherit that.
    public static Command Start(params string[] arguments) => new(OperatingSystem.IsLinux()
        ? new ProcessStartInfo("env", ["--default-signal=INT,QUIT,TERM", "dotnet", PublishedCommand.Assembly, .. arguments])
        : new ProcessStartInfo("dotnet", [PublishedCommand.Assembly, .. arguments]));

    public static Command StartProgram(string program, params string[] arguments) => new(new ProcessStartInfo(program, arguments));

    public static async Task<Outcome> Run(params string[] arguments)
    {
        using Command command = Start(arguments);
        return await command.End();
    }

    /// <summary>Waits for a line of standard output that matches.</summary>
    public Task<Match> Says(string pattern) => _output.Find(pattern, this);

    /// <summary>Waits for a line of standard error that matches.</summary>
    public Task<Match> Tells(string pattern) => _error.Find(pattern, this);

    public void Signal(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="longest">How long; null: <see cref="Patience"/>.</param>
    public async Task<Outcome> End(TimeSpan? longest = null)
    {
        using var patience = new CancellationTokenSource(longest ?? Patience);
        await _process.WaitForExitAsync(patience.Token);
        return new Outcome(_process.ExitCode, _output.ToString(), Error);
    }

    /// <summary>Whether it ends within a time.</summary>
    public bool EndsWithin(TimeSpan time) => _process.WaitForExit(time);

    public void Dispose()
    {
        if (IsRunning)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private sealed class Lines
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private readonly SemaphoreSlim _news = new(0);

        public void Add(string? line)
        {
            if (line is not null)
            {
                _lines.Enqueue(line);
            }

            _news.Release();
        }

        public async Task<Match> Find(string pattern, Command command)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (true)
            {
                bool isOver = !command.IsRunning;
                if (_lines.Select(line => Regex.Match(line, pattern)).FirstOrDefault(match => match.Success) is Match match)
                {
                    return match;
                }

                Assert.False(isOver && _news.CurrentCount == 0, $"it has ended without '{pattern}':\n{this}\n{command.Error}");
                await _news.WaitAsync(patience.Token);
            }
        }

        public override string ToString() => string.Join('\n', _lines);
    }
}
