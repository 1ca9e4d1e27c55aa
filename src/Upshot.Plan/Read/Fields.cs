using Upshot.Plan.Keys;
using Upshot.Plan.Values;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Read;

/// <summary>
/// Takes the values out of a map that was checked before; what was wrong reads as absent. Asking for a key that the table
/// does not hold throws, so that no key can be read that checks, schema and documentation do not know.
/// </summary>
internal readonly struct Fields(YamlNode? node, KeyTable table)
{
    private readonly YamlMap? _map = node as YamlMap;

    public YamlNode? Node(string key) => table.Find(key) is null
        ? throw new ArgumentOutOfRangeException(nameof(key), $"{table.Name} has no key {key}")
        : _map?.Find(key)?.Value;

    public YamlScalar? Scalar(string key) => Node(key) is YamlScalar { IsNull: false } scalar ? scalar : null;

    public string? MaybeText(string key) => Scalar(key)?.Text;

    public string Text(string key) => Scalar(key)?.Text.Trim() ?? "";

    public double? Number(string key) => Scalar(key) is { } scalar && PlainNumber.TryParse(scalar.Text, out var value) ? value : null;

    public int? Integer(string key) => Number(key) is { } value && value >= int.MinValue && value <= int.MaxValue ? (int)value : null;

    public TimeSpan? Duration(string key) => Scalar(key) is { } scalar && Values.Duration.TryParse(scalar.Text, out var value) ? value : null;

    public double? Share(string key) => Scalar(key) is { } scalar && Values.Share.TryParse(scalar.Text, out var value) ? value : null;

    public long? Bytes(string key) => Scalar(key) is { } scalar && ByteSize.TryParse(scalar.Text, out var value) ? value : null;

    public SourceLocation? Location(string key) => _map?.Find(key)?.Location;

    /// <summary>The entries of a map from names to values; the key of an entry is its name.</summary>
    public IEnumerable<YamlEntry> Named(string key) => Node(key) is YamlMap map ? map.Entries : [];

    /// <summary>The items of a list, or the one item that stands there without a list.</summary>
    public IEnumerable<YamlNode> Items(string key) => Node(key) switch
    {
        YamlList list => list.Items,
        { } one => [one],
        null => [],
    };

    public IReadOnlyList<string> Texts(string key) => [.. Items(key).OfType<YamlScalar>().Where(s => !s.IsNull).Select(s => s.Text.Trim())];
}
