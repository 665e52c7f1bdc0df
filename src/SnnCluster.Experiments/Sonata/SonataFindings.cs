using SnnCluster.Experiments.Descriptions;
using SnnCluster.Learning.DataSets;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>What is wrong with the files of a circuit, and what people should know of them.</summary>
internal sealed class SonataFindings
{
    private const int Most = 50;
    private const int LongestMessage = 1000;

    private readonly List<string> _messages = [];
    private readonly List<string> _notes = [];

    /// <summary>How often something was found, also the same again.</summary>
    public int Count { get; private set; }

    /// <summary>What people should know, although nothing is wrong.</summary>
    public IReadOnlyList<string> Notes => _notes;

    public void Add(string message)
    {
        // Names of parts stand in it as they are in the files, whatever they are.
        message = DescriptionNode.Cut(message, LongestMessage);
        Count++;
        if (!_messages.Contains(message))
        {
            _messages.Add(message);
        }
    }

    public void Note(string message)
    {
        message = DescriptionNode.Cut(message, LongestMessage);
        if (!_notes.Contains(message))
        {
            _notes.Add(message);
        }
    }

    /// <summary>What a part gives, or null where something is wrong with it, which is a finding then.</summary>
    public T? Try<T>(Func<T> read)
        where T : class?
    {
        try
        {
            return read();
        }
        catch (InvalidDescriptionException exception)
        {
            exception.Findings.ToList().ForEach(Add);
        }
        catch (DataFileException exception)
        {
            Add(exception.Message);
        }

        return null;
    }

    /// <exception cref="InvalidDescriptionException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (_messages.Count > 0)
        {
            throw new InvalidDescriptionException(
                [.. _messages.Take(Most), .. _messages.Count > Most ? (string[])[$"the circuit has {_messages.Count - Most} more findings"] : []]);
        }
    }
}
