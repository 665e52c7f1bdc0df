using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace SnnCluster.Experiments.Figures;

/// <summary>How all figures look.</summary>
internal static class FigureStyle
{
    // Okabe and Ito (2008): told apart with any common colour blindness, and in print.
    public static readonly Color Blue = Color.FromHex("#0072B2");
    public static readonly Color Vermilion = Color.FromHex("#D55E00");
    public static readonly Color Green = Color.FromHex("#009E73");
    public static readonly Color Orange = Color.FromHex("#E69F00");
    public static readonly Color Sky = Color.FromHex("#56B4E9");
    public static readonly Color Purple = Color.FromHex("#CC79A7");
    public static readonly Color Yellow = Color.FromHex("#F0E442");
    public static readonly Color Ink = Color.FromHex("#202020");
    public static readonly Color NoData = Color.FromHex("#E4E4E4");

    public const float TitleSize = 17;
    public const float PanelTitleSize = 15;
    public const float LabelSize = 15;
    public const float TickSize = 13;
    public const float LineWidth = 2;

    /// <summary>The first of these fonts that the machine has.</summary>
    public static readonly string Font =
        new[] { "Open Sans", "Helvetica", "Arial", "Liberation Sans", "Noto Sans", "DejaVu Sans" }
            .FirstOrDefault(SKFontManager.Default.FontFamilies.Contains) ?? Fonts.Default;

    private static readonly Color[] Series = [Blue, Vermilion, Green, Orange, Purple, Sky, Ink, Yellow];

    /// <summary>A colour for one of several lines.</summary>
    public static Color OfSeries(int index) => Series[index % Series.Length];

    /// <summary>A panel with labelled axes.</summary>
    public static Plot NewPanel(string xLabel, string yLabel, string title = "")
    {
        var plot = new Plot();
        plot.FigureBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = Ink.WithAlpha(0.10);
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Color(Ink);
        plot.Font.Set(Font);
        plot.RenderManager.ClearCanvasBeforeEachRender = false; // Its neighbours are on the same canvas.
        if (title.Length > 0)
        {
            plot.Title(title, PanelTitleSize);
            plot.Axes.Title.Label.Bold = false;
        }

        Label(plot.Axes.Bottom, xLabel);
        Label(plot.Axes.Left, yLabel);
        plot.Axes.Left.TickLabelStyle.OffsetY = TickSize / 6; // Centres digits, which have no descenders, on their ticks.
        plot.HideLegend();
        return plot;
    }

    /// <summary>Whole numbers along x.</summary>
    public static void CountAlongX(Plot plot) => plot.Axes.Bottom.TickGenerator = Ticks(spacing: 30, wholeNumbers: true);

    /// <summary>Ticks at round numbers.</summary>
    /// <param name="spacing">Between two of them, at least [pixels].</param>
    /// <param name="wholeNumbers">Whether no others are wanted.</param>
    public static NumericAutomatic Ticks(float spacing, bool wholeNumbers = false) => new()
    {
        MinimumTickSpacing = spacing,
        IntegerTicksOnly = wholeNumbers,
        LabelFormatter = TickText,
    };

    /// <summary>
    /// The number at a tick: 0.05, 1,850, 3E+12. With digits enough to tell one tick from the next, and none that only
    /// rounding has made.
    /// </summary>
    public static string TickText(double value) => Math.Abs(value) is > 0 and < 1e-4 or >= 1e7
        ? value.ToString("0.######E+0", CultureInfo.InvariantCulture)
        : value.ToString("#,0.########", CultureInfo.InvariantCulture);

    private static void Label(IAxis axis, string text)
    {
        axis.Label.Text = text;
        axis.Label.FontSize = LabelSize;
        axis.Label.Bold = false;
        axis.TickLabelStyle.FontSize = TickSize;
        axis.MinorTickStyle.Length = 0;
        axis.TickGenerator = Ticks(axis is IXAxis ? 60 : 40);
    }
}
