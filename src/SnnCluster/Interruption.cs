using System.Runtime.InteropServices;

namespace SnnCluster;

/// <summary>
/// Ctrl-C or SIGTERM while a network runs: the run ends with what it has, and the script goes on with that. A second one ends the script, and so does the
/// first while nothing runs. No other run begins after it, so that a loop over runs ends as well.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // As shells count: 128 + SIGINT.
    private const int ExitCode = 130;

    private static readonly Lock Gate = new();
    private static readonly CancellationTokenSource Interrupted = new();
    private static PosixSignalRegistration[]? _registrations;
    private static int _running;

    private readonly CancellationTokenSource _either;

    private Interruption(CancellationToken other) => _either = CancellationTokenSource.CreateLinkedTokenSource(Interrupted.Token, other);

    public CancellationToken Token => _either.Token;

    /// <summary>Listens until it is disposed of.</summary>
    /// <param name="other">Ends the run as well.</param>
    /// <exception cref="OperationCanceledException">There was an interruption before.</exception>
    public static Interruption Begin(CancellationToken other)
    {
        lock (Gate)
        {
            Interrupted.Token.ThrowIfCancellationRequested();
            _registrations ??=
            [
                PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
                PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            ];
            _running++;
        }

        return new Interruption(other);
    }

    public void Dispose()
    {
        lock (Gate)
        {
            _running--;
        }

        _either.Dispose();
    }

    private static void Handle(PosixSignalContext context)
    {
        lock (Gate)
        {
            if (_running == 0 || Interrupted.IsCancellationRequested)
            {
                return;
            }

            context.Cancel = true;
        }

        Environment.ExitCode = ExitCode;
        Interrupted.Cancel();
    }
}
