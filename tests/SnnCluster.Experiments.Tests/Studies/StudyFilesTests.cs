using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ParquetSharp;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Studies;
using SnnCluster.Experiments.Studies.Output;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Studies;

public sealed partial class StudyFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_real_study_leaves_whole_files_that_parse()
    {
        StudyPlan plan = Plans.Create(new StudyOptions
        {
            Kind = StudyKind.SpeedVsSize,
            Sizes = [1, 2],
            Repetitions = 2,
            Run = Plans.Short with { OutputDirectory = _folder["out"], CommandLine = "snncluster study <&>" },
            PredictNodes = [1, 8],
        });
        StudyResult result = StudyRunner.Run(plan, new ExperimentCaseRunner(plan.Experiment), null, CancellationToken.None);
        StudyWriter.Write(result);

        AssertTables(result, measurements: 4, cases: 2);
        AssertFigures("time-by-phase", "growth", "prediction");
        AssertReport("Speed against network size: topographic-map");
        JsonNode json = JsonNode.Parse(File.ReadAllText(Out(StudyFiles.Study)))!;
        Assert.Equal(1, (int)json["schema"]!);
        Assert.Equal("speed-vs-size", (string)json["study"]!);
        Assert.True((bool)json["complete"]!);
        Assert.Equal("snncluster study <&>", (string)json["commandLine"]!);
        Assert.Equal(Environment.ProcessorCount, (int)json["machine"]!["cores"]!);
        Assert.StartsWith((string)json["version"]!, (string)json["machine"]!["snnCluster"]!, StringComparison.Ordinal);
        Assert.Equal([1, 2], json["plan"]!["cases"]!.AsArray().Select(planned => (double)planned!["size"]!));
        Assert.Equal(
            ["scale 1", "scale 2", "scale 2", "scale 1"], json["plan"]!["order"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(2, json["growth"]!.AsArray().Count);
        Assert.Null(json["growth"]![0]!["lower"]);
        Assert.Equal("compute", (string)json["costModel"]!["terms"]![0]!["name"]!);
        Assert.All(json["predictions"]!.AsArray(), prediction => Assert.True((bool)prediction!["prediction"]!));
        Assert.StartsWith("sha256:", (string)json["measurements"]![0]!["digest"]!);
        Assert.Empty(Directory.GetFiles(_folder["out"], "*.partial"));
    }

    [Fact]
    public void Scaling_studies_have_their_figures_and_an_early_end_shows()
    {
        StudyPlan plan = Plans.Strong(directory: _folder["out"]);
        var runner = new FakeRunner { IsComplete = number => number < 5 };
        StudyResult result = StudyRunner.Run(plan, runner, null, CancellationToken.None);
        StudyWriter.Write(result);

        AssertTables(result, measurements: 4, cases: 3);
        AssertFigures("time-by-phase", "scaling", "prediction");
        AssertReport("Strong scaling: topographic-map");
        Assert.Contains("Incomplete", File.ReadAllText(Out(StudyFiles.Report)));
        Assert.False((bool)JsonNode.Parse(File.ReadAllText(Out(StudyFiles.Study)))!["complete"]!);
    }

    [Fact]
    public void One_run_of_one_case_is_a_study()
    {
        StudyPlan plan = Plans.Create(new StudyOptions
        {
            Kind = StudyKind.WeakScaling,
            SizePerPartition = 1,
            Partitions = [1],
            Repetitions = 1,
            WarmUpMs = 0,
            Run = Plans.Short with { OutputDirectory = _folder["out"] },
        });
        StudyWriter.Write(StudyRunner.Run(plan, new FakeRunner(), null, CancellationToken.None));
        AssertFigures("time-by-phase", "scaling", "prediction");
        AssertReport("Weak scaling: topographic-map");
    }

    [Fact]
    public void A_study_replaces_a_study_with_force_alone_and_leaves_what_is_not_its_own()
    {
        StudyWriter.Write(StudyRunner.Run(Plans.Sizes(1, _folder["out"]), new FakeRunner(), null, CancellationToken.None));
        File.WriteAllText(Out("mine.txt"), "mine");
        StudyOptions again = Plans.Strong(1).Options with
        {
            Run = Plans.Short with { OutputDirectory = _folder["out"], Force = true },
        };
        Assert.Single(Plans.Findings(again with { Run = again.Run with { Force = false } }));
        StudyWriter.Write(StudyRunner.Run(Plans.Create(again), new FakeRunner(), null, CancellationToken.None));
        Assert.False(File.Exists(Out("growth.png")));
        Assert.True(File.Exists(Out("scaling.png")));
        Assert.Equal("mine", File.ReadAllText(Out("mine.txt")));
        Assert.Throws<InvalidDescriptionException>(() => OutputFolder.Open(_folder["out"], force: true, OutputContent.Run));
    }

    [Fact]
    public void Texts_are_escaped_in_the_report_and_in_csv()
    {
        StudyPlan plan = Plans.Sizes(1, _folder["out"]);
        var runner = new FakeRunner { Digest = (_, _) => "<b>\"a\", & b</b>" };
        StudyWriter.Write(StudyRunner.Run(plan, runner, null, CancellationToken.None));
        string report = File.ReadAllText(Out(StudyFiles.Report));
        Assert.DoesNotContain("<b>", report);
        Assert.Contains("&lt;b&gt;\"a\", &amp; b&lt;/b&gt;", report);
        Assert.Contains(",\"<b>\"\"a\"\", & b</b>\",", File.ReadAllLines(Out(StudyFiles.MeasurementsCsv))[1]);
    }

    [Fact]
    public void A_figure_that_fails_is_told_in_the_report()
    {
        StudyResult result = StudyRunner.Run(Plans.Sizes(1), new FakeRunner(), null, CancellationToken.None);
        string report = StudyReport.Create(
            result, new FigureFiles([], [new FigureFailure("growth", new IOException("no space left"))]));
        Assert.Contains("the figure growth could not be drawn: no space left", report);
        Assert.DoesNotContain("<figure>", report);
    }

    private void AssertTables(StudyResult result, int measurements, int cases)
    {
        string[] runs = File.ReadAllLines(Out(StudyFiles.MeasurementsCsv));
        Assert.Equal(measurements + 1, runs.Length);
        Assert.StartsWith("case,repetition,seed,order,startSeconds,size,partitions,device,neurons,synapses,", runs[0]);
        Assert.EndsWith(",bytesSent,peakMemoryBytes,digest,energyJoules,simulator", runs[0]);
        Assert.All(Unquoted(runs), line => Assert.Equal(26, line.Split(',').Length));
        string[] summary = File.ReadAllLines(Out(StudyFiles.SummaryCsv));
        Assert.Equal(cases + 1, summary.Length);
        Assert.All(Unquoted(summary), line => Assert.Equal(32, line.Split(',').Length));

        Assert.Equal(
            result.Measurements,
            new RecordTable<StudyMeasurement>().ReadAll(_folder["out"], StudyFiles.MeasurementsParquet));
        Assert.Equal(result.Cases, new RecordTable<CaseSummary>().ReadAll(_folder["out"], StudyFiles.SummaryParquet));
        using var reader = new ParquetFileReader(Out(StudyFiles.MeasurementsParquet));
        Assert.Equal(measurements, reader.FileMetaData.NumRows);
    }

    // A name such as "scale 2, 1 partition" has a comma, and stands in quotes.
    private static IEnumerable<string> Unquoted(string[] lines) => lines.Select(line => Quoted().Replace(line, "text"));

    private void AssertFigures(params string[] names)
    {
        string[] expected = [.. names.SelectMany(name => new[] { name + ".png", name + ".svg" }).Order()];
        Assert.Equal(expected, Directory.GetFiles(_folder["out"])
            .Select(path => Path.GetFileName(path)).Where(name => name.EndsWith(".png") || name.EndsWith(".svg")).Order());
        foreach (string name in names)
        {
            Assert.InRange(new FileInfo(Out(name + ".png")).Length, 5_000, 2_000_000);
            Assert.Equal("svg", XDocument.Load(Out(name + ".svg")).Root!.Name.LocalName);
        }
    }

    // It is HTML that is XML as well, but for the document type.
    private void AssertReport(string title)
    {
        string text = File.ReadAllText(Out(StudyFiles.Report));
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", text);
        XElement html = XElement.Parse(text["<!DOCTYPE html>".Length..]);
        Assert.Equal(title, html.Element("head")!.Element("title")!.Value);
        Assert.Equal(3, html.Descendants("figure").Count());
        Assert.All(html.Descendants("table"), table => Assert.Single(
            table.Descendants("tr").Select(row => row.Elements().Count()).Distinct()));
        Assert.Contains(html.Descendants("h2"), heading => heading.Value == "Machine");

        // Self-contained: no scripts, nothing that a browser would fetch, and no id twice.
        Assert.Empty(html.Descendants("script"));
        XName[] sources = ["src", "href", XName.Get("href", "http://www.w3.org/1999/xlink")];
        Assert.All(
            html.DescendantsAndSelf().SelectMany(element => sources.Select(source => element.Attribute(source)?.Value)),
            source => Assert.True(source is null || source.StartsWith('#') || source.StartsWith("data:"), source));
        string[] ids = [.. html.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(Reference().Matches(text), match => Assert.Contains(match.Groups["id"].Value, ids));

        // What HTML would not close by itself has an end tag.
        Assert.DoesNotMatch(@"<(td|th|p|div|table|style|title|pre|ul|li|h1|h2|figcaption)(\s[^>]*)?/>", text);
    }

    private string Out(string name) => Path.Combine(_folder["out"], name);

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"url\(#(?<id>[^)]+)\)")]
    private static partial Regex Reference();
}
