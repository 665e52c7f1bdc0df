using System.Text.Json.Nodes;

namespace SnnCluster.Browser.Tests;

/// <summary>A folder of results, with a description that can be run, all with names that would be code if they were not taken as text.</summary>
internal sealed class Folder : IDisposable
{
    public const string Hostile = "<img src=x onerror=hacked=1>";

    /// <summary>Names of populations have few signs, but one of these.</summary>
    public const string Population = "e >(1)";

    public Folder()
    {
        AddResult("one", 100, 0.5);
        AddResult("two", 200, 0.75);
        AddResult(HostileFolder, 300, 1);
        File.WriteAllText(System.IO.Path.Combine(Path, "hostile.json"), Description);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("snncluster-browser-").FullName;

    // As a name of a folder it must have no slash.
    public static string HostileFolder => "<img src=x onerror=hacked=2>";

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string Description => new JsonObject
    {
        ["description"] = Hostile,
        ["network"] = new JsonObject
        {
            ["dtMs"] = 0.1,
            ["populations"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = Population,
                    ["size"] = 400,
                    ["model"] = new JsonObject
                    {
                        ["type"] = "lif",
                        ["restingPotentialMv"] = 0,
                        ["resetPotentialMv"] = 10,
                        ["thresholdMv"] = 20,
                        ["refractoryPeriodMs"] = 2,
                    },
                    ["receptors"] = new JsonArray(new JsonObject { ["name"] = "jumps", ["model"] = "delta" }),
                }),
            ["projections"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = Population,
                    ["source"] = Population,
                    ["target"] = Population,
                    ["weight"] = 0.1,
                    ["delayMs"] = 1.5,
                    ["connectivity"] = new JsonObject { ["type"] = "fixed-in-degree", ["inDegree"] = 20 },
                    ["synapse"] = new JsonObject { ["type"] = "power-law-stdp", ["maximumWeight"] = 0.2 },
                }),
            ["inputs"] = new JsonArray(
                new JsonObject { ["type"] = "poisson-drive", ["name"] = Population, ["population"] = Population, ["rateHz"] = 15000, ["weight"] = 0.1 }),
        },
    }.ToJsonString();

    private void AddResult(string name, int neurons, double realTimeFactor)
    {
        string folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;
        File.WriteAllText(System.IO.Path.Combine(folder, "rates.svg"), "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><rect width='40' height='30'/></svg>");
        File.WriteAllText(System.IO.Path.Combine(folder, "summary.json"), new JsonObject
        {
            ["schema"] = 1,
            ["experiment"] = name == "one" || name == "two" ? "brunel" : Hostile,
            ["parameters"] = new JsonObject { ["neurons"] = neurons, ["g"] = 5.0 },
            ["seed"] = 1,
            ["complete"] = true,
            ["date"] = "2026-01-02T03:04:05Z",
            ["neurons"] = neurons,
            ["simulatedMs"] = 1000,
            ["realTimeFactor"] = realTimeFactor,
            ["meanRateHz"] = new JsonObject { [Hostile] = 30.5 },
            ["digest"] = $"sha256:{neurons}",
        }.ToJsonString());
    }
}
