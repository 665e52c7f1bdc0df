using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SnnCluster.Cli;

/// <summary>
/// Turns the first Ctrl-C or SIGTERM into a cancellation, after which a run writes what it has. A second one ends the
/// process at once. So does time after SIGTERM: whoever sends it kills what stays, and files are whole or not there.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // Containers get 10 s by default before they are killed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan PatienceWithExit = TimeSpan.FromSeconds(0.5);

    private readonly ManualResetEventSlim _ended = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TextWriter _error;

    /// <summary>Listens to the signals of the process.</summary>
    /// <param name="error">Is told where the process ends before its work does.</param>
    public Interruption(TextWriter error)
    {
        _error = error;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    public CancellationToken Token => _cancellation.Token;

    /// <summary>Cancels, as the first Ctrl-C does.</summary>
    public void EndEarly() => _cancellation.Cancel();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _cancellation.Dispose();
        _ended.Set();
    }

    private void Handle(PosixSignalContext context)
    {
        if (!_cancellation.IsCancellationRequested)
        {
            context.Cancel = true;
            if (context.Signal == PosixSignal.SIGTERM)
            {
                // A thread of its own, as all of the pool may be busy.
                new Thread(EndInTime) { IsBackground = true, Name = "end in time" }.Start();
            }

            _cancellation.Cancel();
        }
    }

    private void EndInTime()
    {
        if (_ended.Wait(Patience))
        {
            return;
        }

        _error.WriteLine($"error: ended {Patience.TotalSeconds} s after SIGTERM, before the work was: what is not on the disk by now is lost");
        new Thread(Kill) { IsBackground = true, Name = "kill" }.Start();
        Environment.Exit(ExitCode.Cancelled);
    }

    // What hangs may keep the process from exiting, too.
    private void Kill()
    {
        if (!_ended.Wait(PatienceWithExit))
        {
            using var process = Process.GetCurrentProcess();
            process.Kill();
        }
    }
}
