using System.CommandLine;
using System.Text.Json.Nodes;
using SnnCluster.Cli.Output;
using SnnCluster.Experiments.Classifiers;
using SnnCluster.Model.Networks;
using Spectre.Console;

namespace SnnCluster.Cli.Commands;

/// <summary><c>snncluster evaluate</c>: tests a trained network.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CommandContext context)
    {
        Option<string> model = NewOption.Value(
            "--model", "DIR|FILE", "A network or checkpoint, the folder of a training, or a NIR graph (.nir).");
        Option<string> data = NewOption.Value(
            "--data", "DIR|FILE", "Folder with the files of the data set, or one file of your own; default: none, which randman does with.");
        (TrainingParameter Parameter, Option<string> Option)[] options =
        [
            .. TrainingParameters.All.Where(parameter => ClassifierEvaluation.Parameters.Contains(parameter.Name)).Select(
                parameter => (parameter, NewOption.Value(parameter.Option, parameter.HelpName, Describe(parameter)))),
        ];
        Option<bool> json = NewOption.Flag("--json", "Print JSON, and nothing else, on standard output; default: a table.");
        var command = new Command("evaluate", "Test a trained classifier.") { model, data };
        foreach ((_, Option<string> option) in options)
        {
            command.Add(option);
        }

        command.Add(json);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(model)
                ?? throw new InvalidDescriptionException("--model is missing: must be a network or the folder of a training");
            var texts = new Dictionary<string, string>();
            foreach ((TrainingParameter parameter, Option<string> option) in options)
            {
                if (parsed.GetValue(option) is string text)
                {
                    texts[parameter.Name] = text;
                }
            }

            EvaluationResult result = ClassifierEvaluation.Run(
                new EvaluationRequest(path, texts, parsed.GetValue(data)), context.Cancellation);
            foreach (string note in result.Notes)
            {
                context.Error.WriteLine(note);
            }

            Write(context, result, parsed.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static string Describe(TrainingParameter parameter) => parameter.Name switch
    {
        "dataset" => "The data set to test with; default: that of the training.",
        "seed" => "Seed of a generated data set; default: that of the training.",
        "examples" => "At most so many examples; default: as in the training.",
        _ when ClassifierEvaluation.OfGraph.Contains(parameter.Name) => parameter.Description,
        _ => parameter.Description[..parameter.Description.IndexOf("; default:", StringComparison.Ordinal)]
            + "; default: as in the training.",
    };

    private static void Write(CommandContext context, EvaluationResult result, bool json)
    {
        if (json)
        {
            context.Output.WriteLine(Json.Text(new JsonObject
            {
                ["schema"] = 1,
                ["model"] = result.Model,
                ["dataset"] = result.DataSet,
                ["set"] = result.Examples,
                ["examples"] = result.Count,
                ["accuracy"] = Json.Number(result.Accuracy),
                ["loss"] = Json.Number(result.Loss),
                ["meanRateHz"] = Json.Number(result.MeanRateHz),
                ["sameData"] = result.SameData,
                ["digest"] = result.Digest,
            }));
            return;
        }

        Table table = Tables.Create("Evaluation", "> ", "");
        Tables.AddRow(table, "Examples", Numbers.Count(result.Count), Which(result));
        Tables.AddRow(table, "Accuracy [%]", TrainingOutput.Percent(result.Accuracy), "");
        Tables.AddRow(table, "Loss", Numbers.Significant(result.Loss), "mean of an example, summed over its steps");
        Tables.AddRow(table, "Hidden rate [Hz]", Numbers.Significant(result.MeanRateHz), "");
        Tables.AddRow(table, "Data", result.SameData ? "as in training" : "other than in training", "data set, seed, encoding and count");
        Consoles.Output(context).Write(table);
        context.Output.WriteLine($"Digest {result.Digest}");
    }

    private static string Which(EvaluationResult result) =>
        result.Examples == "test" ? $"test set of {result.DataSet}" : $"training set: {result.DataSet} has no test set";
}
