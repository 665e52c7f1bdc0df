using System.Diagnostics;
using System.Text.Json;
using SnnCluster.Tests;

namespace SnnCluster.Cli.Tests;

/// <summary>The command as a process of its own: exit codes, streams and signals are real.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_can_be_piped()
    {
        (int exitCode, string output, string error) = await Run("run", "topographic-map", "--duration-ms", "20", "--json");
        Assert.True(exitCode == 0, error);
        using var summary = JsonDocument.Parse(output);
        Assert.Equal(1, summary.RootElement.GetProperty("schema").GetInt32());
        Assert.Contains("topographic-map: building", error);
    }

    [Fact]
    public async Task Bad_input_is_exit_code_2_without_a_stack_trace()
    {
        (int exitCode, string output, string error) = await Run(
            "run", "topographic-map", "--scale", "0", "--out", _folder["out"]);
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.StartsWith("error: --scale is 0: must be", error);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(_folder.IsEmpty);
    }

    [SkippableFact]
    public async Task A_folder_that_the_system_refuses_is_bad_input()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        (int exitCode, _, string error) = await Run("run", "topographic-map", "--out", "/proc/snncluster");
        Assert.Equal(2, exitCode);
        Assert.StartsWith("error: --out /proc/snncluster cannot be written", error);
    }

    [Fact]
    public async Task Details_are_shown_when_asked_for()
    {
        string failing = $"{CommandLine.TestAssembly}:FailingExperiment";
        (int exitCode, _, string error) = await Run("run", failing);
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", error);

        (exitCode, _, error) = await Run([new("SNNCLUSTER_DEBUG", "1")], "run", failing);
        Assert.Equal(1, exitCode);
        Assert.Contains("   at ", error);
    }

    [SkippableTheory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_a_run_with_what_there_is_marked_incomplete(string signal)
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no such signals");
        using Process process = Start([], "run", "topographic-map", "--duration-ms", "1e7", "--out", _folder["out"], "--no-figures", "--json");
        using var patience = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        string? line;
        do
        {
            line = await process.StandardError.ReadLineAsync(patience.Token);
            Assert.NotNull(line);
        }
        while (!line.Contains("running", StringComparison.Ordinal));

        using (Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(patience.Token);
        }

        string error = await process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Ended early", error);
        Assert.DoesNotContain("   at ", error);
        using var printed = JsonDocument.Parse(await output);
        using var written = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder["out"], "summary.json")));
        Assert.False(printed.RootElement.GetProperty("complete").GetBoolean());
        Assert.False(written.RootElement.GetProperty("complete").GetBoolean());
        Assert.InRange(written.RootElement.GetProperty("simulatedMs").GetDouble(), 0.1, 1e7 - 1);
    }

    [SkippableTheory]
    [InlineData("2>/dev/full")]
    [InlineData("2>&-")]
    public async Task Where_standard_error_cannot_be_written_a_run_is_what_it_is(string redirection)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/dev/full is Linux's");
        string[] run = ["run", "topographic-map", "--duration-ms", "20", "--json"];
        (int exitCode, string output, _) = await RunRedirected(redirection, [.. run, "--out", _folder["out"]]);
        Assert.Equal(0, exitCode);
        Assert.Equal(DigestOf((await Run(run)).Output), DigestOf(output));
        Assert.Equal(DigestOf(output), DigestOf(File.ReadAllText(_folder["out/summary.json"])));
    }

    [SkippableTheory]
    [InlineData(">/dev/full", "(?i)space")]
    [InlineData(">&-", "closed")]
    public async Task Where_standard_output_cannot_be_written_one_error_says_so_and_files_are_whole(string redirection, string reason)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/dev/full is Linux's");
        (int exitCode, _, string error) = await RunRedirected(
            redirection, "run", "topographic-map", "--duration-ms", "20", "--quiet", "--out", _folder["out"]);
        Assert.Equal(1, exitCode);
        Assert.Matches($"^error: standard output cannot be written: .*{reason}", Assert.Single(error.Trim().Split('\n')));
        using var summary = JsonDocument.Parse(File.ReadAllText(_folder["out/summary.json"]));
        Assert.True(summary.RootElement.GetProperty("complete").GetBoolean());
    }

    /// <summary>A driver whose library cannot be loaded was taken for none.</summary>
    [SkippableTheory]
    [InlineData("cuda", "libcuda.so.1")]
    [InlineData("opencl", "libOpenCL.so.1")]
    public async Task A_driver_that_is_there_but_broken_is_told(string kind, string library)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "what the loader says is known of Linux only");
        File.WriteAllText(_folder[library], "this is no library, though it is longer than the header of one would be: 64 bytes and more");
        KeyValuePair<string, string>[] environment = [new("LD_LIBRARY_PATH", _folder.Path)];
        string said = $"{kind}: {library} cannot be loaded: {_folder[library]}: invalid ELF header";

        (int exitCode, string output, string error) = await Run(environment, "devices");
        Assert.True(exitCode == 0, error);
        Assert.Equal($"warning: a driver is there but does not work: {said}", error.Trim());
        Assert.Contains("ilgpu-cpu", output, StringComparison.Ordinal);

        (exitCode, _, error) = await Run(environment, "run", "topographic-map", "--duration-ms", "10", "--device", kind);
        Assert.Equal(2, exitCode);
        Assert.Contains($"error: --device is '{kind}': must be ", error, StringComparison.Ordinal);
        Assert.EndsWith($"; there is a driver that does not work: {said}", error.TrimEnd(), StringComparison.Ordinal);
    }

    private static string? DigestOf(string summary)
    {
        using var document = JsonDocument.Parse(summary);
        return document.RootElement.GetProperty("digest").GetString();
    }

    private static Task<(int ExitCode, string Output, string Error)> Run(params string[] args) => Run([], args);

    private static async Task<(int ExitCode, string Output, string Error)> RunRedirected(string redirection, params string[] args)
    {
        using Process process = Start("sh", [], ["-c", $"exec \"$@\" {redirection}", "sh", "dotnet", PublishedCommand.Assembly, .. args]);
        return await End(process);
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(
        KeyValuePair<string, string>[] environment,
        params string[] args)
    {
        using Process process = Start(environment, args);
        return await End(process);
    }

    private static async Task<(int ExitCode, string Output, string Error)> End(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(KeyValuePair<string, string>[] environment, params string[] args) =>
        Start("dotnet", environment, [PublishedCommand.Assembly, .. args]);

    private static Process Start(string program, KeyValuePair<string, string>[] environment, string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("SNNCLUSTER_DEBUG");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
