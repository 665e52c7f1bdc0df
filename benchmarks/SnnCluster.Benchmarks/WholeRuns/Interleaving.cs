namespace SnnCluster.Benchmarks.WholeRuns;

/// <summary>
/// Runs programs in turn, so that whatever else the machine does meanwhile hits all of them alike: at each scale, each
/// repeat runs every program once.
/// </summary>
internal static class Interleaving
{
    public static List<Measurement> Run(RunSettings settings, IReadOnlyList<MapProgram> programs, string? rawFile)
    {
        var all = new List<Measurement>();
        using StreamWriter? raw = rawFile is null ? null : new StreamWriter(rawFile);
        foreach (int scale in settings.Scales)
        {
            foreach (MapProgram program in programs)
            {
                program.Prepare(scale);
            }

            for (int repeat = 1; repeat <= settings.Repeats; repeat++)
            {
                foreach (MapProgram program in programs)
                {
                    Measurement measurement = program.Run(scale);
                    all.Add(measurement);
                    raw?.WriteLine(measurement.ToJson());
                    raw?.Flush();
                    Console.Error.WriteLine(
                        $"scale {scale}, run {repeat} of {settings.Repeats}, {program.Name}: RTF {Markdown.Number(measurement.RealTimeFactor)}");
                }
            }
        }

        return all;
    }
}
