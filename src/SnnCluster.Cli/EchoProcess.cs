using System.Diagnostics;
using System.Globalization;
using SnnCluster.Cli.Commands;

namespace SnnCluster.Cli;

/// <summary>The other process of a study of the exchange: this command once more. It ends with this object.</summary>
internal sealed class EchoProcess : IDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private Process? _process;

    /// <summary>Starts it.</summary>
    /// <param name="port">Where the study listens.</param>
    public void Start(int port)
    {
        // Within another program, such as a test's, this process's program is not the command.
        string command = typeof(EchoProcess).Assembly.Location;
        string? own = Environment.ProcessPath;
        bool isCommand = Path.GetFileNameWithoutExtension(own) == Path.GetFileNameWithoutExtension(command);
        bool isHost = Path.GetFileNameWithoutExtension(own) == "dotnet";
        string[] arguments = [ExchangeEchoCommand.Name, "--port", port.ToString(CultureInfo.InvariantCulture)];
        ProcessStartInfo start = isCommand
            ? new ProcessStartInfo(own!, arguments)
            : new ProcessStartInfo(isHost ? own! : "dotnet", [command, .. arguments]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
    }

    public void Dispose()
    {
        if (_process is Process process)
        {
            // It has been told by the end of the connection.
            if (!process.WaitForExit(EndLimit))
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(EndLimit);
            }

            process.Dispose();
        }
    }
}
