using System.Globalization;
using System.Text;

namespace SnnCluster.Cli.Output;

/// <summary>Standard error of a command that tells events: each line becomes one, so that a program sees the texts that people see.</summary>
/// <param name="events">Takes them.</param>
internal sealed class EventText(EventLines events) : TextWriter(CultureInfo.InvariantCulture)
{
    private static readonly string[] Kinds = ["error", "warning"];

    private readonly StringBuilder _line = new();

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.ASCII;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        lock (_line)
        {
            if (value != '\n')
            {
                _line.Append(value);
                return;
            }

            string text = _line.ToString().TrimEnd('\r');
            _line.Clear();
            string? kind = Kinds.FirstOrDefault(kind => text.StartsWith(kind + ": ", StringComparison.Ordinal));
            events.Text(kind ?? "note", kind is null ? text : text[(kind.Length + 2)..]);
        }
    }
}
