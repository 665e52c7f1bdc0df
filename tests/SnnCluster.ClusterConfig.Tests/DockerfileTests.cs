using System.Text.RegularExpressions;

namespace SnnCluster.ClusterConfig.Tests;

public sealed partial class DockerfileTests
{
    /// <summary>Where the image keeps the settings that worker.hocon holds.</summary>
    public const string WorkerConfig = "/etc/snncluster/worker.hocon";

    /// <summary>The user of the .NET images.</summary>
    public const string UserId = "1654";

    [Theory]
    [InlineData("Dockerfile", "build", "runtime")]
    [InlineData("Dockerfile.cuda", "build", "dotnet", "runtime")]
    public void Stages_build_first_and_take_over_what_was_built(string file, params string[] stages)
    {
        (string Instruction, string Text)[] lines = Read(file);
        string[] froms = [.. lines.Where(line => line.Instruction == "FROM").Select(line => line.Text)];
        Assert.Equal(stages, froms.Select(from => from.Split(" AS ")[1]));
        Assert.Equal("mcr.microsoft.com/dotnet/sdk:${DOTNET_VERSION}", froms[0].Split(' ')[0]);
        Assert.Contains(froms, from => from.StartsWith("mcr.microsoft.com/dotnet/aspnet:${DOTNET_VERSION} ", StringComparison.Ordinal));
        Assert.Contains(("ARG", "DOTNET_VERSION=10.0"), lines);
        (string Instruction, string Text) taken = Assert.Single(lines, line => line is { Instruction: "COPY" } && line.Text.StartsWith("--from=build ", StringComparison.Ordinal));
        string published = Assert.Single(lines, line => line.Instruction == "RUN" && line.Text.Contains("dotnet publish", StringComparison.Ordinal)).Text;
        Assert.Contains($" -o {taken.Text.Split(' ')[1]}", published, StringComparison.Ordinal);
        Assert.DoesNotContain("--self-contained", published, StringComparison.Ordinal);
    }

    [Fact]
    public void The_CUDA_image_is_based_on_that_of_NVIDIA() =>
        Assert.Contains(
            Read("Dockerfile.cuda"),
            line => line.Instruction == "FROM" && Regex.IsMatch(line.Text, @"^nvidia/cuda:\$\{CUDA_VERSION\}-base-\S+ AS runtime$"));

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.cuda")]
    public void The_image_runs_a_node_as_a_user_without_privileges(string file)
    {
        (string Instruction, string Text)[] lines = Read(file);
        Assert.Equal("$APP_UID", Assert.Single(lines, line => line.Instruction == "USER").Text);
        Assert.Equal("[\"snncluster\"]", Assert.Single(lines, line => line.Instruction == "ENTRYPOINT").Text);
        Assert.Equal($"[\"node\", \"--config\", \"{WorkerConfig}\"]", Assert.Single(lines, line => line.Instruction == "CMD").Text);
        Assert.Contains("snncluster status --cluster \"$SNNCLUSTER_CLUSTER\"", Assert.Single(lines, line => line.Instruction == "HEALTHCHECK").Text, StringComparison.Ordinal);
        Assert.Equal($"{HoconTests.Port()}", Assert.Single(lines, line => line.Instruction == "EXPOSE").Text);
        Assert.Contains(lines, line => line.Instruction == "ENV" && line.Text.Contains($"SNNCLUSTER_CLUSTER=127.0.0.1:{HoconTests.Port()}", StringComparison.Ordinal));
        if (file == "Dockerfile.cuda")
        {
            Assert.Contains(("ENV", $"APP_UID={UserId}"), lines);
        }
    }

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.cuda")]
    public void What_is_copied_exists_and_is_in_the_build_context(string file)
    {
        string[] copied = [.. Read(file)
            .Where(line => line.Instruction == "COPY" && !line.Text.StartsWith("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Text.Split(' ')[..^1])];
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
        string[] context = [.. File.ReadLines(Path.Combine(Repository.Root, ".dockerignore"))
            .Where(line => line.StartsWith('!')).Select(line => line[1..])];
        Assert.All(copied, path => Assert.Contains(context, entry =>
            entry == path || entry == $"{path}**" || (entry.StartsWith("cluster-config/*", StringComparison.Ordinal) && path.EndsWith(entry["cluster-config/*".Length..], StringComparison.Ordinal))));
    }

    /// <summary>The instructions of a file, without comments, continued lines joined.</summary>
    private static (string Instruction, string Text)[] Read(string file)
    {
        string text = string.Join('\n', Repository.Read(file).Split('\n').Where(line => !line.TrimStart().StartsWith('#')));
        string[] lines = Continuation().Replace(text, " ").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1]))];
    }

    [GeneratedRegex(@"\s*\\\n\s*")]
    private static partial Regex Continuation();
}
