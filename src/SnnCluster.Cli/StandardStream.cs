using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SnnCluster.Cli;

/// <summary>
/// Standard output or standard error. What cannot be written there is dropped, as work must not end because nobody can be told of it;
/// why it could not is kept.
/// </summary>
/// <param name="stream">Where to write.</param>
internal sealed class StandardStream(TextWriter stream) : TextWriter(CultureInfo.InvariantCulture)
{
    private const int CloseOnExec = 0x8_0000;

    private volatile string? _failure;

    /// <summary>Why something could not be written; null: all was.</summary>
    public string? Failure => _failure;

    /// <inheritdoc/>
    public override Encoding Encoding => stream.Encoding;

    /// <summary>Takes the streams of the process, and has everybody who writes to the console use them.</summary>
    public static (StandardStream Output, StandardStream Error) TakeThose()
    {
        StandardStream output = IsInherited(1) ? new(Console.Out) : new(Null) { _failure = "it is closed" };
        var error = new StandardStream(IsInherited(2) ? Console.Error : Null);
        Console.SetOut(output);
        Console.SetError(error);
        return (output, error);
    }

    /// <summary>
    /// Standard output for a program that follows: the console's own takes a pipe that nobody reads for one that takes everything, and then
    /// nobody would know.
    /// </summary>
    public static StandardStream OutputForProgram()
    {
        if (OperatingSystem.IsWindows() || !IsInherited(1))
        {
            return new StandardStream(Console.Out);
        }

        // In a file that others write to as well, such as the script that this is a line of, a stream of its own would keep a place of its own.
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return new StandardStream(stream.CanSeek ? Console.Out : new StreamWriter(stream) { AutoFlush = true });
    }

    /// <inheritdoc/>
    public override void Write(char value) => Write(new ReadOnlySpan<char>(in value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (Exception exception) when (IsOfStream(exception))
        {
            _failure ??= exception.Message;
        }
    }

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            stream.Flush();
        }
        catch (Exception exception) when (IsOfStream(exception))
        {
            _failure ??= exception.Message;
        }
    }

    // Out of range is what .NET makes of a file that may not grow (ulimit -f).
    private static bool IsOfStream(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ObjectDisposedException or ArgumentOutOfRangeException;

    // Where a process is started without one of these streams, its number is that of a file or pipe which the runtime opens
    // for itself: what is written there breaks things. What was inherited was not to be closed on the way here.
    private static bool IsInherited(int number)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        try
        {
            string? flags = File.ReadLines($"/proc/self/fdinfo/{number}").FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return flags is null || (Convert.ToInt64(flags["flags:".Length..].Trim(), 8) & CloseOnExec) == 0;
        }
        catch (FileNotFoundException)
        {
            return !Directory.Exists("/proc/self/fdinfo");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return true;
        }
    }
}
