using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Figures;

/// <summary>A figure that could not be drawn or written.</summary>
/// <param name="Name">Its name: that of its files, without extension.</param>
/// <param name="Cause">Why not.</param>
public sealed record FigureFailure(string Name, Exception Cause)
{
    /// <summary>Both in one line, for people.</summary>
    public string Text => $"the figure {Name} could not be drawn: {Reason.ReplaceLineEndings(" ").Trim()}";

    // What is not told for people is told with its type: it says more than "index out of range" alone.
    private string Reason => Cause is InvalidDescriptionException or IOException or UnauthorizedAccessException
        ? Cause.Message
        : $"{Cause.GetType().Name}: {Cause.Message}";
}

/// <summary>What became of the figures of a folder.</summary>
/// <param name="Paths">The files that were written.</param>
/// <param name="Failures">Those that could not be: they took no other along.</param>
public sealed record FigureFiles(IReadOnlyList<string> Paths, IReadOnlyList<FigureFailure> Failures)
{
    /// <summary>Where none were asked for.</summary>
    public static FigureFiles None { get; } = new([], []);

    /// <summary>The page that shows them; null where none was written.</summary>
    public string? Page { get; init; }

    /// <summary>Writes the page that shows them; where it cannot be, that is one more failure.</summary>
    /// <param name="path">The page.</param>
    /// <param name="create">Makes it.</param>
    internal FigureFiles WithPage(string path, Func<FigureFiles, string> create)
    {
        try
        {
            RunFiles.WriteText(path, create(this));
            return this with { Page = path };
        }
        catch (Exception exception)
        {
            return this with { Failures = [.. Failures, new FigureFailure(Path.GetFileName(path), exception)] };
        }
    }

    /// <summary>Draws and writes figures, each on its own: what was computed does not depend on what is shown of it.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="figures">Their names, and what draws them: null where there is no data that they show.</param>
    internal static FigureFiles Write(string directory, IEnumerable<NamedFigure> figures)
    {
        var paths = new List<string>();
        var failures = new List<FigureFailure>();
        foreach (NamedFigure figure in figures)
        {
            try
            {
                paths.AddRange(figure.Draw()?.Save(directory, figure.Name) ?? []);
            }
            catch (Exception exception)
            {
                failures.Add(new FigureFailure(figure.Name, exception));
            }
        }

        return new FigureFiles(paths, failures);
    }
}

/// <summary>A figure that may be drawn.</summary>
/// <param name="Name">Name of its files, without extension.</param>
/// <param name="Draw">Draws it; gives null where there is no data that it shows.</param>
internal readonly record struct NamedFigure(string Name, Func<Figure?> Draw);
