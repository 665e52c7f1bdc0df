namespace SnnCluster.Tests;

/// <summary>Where results lie that nobody named a place for.</summary>
public sealed class ScratchFolderTests
{
    [Fact]
    public void What_a_killed_script_leaves_goes_and_what_another_uses_stays()
    {
        using var living = new ScratchFolder();
        string place = Directory.CreateTempSubdirectory("scratch-test-").FullName;
        try
        {
            string[] folders = [.. new[] { "dead", "young", "strange" }.Select(name => Path.Combine(place, $"snncluster-script-{name}"))];
            foreach (string folder in folders)
            {
                Directory.CreateDirectory(folder);
            }

            // A script that was killed leaves its file of the lock, which nobody holds any more; what has none is not a script's.
            File.WriteAllText(Path.Combine(folders[0], ".lives"), "");
            File.WriteAllText(Path.Combine(folders[1], ".lives"), "");
            File.CreateSymbolicLink(Path.Combine(place, "snncluster-script-living"), living.Path);
            DateTime old = DateTime.UtcNow.AddHours(-1);
            foreach (string folder in (string[])[folders[0], folders[2], living.Path])
            {
                Directory.SetLastWriteTimeUtc(folder, old);
            }

            ScratchFolder.RemoveLeftovers(place);
            Assert.Equal([false, true, true], folders.Select(Directory.Exists));
            Assert.True(File.Exists(Path.Combine(living.Path, ".lives")));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
