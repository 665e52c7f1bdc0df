using System.Text;
using System.Xml;
using System.Xml.Linq;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Reports;

/// <summary>
/// One self-contained page: figures are inline SVG, nothing is fetched, nothing is run. Made as a document tree, so that
/// it is well-formed and every text is escaped.
/// </summary>
internal sealed class HtmlReport
{
    // No ">" in it: it would be escaped, which a browser does not undo within style.
    private const string Style = """
        body { font-family: "Open Sans", "Helvetica Neue", Arial, sans-serif; color: #202020; line-height: 1.45; }
        body { margin: 2em auto; max-width: 76em; padding: 0 1em; }
        h1 { font-size: 1.7em; } h2 { font-size: 1.25em; margin-top: 2em; }
        table { border-collapse: collapse; font-size: 0.9em; }
        th, td { padding: 0.25em 0.8em 0.25em 0; text-align: left; border-bottom: 1px solid #e4e4e4; vertical-align: top; }
        th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
        .wide { overflow-x: auto; }
        figure { margin: 1.5em 0; } figure svg { max-width: 100%; height: auto; }
        figcaption, .note { color: #505050; font-size: 0.9em; }
        pre { background: #f4f4f4; padding: 0.8em; white-space: pre-wrap; }
        .warning { border-left: 4px solid #D55E00; padding-left: 0.8em; }
        """;

    private readonly string _title;
    private readonly XElement _body = new("body");
    private int _figures;

    /// <summary>A page with its title.</summary>
    public HtmlReport(string title)
    {
        _title = title;
        _body.Add(new XElement("h1", title));
    }

    /// <summary>Adds a heading.</summary>
    public void AddHeading(string text) => _body.Add(new XElement("h2", text));

    /// <summary>Adds a paragraph.</summary>
    public void AddText(string text) => _body.Add(new XElement("p", text));

    /// <summary>Adds a paragraph that must not be missed.</summary>
    public void AddWarning(string text) => _body.Add(new XElement("p", new XAttribute("class", "warning"), text));

    /// <summary>Adds text as it was typed.</summary>
    public void AddCode(string text) => _body.Add(new XElement("pre", text));

    /// <summary>Adds a list.</summary>
    public void AddList(IEnumerable<string> items) =>
        _body.Add(new XElement("ul", items.Select(item => new XElement("li", item))));

    /// <summary>Adds a table with its title as heading.</summary>
    public void AddTable(ReportTable table)
    {
        AddHeading(table.Title);
        bool[] numbers = [.. table.Headers.Select(header => header.StartsWith("> ", StringComparison.Ordinal))];
        XElement head = new("thead", new XElement("tr", table.Headers.Select((header, i) =>
            Cell("th", numbers[i] ? header[2..] : header, numbers[i]))));
        XElement body = new("tbody", table.Rows.Select(row =>
            new XElement("tr", row.Select((cell, i) => Cell("td", cell, numbers[i])))));
        bool hasHead = table.Headers.Any(header => header.Length > 0);
        _body.Add(new XElement(
            "div", new XAttribute("class", "wide"), new XElement("table", hasHead ? head : null, body)));
        if (table.Note.Length > 0)
        {
            _body.Add(new XElement("p", new XAttribute("class", "note"), table.Note));
        }
    }

    /// <summary>Adds what results come from: the command line, the machine and the versions.</summary>
    /// <param name="commandLine">The command line; empty where there was none.</param>
    /// <param name="machine">The machine.</param>
    public void AddOrigin(string commandLine, MachineInfo machine)
    {
        if (commandLine.Length > 0)
        {
            AddHeading("Command line");
            AddCode(commandLine);
        }

        AddTable(MachineTable(machine));
    }

    /// <summary>The same; nothing where it is not known.</summary>
    public void AddOrigin(Provenance? provenance)
    {
        if (provenance is not null)
        {
            AddOrigin(provenance.CommandLine, provenance.Machine);
        }
    }

    private static ReportTable MachineTable(MachineInfo machine) => new("Machine", ["", ""],
    [
        ["Processor", machine.Processor],
        ["Cores", NumberText.Count(machine.Cores)],
        ["Memory", NumberText.Bytes(machine.MemoryBytes)],
        ["Operating system", machine.OperatingSystem],
        [".NET", machine.DotNet],
        ["SnnCluster", machine.SnnCluster],
        ["Devices", string.Join("; ", machine.Devices)],
    ]);

    /// <summary>Adds those figures that were written, and says which could not be.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="captions">What they show, by name.</param>
    public void AddFigures(FigureFiles figures, IEnumerable<(string Name, string Caption)> captions)
    {
        foreach ((string name, string caption) in captions)
        {
            if (figures.Paths.FirstOrDefault(path => Path.GetFileName(path) == name + ".svg") is string svg)
            {
                AddFigure(File.ReadAllText(svg), caption);
            }
        }

        foreach (FigureFailure failure in figures.Failures)
        {
            AddWarning(failure.Text);
        }
    }

    /// <summary>Adds a figure.</summary>
    /// <param name="svg">The drawing, as the text of an SVG file.</param>
    /// <param name="caption">What it shows.</param>
    public void AddFigure(string svg, string caption)
    {
        // Ids are unique within a drawing only, and several stand on this page.
        XElement drawing = XElement.Parse(SvgText.PrefixIds(svg, $"f{++_figures}-"));
        if (drawing.Attribute("width")?.Value is string width && drawing.Attribute("height")?.Value is string height)
        {
            drawing.SetAttributeValue("viewBox", $"0 0 {width} {height}");
        }

        drawing.SetAttributeValue("role", "img");
        drawing.SetAttributeValue("aria-label", caption);
        _body.Add(new XElement("figure", drawing, new XElement("figcaption", caption)));
    }

    /// <summary>The page.</summary>
    public override string ToString()
    {
        var html = new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("title", _title),
                new XElement("style", "\n" + Style + "\n")),
            _body);
        var text = new StringBuilder("<!DOCTYPE html>\n");
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(text, settings))
        {
            html.Save(writer);
        }

        return text.Append('\n').ToString();
    }

    // An empty text keeps an element from being written as <td/>, which is no end tag in HTML.
    private static XElement Cell(string name, string text, bool isNumber) =>
        new(name, isNumber ? new XAttribute("class", "number") : null, text.Length > 0 ? text : "");
}
