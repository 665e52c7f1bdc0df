using System.Text.Json.Nodes;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Experiments.Studies.Output;

/// <summary>
/// study.json: a contract, to which keys may be added and none renamed. Names are in camel case; what is not a finite
/// number is null.
/// </summary>
public static class StudyJson
{
    /// <summary>Version of the contract.</summary>
    public const int Schema = 1;

    /// <summary>The text of study.json.</summary>
    public static string ToJson(StudyResult result)
    {
        StudyPlan plan = result.Plan;
        var root = new JsonObject
        {
            ["schema"] = Schema,
            ["study"] = plan.Kind.Name(),
            ["complete"] = result.Complete,
            ["failure"] = result.Failure,
        };
        Provenance.Of(result.Date, plan.Options.Run.CommandLine, result.Machine).AddTo(root);
        root["plan"] = Plan(plan);
        root["cases"] = ResultJson.Node(result.Cases);
        root["growth"] = ResultJson.Node(result.Growth);
        root["costModel"] = result.CostModel is CostModel model ? Cost(model) : null;
        root["predictions"] = new JsonArray([.. result.Predictions.Select(Prediction)]);
        root["notes"] = ResultJson.Node(result.Notes);
        root["activity"] = ResultJson.Node(result.Activities);
        root["measurements"] = ResultJson.Node(result.Measurements);
        return root.ToJsonString(ResultJson.Options);
    }

    private static JsonObject Plan(StudyPlan plan) => new()
    {
        ["experiment"] = plan.Experiment.Name,
        ["parameters"] = ResultJson.Node(plan.Options.Run.Set),
        ["durationMs"] = ResultJson.Node(plan.DurationMs),
        ["dtMs"] = ResultJson.Node(plan.DtMs),
        ["warmUpMs"] = ResultJson.Node(plan.WarmUpMs),
        ["device"] = plan.Options.Run.Device,
        ["repetitions"] = plan.Repetitions,
        ["cases"] = new JsonArray(
        [
            .. plan.Cases.Select(planned => new JsonObject
            {
                ["case"] = planned.Name,
                ["size"] = ResultJson.Node(planned.Size ?? double.NaN),
                ["partitions"] = planned.Partitions,
                ["neurons"] = planned.Neurons,
            }),
        ]),
        ["order"] = new JsonArray(
        [
            .. RunOrder.Create(plan.Cases.Count, plan.Repetitions)
                .Select(run => JsonValue.Create(plan.Cases[run.Case].Name)),
        ]),
        ["predictNodes"] = ResultJson.Node(plan.PredictNodes),
    };

    private static JsonObject Cost(CostModel model) => new()
    {
        ["runs"] = model.Runs,
        ["degreesOfFreedom"] = model.DegreesOfFreedom,
        ["relativeSpread"] = ResultJson.Node(model.RelativeSpread),
        ["bytesPerSpike"] = CostObservation.BytesPerSpike,
        ["terms"] = ResultJson.Node(model.Fitted),
        ["omitted"] = ResultJson.Node(model.Omitted),
    };

    // Marked one by one, so that no number can be taken for a measurement when it is copied from here.
    private static JsonNode? Prediction(Prediction prediction)
    {
        JsonNode? node = ResultJson.Node(prediction);
        node!["prediction"] = true;
        return node;
    }
}
