using Upshot.Evidence;

namespace Upshot.Verify.Weaver;

/// <param name="Level">violation, improvement, information.</param>
/// <param name="SignalType">span, metric, log, resource.</param>
internal sealed record WeaverFinding(string Id, string Level, string Message, string SignalType, string SignalName, string Check, string Remedy, string Place, int Count);

/// <summary>What can have findings of its own: a sample, or a part of one.</summary>
internal abstract class WeaverEntity(string type)
{
    /// <summary>As weaver counts entities: span, span_event, metric, number_data_point, attribute …</summary>
    public string Type { get; } = type;

    public List<WeaverFinding> Findings { get; } = [];

    /// <summary>This one and all its parts.</summary>
    public abstract IEnumerable<WeaverEntity> All { get; }
}

internal sealed class WeaverAttribute(string name, string valueType) : WeaverEntity("attribute")
{
    public string Name { get; } = name;

    public string ValueType { get; } = valueType;

    public override IEnumerable<WeaverEntity> All => [this];
}

/// <summary>What was emitted alike: spans, metrics or log records of one name, resource and scope, with every attribute that any of them had.</summary>
internal sealed class WeaverSample(string type, string service, string scope, string name) : WeaverEntity(type)
{
    private readonly Dictionary<string, WeaverAttribute> _attributes = new(StringComparer.Ordinal);

    public string Service { get; } = service;

    public string Scope { get; } = scope;

    public string Name { get; } = name;

    /// <summary>Of a span.</summary>
    public string Kind { get; init; } = "";
    public bool IsError { get; set; }

    /// <summary>Of a metric.</summary>
    public string Instrument { get; init; } = "";
    public string Unit { get; init; } = "";

    /// <summary>Of a data point.</summary>
    public CapturedPoint? Point { get; init; }

    /// <summary>Of a log record.</summary>
    public int Severity { get; init; }

    /// <summary>Events of a span, the data point of a metric.</summary>
    public Dictionary<string, WeaverSample> Parts { get; } = new(StringComparer.Ordinal);

    public IEnumerable<WeaverAttribute> Attributes => _attributes.Values.OrderBy(a => a.Name, StringComparer.Ordinal);

    public override IEnumerable<WeaverEntity> All => [this, .. Attributes, .. Parts.Values.SelectMany(p => p.All)];

    public WeaverAttribute? Attribute(string name) => _attributes.GetValueOrDefault(name);

    public void Add(IReadOnlyDictionary<string, CapturedValue> attributes)
    {
        foreach (var (attribute, value) in attributes)
        {
            _attributes.TryAdd(attribute, new(attribute, value.Type));
        }
    }

    public WeaverSample Part(string key, Func<WeaverSample> make) => Parts.TryGetValue(key, out var part) ? part : Parts[key] = make();
}
