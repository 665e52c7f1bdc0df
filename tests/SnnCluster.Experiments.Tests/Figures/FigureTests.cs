using System.Xml.Linq;
using ScottPlot;
using ScottPlot.Plottables;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Studies;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Tests.Figures;

/// <summary>All figures, of data that a plain one does not have.</summary>
public sealed class FigureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Values => [.. RunFigureCases.Values.Keys];

    public static TheoryData<string> Results => [.. StudyFigureCases.Results.Keys];

    [Theory]
    [MemberData(nameof(Values))]
    public void Values_over_time_are_shown_whole(string name)
    {
        IReadOnlyDictionary<string, Figure> figures = RunFigureCases.OverTime(_folder.Path, RunFigureCases.Values[name]);

        Assert.Equal(RunFigureCases.Values[name].Any(double.IsFinite), figures.ContainsKey("rates"));
        Assert.Equal(figures.ContainsKey("rates"), figures.ContainsKey("lateral-distance"));
        Assert.All(figures.Values, AssertIsWhole);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Losses_are_shown_whole(string name)
    {
        double[] losses = RunFigureCases.Values[name];
        Figure? figure = TrainingFigureCases.OfLosses(losses);

        Assert.Equal(losses.Length == 0, figure is null);
        if (figure is not null)
        {
            AssertIsWhole(figure);
        }
    }

    [Fact]
    public void Few_and_many_batches_are_shown_whole()
    {
        Assert.Null(TrainingFigureCases.OfRewiring());
        AssertIsWhole(TrainingFigureCases.OfRewiring(3)!);
        AssertIsWhole(TrainingFigureCases.OfRewiring(0, 0, 0)!);
        AssertIsWhole(TrainingFigureCases.OfRewiring([.. Enumerable.Range(0, 1000)])!);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 0)]
    [InlineData(35, 1)]
    public void Confusions_of_one_class_of_none_and_of_many_are_drawn(int classes, long count) =>
        AssertIsDrawn(TrainingFigureCases.OfConfusion(classes, (_, _) => count)!);

    [Theory]
    [MemberData(nameof(Results))]
    public void Studies_are_shown_whole(string name)
    {
        string[] without = ["no-time", "no-number", "infinite"];
        foreach (StudyKind kind in (StudyKind[])[StudyKind.SpeedVsSize, StudyKind.StrongScaling])
        {
            Figure[] figures =
            [
                .. StudyFigureCases.Of(kind, StudyFigureCases.Results[name]).Select(figure => figure.Draw()).OfType<Figure>(),
            ];

            Assert.Equal(without.Contains(name), figures.Length == 0);
            Assert.All(figures, AssertIsWhole);
        }
    }

    [Theory]
    [InlineData(50, 40, 70)]
    [InlineData(50, double.NaN, double.NaN)]
    [InlineData(50, 0, double.PositiveInfinity)]
    public void Costs_of_frames_are_shown_whole(double median, double lower, double upper) =>
        AssertIsWhole(StudyFigureCases.OfExchange(_folder["out"], [0, 1024], median, lower, upper)!);

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Costs_that_were_not_measured_are_not_shown(double median) =>
        Assert.Null(StudyFigureCases.OfExchange(_folder["out"], [0], median, median, median));

    [Fact]
    public void Spikes_at_the_ends_of_time_and_of_a_population_are_shown_whole() => AssertIsWhole(RunFigureCases.OfSpikes(
        _folder.Path,
        new SpikeRow("source", 0, 590_000),
        new SpikeRow("source", 199, 590_000),
        new SpikeRow("source", 0, 600_000),
        new SpikeRow("source", 199, 600_000))["spikes"]);

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0.2, 0.2, true)]
    [InlineData(-0.2, 0, true)]
    [InlineData(float.NaN, 0.2, true)]
    [InlineData(0.2, 0.2, false)]
    public void Maps_are_drawn_whatever_the_weights(float first, float last, bool hasStart)
    {
        Synapse[] end = [.. SyntheticRun.Synapses(new GridGeometry(16, 16), 0.1, 2, 1).Select(each => With(each, last))];
        Synapse[] start = hasStart ? [.. end.Select(each => With(each, first))] : [];
        AssertIsDrawn(RunFigureCases.OfSynapses(_folder["a"], start, end)["feed-forward-displacement"]);
        AssertIsDrawn(RunFigureCases.OfSynapses(_folder["b"], end, start)["feed-forward-displacement"]);

        static Synapse With(Synapse synapse, float weight) => new(synapse.Source, synapse.Target, 0, weight, 1);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(1e-9, 1e-9)]
    [InlineData(1e12, 1e12)]
    [InlineData(0, 1)]
    public void A_constant_is_seen_on_an_axis_from_zero_to_a_little_above_it(double constant, double highest)
    {
        IReadOnlyDictionary<string, Figure> figures =
            RunFigureCases.OverTime(_folder.Path, [constant, constant, constant, constant]);

        foreach (string name in (string[])["rates", "lateral-synapses", "lateral-distance"])
        {
            AxisLimits axes = figures[name].Panels[0].Axes.GetLimits();
            Assert.InRange(axes.Bottom, -0.1 * highest, 0);
            Assert.InRange(axes.Top, highest, 1.2 * highest);
        }
    }

    [Fact]
    public void A_band_of_degrees_ends_at_zero()
    {
        IReadOnlyDictionary<string, Figure> figures = RunFigureCases.OverTime(_folder.Path, [0, 1, 2], spread: 3);

        Plot panel = figures["lateral-degrees"].Panels[0];
        Assert.Equal(0, panel.GetPlottables().OfType<FillY>().Single().GetAxisLimits().Bottom);
        Assert.InRange(panel.Axes.GetLimits().Bottom, -0.5, 0);
    }

    [Fact]
    public void A_loss_that_falls_a_little_is_no_flat_line()
    {
        Figure little = TrainingFigureCases.OfLosses([.. Enumerable.Range(0, 20).Select(i => 2.3 - (0.005 * i))])!;
        AxisLimits axes = little.Panels[0].Axes.GetLimits();
        Assert.InRange(axes.VerticalSpan, 0.095, 2 * 0.095);

        // Where it comes near 0, how near is of interest.
        Figure much = TrainingFigureCases.OfLosses([2.3, 1, 0.5, 0.1])!;
        Assert.InRange(much.Panels[0].Axes.GetLimits().Bottom, -0.1, 0);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.05, "0.05")]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(1850, "1,850")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(9.8e-10, "9.8E-10")]
    [InlineData(1.02e-9, "1.02E-9")]
    [InlineData(3e12, "3E+12")]
    public void Ticks_are_short_and_tell_themselves_apart(double value, string text) =>
        Assert.Equal(text, FigureStyle.TickText(value));

    [Fact]
    public void Figures_are_written_each_on_its_own()
    {
        Figure whole = TrainingFigureCases.OfRewiring(1, 2)!;
        FigureFiles figures = FigureFiles.Write(
            _folder.Path,
            [
                new NamedFigure("fails", () => throw new ArgumentException("min must\nbe a real number")),
                new NamedFigure("none", () => null),
                new NamedFigure("whole", () => whole),
            ]);

        Assert.Equal([_folder["whole.png"], _folder["whole.svg"]], figures.Paths);
        Assert.Equal(
            "the figure fails could not be drawn: ArgumentException: min must be a real number",
            Assert.Single(figures.Failures).Text);
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    // Lines and markers are some pixels wide, of the some 300 that a panel has: a hundredth of a side keeps them whole.
    private static void AssertIsWhole(Figure figure)
    {
        foreach (Plot panel in figure.Panels)
        {
            AxisLimits axes = panel.Axes.GetLimits();
            Assert.All([axes.Left, axes.Right, axes.Bottom, axes.Top], side => Assert.True(double.IsFinite(side)));
            double x = 0.005 * (axes.Right - axes.Left);
            double y = 0.005 * (axes.Top - axes.Bottom);
            foreach (IPlottable shown in panel.GetPlottables().Where(each => each is Scatter or Markers or LinePlot or FillY))
            {
                AxisLimits limits = shown.GetAxisLimits();
                Assert.InRange(limits.Left, axes.Left + x, axes.Right - x);
                Assert.InRange(limits.Right, axes.Left + x, axes.Right - x);
                Assert.InRange(limits.Bottom, axes.Bottom + y, axes.Top - y);
                Assert.InRange(limits.Top, axes.Bottom + y, axes.Top - y);
            }
        }

        AssertIsDrawn(figure);
    }

    private static void AssertIsDrawn(Figure figure) =>
        Assert.Equal("svg", XDocument.Parse(figure.ToSvg()).Root!.Name.LocalName);
}
