using System.Collections.Frozen;
using System.Reflection;

namespace SnnCluster.Dashboard.Web;

/// <summary>The files of the page, which are part of the program.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".txt"] = "text/plain; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (string Type, byte[] Content)> Files = Read();

    /// <summary>A file by its path, as "/app.js"; null where there is none. "/" is the page itself.</summary>
    public static (string Type, byte[] Content)? Find(string path) =>
        Files.TryGetValue(path == "/" ? "/index.html" : path, out (string, byte[]) file) ? file : null;

    /// <summary>The type of a file by the end of its name; null where it is none that is served.</summary>
    public static string? TypeOf(string name) => Types.GetValueOrDefault(Path.GetExtension(name));

    private static FrozenDictionary<string, (string, byte[])> Read()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        var files = new Dictionary<string, (string, byte[])>();
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            files['/' + name[Prefix.Length..].Replace('\\', '/')] = (TypeOf(name) ?? "application/octet-stream", content);
        }

        return files.ToFrozenDictionary();
    }
}
