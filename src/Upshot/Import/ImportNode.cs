using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Upshot.Import;

/// <summary>A map of a file that is imported. It knows which of its keys were asked for, so that what nobody asked for can be listed.</summary>
internal sealed class ImportNode(string file, string path, YamlMappingNode map)
{
    private const int MostDepth = 100;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly List<ImportNode> _below = [];

    public string Place => PlaceOf(map);

    public int Line => (int)map.Start.Line;

    public bool Has(string key) => map.Children.Any(c => c.Key is YamlScalarNode name && name.Value == key);

    /// <summary>Documents of a file; what is no map is none.</summary>
    /// <exception cref="YamlException">The file is no YAML.</exception>
    public static IReadOnlyList<ImportNode> Read(string file, string text)
    {
        CheckDepth(text);
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>().Select(m => new ImportNode(file, "", m))];
    }

    // Loading follows the nesting with calls: a file of brackets alone would end the process.
    private static void CheckDepth(string text)
    {
        var (parser, depth) = (new Parser(new StringReader(text)), 0);
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MostDepth)
            {
                throw new YamlException(parser.Current.Start, parser.Current.End, $"It is nested more than {MostDepth} deep.");
            }
        }
    }

    /// <summary>Empty: it is not there, or is no single value.</summary>
    public string Text(string key) => Find(key) is YamlScalarNode scalar ? scalar.Value ?? "" : "";

    public ImportNode? Map(string key) => Find(key) is YamlMappingNode found ? Below(found, $"{path}{key}.") : null;

    /// <summary>Items of a list that are maps; or the map that stands there without a list.</summary>
    public IReadOnlyList<ImportNode> Maps(string key) => Find(key) switch
    {
        YamlSequenceNode list => [.. list.Children.OfType<YamlMappingNode>().Select((m, i) => Below(m, $"{path}{key}[{i}]."))],
        YamlMappingNode one => [Below(one, $"{path}{key}.")],
        _ => [],
    };

    /// <summary>All that is single values, by key.</summary>
    public IReadOnlyDictionary<string, string> Texts()
    {
        var texts = map.Children.Where(c => c.Key is YamlScalarNode && c.Value is YamlScalarNode).ToDictionary(c => ((YamlScalarNode)c.Key).Value ?? "", c => ((YamlScalarNode)c.Value).Value ?? "", StringComparer.Ordinal);
        _asked.UnionWith(texts.Keys);
        return texts;
    }

    public void Ignore(params string[] keys) => _asked.UnionWith(keys);

    /// <summary>Everything here and below that nobody asked for.</summary>
    public IEnumerable<(string Place, string Path)> Left() =>
    [
        .. map.Children.Where(c => c.Key is YamlScalarNode key && !_asked.Contains(key.Value ?? "")).Select(c => (PlaceOf(c.Key), path + ((YamlScalarNode)c.Key).Value)),
        .. _below.SelectMany(b => b.Left())];

    private YamlNode? Find(string key)
    {
        _asked.Add(key);
        return map.Children.FirstOrDefault(c => c.Key is YamlScalarNode name && name.Value == key).Value;
    }

    private ImportNode Below(YamlMappingNode found, string below)
    {
        var node = new ImportNode(file, below, found);
        _below.Add(node);
        return node;
    }

    private string PlaceOf(YamlNode node) => $"{file}:{node.Start.Line}:{node.Start.Column}";
}
