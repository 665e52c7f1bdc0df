using System.CommandLine;
using System.Globalization;
using ScottPlot;
using SnnCluster.Benchmarks.WholeRuns;
using SnnCluster.Experiments.Figures;

namespace SnnCluster.Benchmarks.Learning;

/// <summary>
/// <c>accuracy</c>: a table and a figure of trainings, from the epochs.csv that <c>snncluster train --out</c> writes.
/// </summary>
internal static class AccuracyCommand
{
    private static readonly Argument<string[]> Runs = new("runs")
    {
        HelpName = "NAME=FILE",
        Description = "A training: what the table calls it, and its epochs.csv. Those of one name are seeds.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Figures = new("--figures")
    {
        HelpName = "DIR",
        Description = "Folder for the figure; default: none is drawn.",
    };

    // Trainings of hours share their machine with other work: what an epoch costs is better measured by itself.
    private static readonly Option<string[]> EpochSeconds = new("--epoch-seconds")
    {
        HelpName = "NAME=SECONDS",
        Description = "What an epoch of the trainings of that name takes; default: what it took in each. May be repeated.",
    };

    public static Command Create()
    {
        var command = new Command("accuracy", "Tables and figure of finished trainings.") { Runs, Figures, EpochSeconds };
        command.SetAction(parsed =>
        {
            Training[] trainings = [.. parsed.GetRequiredValue(Runs).Select(Training.Read)];
            foreach (string given in parsed.GetValue(EpochSeconds) ?? [])
            {
                (string name, double seconds) = ReadSeconds(given, trainings);
                trainings = [.. trainings.Select(training => training.Name == name ? training.WithEpochsOf(seconds) : training)];
            }

            Console.WriteLine(Table(trainings));
            if (parsed.GetValue(Figures) is string directory)
            {
                Directory.CreateDirectory(directory);
                Draw(trainings).Save(directory, "accuracy");
            }

            return 0;
        });
        return command;
    }

    private static (string Name, double Seconds) ReadSeconds(string argument, Training[] trainings)
    {
        int sign = argument.IndexOf('=');
        return sign > 0
            && trainings.Any(training => training.Name == argument[..sign])
            && double.TryParse(argument[(sign + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && seconds > 0
            && double.IsFinite(seconds)
                ? (argument[..sign], seconds)
                : throw new BenchmarkException($"--epoch-seconds is '{argument}': must be the name of a training, =, and seconds above 0");
    }

    private static string Table(Training[] trainings) => Markdown.Table(
        ["network", "seeds", "epochs", "test [%]: mean", "smallest-largest", "best epoch's", "train [%]", "hidden rate [Hz]", "learning [s]"],
        trainings.GroupBy(training => training.Name).Select(group => (IReadOnlyList<string>)
        [
            group.Key,
            Text(group.Count(), "N0"),
            Text(group.Max(training => training.Epochs.Length), "N0"),
            Text(group.Average(training => training.Epochs[^1].Test), "N2"),
            $"{Text(group.Min(training => training.Epochs[^1].Test), "N2")}-{Text(group.Max(training => training.Epochs[^1].Test), "N2")}",
            Text(group.Average(training => training.Epochs.Max(epoch => epoch.Test)), "N2"),
            Text(group.Average(training => training.Epochs[^1].Train), "N2"),
            Text(group.Average(training => training.Epochs[^1].RateHz), "N1"),
            Text(group.Average(training => training.Epochs.Sum(epoch => epoch.Seconds)), "N0"),
        ]));

    private static Figure Draw(Training[] trainings)
    {
        var figure = new Figure("Test accuracy", columns: 2);
        Plot byEpoch = figure.Add(FigureStyle.NewPanel("epoch", "answered right (%)"));
        Plot byTime = figure.Add(FigureStyle.NewPanel("time of learning (s)", "answered right (%)"));
        Color[] colors = [FigureStyle.Blue, FigureStyle.Vermilion, FigureStyle.Green, Colors.Purple, Colors.Gray, Colors.DarkCyan];
        string[] names = [.. trainings.Select(training => training.Name).Distinct()];
        foreach (Training training in trainings)
        {
            Color color = colors[Array.IndexOf(names, training.Name) % colors.Length];
            double[] accuracy = [.. training.Epochs.Select(epoch => epoch.Test)];
            double seconds = 0;
            Line(byEpoch, [.. training.Epochs.Select((_, index) => index + 1.0)], accuracy, color);
            Line(byTime, [.. training.Epochs.Select(epoch => seconds += epoch.Seconds)], accuracy, color);
        }

        foreach (Plot panel in new[] { byEpoch, byTime })
        {
            panel.Axes.SetLimitsY(trainings.Min(training => training.Epochs[^1].Test) - 4, 100);
        }

        for (int i = 0; i < names.Length; i++)
        {
            figure.AddLegendArea(names[i], colors[i % colors.Length]);
        }

        return figure;
    }

    private static void Line(Plot panel, double[] x, double[] y, Color color)
    {
        var line = panel.Add.Scatter(x, y, color);
        line.LineWidth = FigureStyle.LineWidth;
        line.MarkerSize = 0;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Epoch(double Test, double Train, double RateHz, double Seconds);

    private sealed record Training(string Name, Epoch[] Epochs)
    {
        public Training WithEpochsOf(double seconds) =>
            this with { Epochs = [.. Epochs.Select(epoch => epoch with { Seconds = seconds })] };

        public static Training Read(string argument)
        {
            int sign = argument.IndexOf('=');
            if (sign < 1 || !File.Exists(argument[(sign + 1)..]))
            {
                throw new BenchmarkException($"'{argument}': must be NAME=FILE, an epochs.csv that is there");
            }

            string[] lines = File.ReadAllLines(argument[(sign + 1)..]);
            string[] columns = lines[0].Split(',');
            return new Training(argument[..sign], [.. lines.Skip(1).Select(line => line.Split(',')).Select(cells => new Epoch(
                100 * Of(cells, "testAccuracy"), 100 * Of(cells, "trainAccuracy"), Of(cells, "meanRateHz"), Of(cells, "seconds")))]);

            double Of(string[] cells, string column) => Array.IndexOf(columns, column) is >= 0 and int place && cells[place].Length > 0
                ? double.Parse(cells[place], CultureInfo.InvariantCulture)
                : throw new BenchmarkException($"'{argument}' has no {column} in every epoch: must be trained with --test-each-epoch");
        }
    }
}
