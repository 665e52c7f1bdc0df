using System.Xml.Linq;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests;

public sealed class RunReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_run_gets_every_figure_as_png_and_svg()
    {
        SyntheticRun.Write(_folder.Path, side: 16);

        IReadOnlyList<string> written = RunReport.Write(_folder.Path).Paths;

        string[] kinds = ["displacement", "rewiring", "synapses", "degrees", "distance"];
        IEnumerable<string> expected = SyntheticRun.Projections
            .SelectMany(projection => kinds.Select(kind => $"{projection}-{kind}"))
            .Concat(["rates", "spikes"])
            .SelectMany(name => new[] { _folder[name + ".png"], _folder[name + ".svg"] });
        Assert.Equal(expected.Order(), written.Order());
        foreach (string path in written)
        {
            AssertIsImage(path);
        }

        Assert.Empty(Directory.GetFiles(_folder.Path, "*.partial"));
    }

    [Fact]
    public void The_page_of_a_run_holds_all_figures_and_fetches_nothing()
    {
        SyntheticRun.Write(_folder.Path, side: 16);
        FigureFiles figures = RunReport.Write(_folder.Path);
        Assert.Equal(_folder[RunFiles.Report], figures.Page);
        string html = File.ReadAllText(figures.Page!);
        XElement page = XDocument.Parse(html["<!DOCTYPE html>".Length..]).Root!;
        Assert.Equal(figures.Paths.Count(path => path.EndsWith(".svg", StringComparison.Ordinal)), page.Descendants("figure").Count());
        RunSummary summary = SummaryFile.Read(_folder.Path);
        string text = page.Descendants("p").First().Value;
        Assert.StartsWith($"The experiment {summary.Experiment} was run with seed {summary.Seed} for ", text, StringComparison.Ordinal);
        Assert.All(summary.MeanRateHz, rate => Assert.Contains($"{NumberText.Significant(rate.Value)} Hz ({rate.Key})", text, StringComparison.Ordinal));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe");
        Assert.Contains(page.Descendants("pre"), code => code.Value == summary.Digest);
    }

    [Fact]
    public void Figures_are_the_same_when_drawn_again()
    {
        SyntheticRun.Write(_folder.Path, side: 16);
        byte[][] first = [.. RunReport.Write(_folder.Path).Paths.Select(File.ReadAllBytes)];
        byte[][] second = [.. RunReport.Write(_folder.Path).Paths.Select(File.ReadAllBytes)];

        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(RunFiles.ConnectivityStart)]
    [InlineData(RunFiles.ConnectivityEnd)]
    [InlineData(RunFiles.TimeSeries)]
    [InlineData(RunFiles.Rewiring)]
    [InlineData(RunFiles.Spikes)]
    public void A_missing_file_only_costs_its_own_figures(string missing)
    {
        SyntheticRun.Write(_folder.Path, side: 8);
        File.Delete(_folder[missing]);

        IReadOnlyList<string> written = RunReport.Write(_folder.Path).Paths;

        Assert.NotEmpty(written);
        Assert.Equal(missing != RunFiles.Rewiring, written.Any(path => path.EndsWith("rewiring.png", StringComparison.Ordinal)));
        Assert.Equal(missing != RunFiles.Spikes, written.Any(path => path.EndsWith("spikes.png", StringComparison.Ordinal)));
        Assert.Equal(missing != RunFiles.TimeSeries, written.Any(path => path.EndsWith("rates.png", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(RunFiles.ConnectivityStart, "displacement")]
    [InlineData(RunFiles.TimeSeries, "rates")]
    public void A_damaged_file_only_costs_its_own_figures_and_is_told(string damaged, string kind)
    {
        SyntheticRun.Write(_folder.Path, side: 8);
        File.WriteAllText(_folder[damaged], "PAR1 and nothing else");

        FigureFiles figures = RunReport.Write(_folder.Path);

        Assert.NotEmpty(figures.Paths);
        Assert.DoesNotContain(figures.Paths, path => path.EndsWith(kind + ".png", StringComparison.Ordinal));
        Assert.Contains(figures.Failures, failure => failure.Name.EndsWith(kind, StringComparison.Ordinal));
        Assert.All(figures.Failures, failure => Assert.StartsWith(
            $"the figure {failure.Name} could not be drawn: {_folder[damaged]} cannot be read: ", failure.Text));
    }

    [Fact]
    public void A_run_with_only_a_summary_has_no_figures()
    {
        SummaryFile.Write(_folder.Path, SyntheticRun.Summary(16));

        FigureFiles figures = RunReport.Write(_folder.Path);
        Assert.Empty(figures.Paths);
        Assert.Empty(figures.Failures);
    }

    [Fact]
    public void Tables_without_rows_and_single_points_are_no_trouble()
    {
        SummaryFile.Write(_folder.Path, SyntheticRun.Summary(16));
        ConnectivityFile.Write(_folder.Path, RunFiles.ConnectivityStart, []);
        RewiringFile.Write(_folder.Path, [new RewiringCount("lateral", 0, 0, 0, -1)]);
        TimeSeriesFile.Write(
            _folder.Path,
            [
                new TimeSeriesPoint("synapses", "lateral", 0, 0),
                new TimeSeriesPoint("in-degree-mean", "lateral", 0, 0),
                new TimeSeriesPoint("mean-weight", "lateral", 0, double.NaN),
                new TimeSeriesPoint("connection-probability-0", "lateral", 0, 0),
                new TimeSeriesPoint("rate-hz", "target", 0, 0),
            ]);
        using (TableWriter<SpikeRow> spikes = SpikeFile.Create(_folder.Path, 0.1))
        {
            spikes.Complete();
        }

        FigureFiles figures = RunReport.Write(_folder.Path);
        Assert.Empty(figures.Failures);
        foreach (string path in figures.Paths)
        {
            AssertIsImage(path);
        }
    }

    [Fact]
    public void A_projection_that_starts_empty_and_grows_has_its_figures()
    {
        SummaryFile.Write(_folder.Path, SyntheticRun.Summary(16));
        Synapse[] grown = SyntheticRun.Synapses(new GridGeometry(16, 16), 0.1, 2, 1);
        ConnectivityFile.Write(
            _folder.Path, RunFiles.ConnectivityStart, new Dictionary<string, Synapse[]> { ["feed-forward"] = [] });
        ConnectivityFile.Write(
            _folder.Path, RunFiles.ConnectivityEnd, new Dictionary<string, Synapse[]> { ["feed-forward"] = grown });

        FigureFiles figures = RunReport.Write(_folder.Path);
        Assert.Empty(figures.Failures);
        AssertIsImage(Assert.Single(figures.Paths, path => path.EndsWith("displacement.png", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_folder_that_holds_no_run_is_said_to_be_none()
    {
        var exception = Assert.Throws<InvalidDescriptionException>(() => RunReport.Write(_folder.Path));

        Assert.Equal($"{_folder.Path} has no summary.json: it does not hold a run", Assert.Single(exception.Findings));
        Assert.Throws<InvalidDescriptionException>(() => RunReport.Write(_folder["nowhere"]));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertIsImage(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (path.EndsWith(".png", StringComparison.Ordinal))
        {
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], bytes[..8]);
            Assert.InRange(bytes.Length, 5_000, 2_000_000);
        }
        else
        {
            Assert.Equal("svg", XDocument.Load(path).Root!.Name.LocalName);
        }
    }
}
