using System.Text.Json;
using SnnCluster.Engine.Probes;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>What a simulation reports of nodes: state variables. Source: the SONATA developer guide, "Simulation output - Reports".</summary>
/// <param name="config">The configuration.</param>
/// <param name="sets">Sets of nodes.</param>
/// <param name="dtMs">Length of a step [ms].</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SonataReports(SonataConfig config, SonataNodeSets sets, double dtMs, SonataFindings findings)
{
    private const string Variable = "variable_name";
    private const string Module = "module";
    private const string Cells = "cells";
    private const string Potential = "V_m";

    private static readonly string[] Modules = ["membrane_report", "multimeter_report", "multimeter"];

    /// <summary>The probes.</summary>
    public List<Probe> All { get; } = [];

    /// <summary>Reads all reports of the configuration.</summary>
    public void Read()
    {
        SonataJson file = config.Simulation;
        foreach (DescriptionEntry entry in file.Object(file.Root, "reports")?.Entries ?? [])
        {
            if (entry.Value.Kind != JsonValueKind.Object)
            {
                file.Wrong(entry.Value, $"report {DescriptionNode.Cut(entry.Name)} is {entry.Value.Shown}: must be an object");
            }
            else if (file.IsEnabled(entry.Value))
            {
                Read(file, entry.Name, entry.Value);
            }
        }
    }

    private void Read(SonataJson file, string name, DescriptionNode report)
    {
        if (file.Text(report, Module) is string module && !Modules.Contains(module))
        {
            file.Wrong(report.Find(Module)!, $"{Module} is '{DescriptionNode.Cut(module)}': must be {string.Join(" or ", Modules)}; \"enabled\": false leaves a report out");
            return;
        }

        string[] variables = report.Find(Variable) is not DescriptionNode named ? []
            : [.. (named.Kind == JsonValueKind.Array ? named.Items : [named]).Select(item => item.Text is "v" or "V" ? Potential : item.Text)];
        if (variables.Length == 0 || variables.Contains(""))
        {
            file.Wrong(report, $"report {DescriptionNode.Cut(name)} has no {Variable}: must be the name of a state variable, as {Potential}, or a list of names");
            return;
        }

        int before = findings.Count;
        double? everyMs = Whole(file, report, "dt", 1) ?? dtMs;
        double? fromMs = Whole(file, report, "start_time", 0);
        double? untilMs = Whole(file, report, "end_time", 1);
        IReadOnlyList<SonataNodeSets.Some>? selected = sets.Of(file, report, Cells);
        if (untilMs <= (fromMs ?? 0))
        {
            file.Wrong(report.Find("end_time")!, $"end_time is {ValidationErrors.Text(untilMs.Value)} ms: must be after start_time, {ValidationErrors.Text(fromMs ?? 0)} ms");
        }

        if (findings.Count > before)
        {
            return;
        }

        foreach ((SonataPart part, int[] local) in selected!.SelectMany(some => some.ByPart))
        {
            string? unknown = variables.FirstOrDefault(variable => !part.Model.Recordables.ContainsKey(variable));
            if (unknown is not null)
            {
                file.Wrong(report, $"report {DescriptionNode.Cut(name)}: nodes of {part.Name} have no state variable '{DescriptionNode.Cut(unknown)}'{NearestName.Hint(unknown, [.. part.Model.Recordables.Keys])}");
                return;
            }

            All.Add(new StateProbe
            {
                Population = part.Name,
                Variables = [.. variables.Select(variable => part.Model.Recordables[variable]).Distinct()],
                Neurons = part.Select(local),
                When = new ProbeSchedule.Every(everyMs.Value) { FromMs = fromMs ?? 0, UntilMs = untilMs >= config.DurationMs ? null : untilMs },
            });
        }
    }

    // A time in whole steps.
    private double? Whole(SonataJson file, DescriptionNode report, string key, int atLeast)
    {
        if (file.Number(report, key) is not double time)
        {
            return null;
        }

        if (!(time / dtMs >= atLeast - 1e-6 && time / dtMs < int.MaxValue))
        {
            file.Wrong(report.Find(key)!, $"{key} is {ValidationErrors.Text(time)} ms: must be at least {(atLeast == 0 ? "0" : $"a step, {ValidationErrors.Text(dtMs)} ms")}, and less than 2^31 steps");
            return null;
        }

        double whole = StepTime.Ms(StepCount.Of(time, dtMs), dtMs);
        if (!StepCount.IsWhole(time, dtMs))
        {
            findings.Note($"{file.Path}: {key} {ValidationErrors.Text(time)} ms of a report is no whole number of steps: it is rounded to {ValidationErrors.Text(whole)} ms");
        }

        return whole;
    }
}
