using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>What the documentation says of types and their members, out of the XML files that lie beside assemblies; nothing where there is none.</summary>
internal static partial class TypeSummaries
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = new();

    /// <summary>The summary of a type; null where there is none.</summary>
    public static string? Of(Type type) => Text(Find(type.Assembly, "T:" + NameOf(type))?.Element("summary"));

    /// <summary>The summary of a member; of a record's parameter, what its type says of it.</summary>
    public static string? Of(DescribedType type, DescribedMember member)
    {
        Type declaring = member.Property.DeclaringType!;
        XElement? summary = Find(declaring.Assembly, $"P:{NameOf(declaring)}.{member.Property.Name}")?.Element("summary");
        return Text(summary) ?? (member.Parameter is null ? null : Text(
            Find(type.Type.Assembly, "T:" + NameOf(type.Type))?.Elements("param").FirstOrDefault(one => (string?)one.Attribute("name") == member.Property.Name)));
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static XElement? Find(Assembly assembly, string name) => Files.GetOrAdd(assembly, Read).GetValueOrDefault(name);

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        try
        {
            string file = Path.ChangeExtension(assembly.Location, ".xml");
            return !File.Exists(file) ? [] : XDocument.Load(file).Descendants("member")
                .ToDictionary(member => (string)member.Attribute("name")!, member => member);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException)
        {
            return [];
        }
    }

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        string text = string.Concat(element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => NameIn((string?)see.Attribute("cref") ?? ""),
            XElement other => (string?)other.Attribute("name") ?? other.Value,
            _ => "",
        }));
        return Blanks().Replace(text, " ").Trim() is { Length: > 0 } line ? line : null;
    }

    // "P:A.B.RatePerMs" is told as a key is written, "T:A.LifDescription" as the class.
    private static string NameIn(string cref)
    {
        string name = cref.Split('(')[0].Split('.')[^1].Split('`')[0];
        return cref.StartsWith("P:", StringComparison.Ordinal) && name.Length > 0 ? char.ToLowerInvariant(name[0]) + name[1..] : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
