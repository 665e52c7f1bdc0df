using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Tests;

/// <summary>Pictures: that they are drawn, and what cannot be.</summary>
public sealed class PlotTests(SmallNetwork small) : IClassFixture<SmallNetwork>, IDisposable
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47];
    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-plots-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_raster_shows_a_dot_for_each_spike_of_its_window()
    {
        string path = Path.Combine(_folder, "new", "raster.svg");
        small.Run.Raster("cells", fromMs: 10, untilMs: 20, neurons: 5).Save(path);
        SpikeTable spikes = small.Run.Spikes("cells");
        int shown = Enumerable.Range(0, spikes.Count).Count(i => spikes.Neurons[i] < 5 && spikes.TimesMs[i] is >= 10 and <= 20);
        Assert.True(shown > 0);
        // Each dot is an area and its edge.
        var dots = System.Xml.Linq.XDocument.Load(path).Descendants().Where(node => node.Name.LocalName == "ellipse")
            .Select(node => ((string?)node.Attribute("cx"), (string?)node.Attribute("cy"))).ToHashSet();
        Assert.Equal(shown, dots.Count);
        Assert.Contains("cells, first 5 of 40 neurons", Text(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_states_and_weights_are_drawn()
    {
        foreach ((string name, Plot plot) in new[]
        {
            ("all", small.Run.Raster()), ("silent", small.Run.Raster("silent")), ("rates", small.Run.RatePlot()),
            ("v", small.Run.StatePlot("cells", "V", "V (mV)")), ("weights", small.Run.WeightHistogram("cells-cells")),
        })
        {
            string path = Path.Combine(_folder, name + ".png");
            plot.Save(path);
            Assert.Equal(Png, File.ReadAllBytes(path).Take(4));
        }
    }

    [Fact]
    public void Numbers_of_any_kind_are_drawn_and_those_that_do_not_fit_are_refused()
    {
        string path = Path.Combine(_folder, "lines.svg");
        Plot.Lines([1, 2, 3], "x (mV)", "y (Hz)", ("one", [1, double.NaN, 2]), ("two", [3, 4, 5])).Save(path);
        string text = Text(path);
        Assert.All(["x (mV)", "y (Hz)", "one", "two"], label => Assert.Contains(label, text, StringComparison.Ordinal));
        Plot.Line([], [], "x", "y").Save(path);
        Plot.Histogram([1, 1, 2, double.PositiveInfinity], "value", bins: 2).Save(path);
        Plot.Histogram([], "value").Save(path);
        Plot.Histogram([-double.MaxValue, double.MaxValue], "value").Save(path);
        Assert.Equal("a line has 2 points along x and 1 along y: must be equally many", Refusal(() => Plot.Points([1, 2], [1], "x", "y")));
        Assert.Equal("number of bins is 0: must be from 1 to 10000", Refusal(() => Plot.Histogram([1], "value", bins: 0)));
        Plot plot = Plot.Line([1], [1], "x", "y");
        Assert.Equal("the file is 'a.jpg': its name must end with .png or .svg", Refusal(() => plot.Save("a.jpg")));
        Assert.Equal("the file is '': its name must end with .png or .svg", Refusal(() => plot.Save("")));
        Directory.CreateDirectory(Path.Combine(_folder, "folder.png"));
        Assert.EndsWith("is a folder: must be a file", Refusal(() => plot.Save(Path.Combine(_folder, "folder.png"))), StringComparison.Ordinal);
        Assert.Equal(
            ["neurons is 0: must be at least 1", "untilMs is 51: must be from 0 to 50", "fromMs is 60: must be from 0 to below 51"],
            Assert.Throws<InvalidDescriptionException>(() => small.Run.Raster("cells", fromMs: 60, untilMs: 51, neurons: 0)).Findings);
    }

    [Fact]
    public void A_line_of_progress_is_as_wide_as_the_terminal()
    {
        var half = new RunProgress("run", 50, 100, 1);
        Assert.Equal("net [###############...............] 50 % RTF 20.0, 1 s left    ", ProgressBar.Text("net", half, 64));
        Assert.Equal("net [####", ProgressBar.Text("net", half, 9));
        Assert.StartsWith("net [..............................] 0 % building", ProgressBar.Text("net", new RunProgress("build", 0, 0, 0), 64), StringComparison.Ordinal);
    }

    // Without the marks that keep words of a label apart.
    private static string Text(string svg) => string.Concat(System.Xml.Linq.XDocument.Load(svg).Descendants().Where(node => node.Name.LocalName == "text")
        .Select(node => string.Concat(node.Nodes().OfType<System.Xml.Linq.XText>().Select(text => text.Value)) + "\n"));

    private static string Refusal(Action action) => Assert.Throws<InvalidDescriptionException>(action).Message;
}
