using Upshot.Evidence;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Captured;

/// <summary>Reads resources and scopes; the same ones become the same objects, for they come with every request.</summary>
internal sealed class OriginReader
{
    private readonly Dictionary<string, TelemetryOrigin> _known = new(StringComparer.Ordinal);

    public TelemetryOrigin Read(Slice resource, Slice scope, Slice schemaUrl)
    {
        var resourceKey = Convert.ToBase64String(resource.Span);
        var key = $"{resourceKey} {Convert.ToBase64String(scope.Span)} {Convert.ToBase64String(schemaUrl.Span)}";
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        var attributes = CapturedValues.Attributes(resource, (1 << 3) | 2);
        var origin = new TelemetryOrigin(Text("service.name"), Text("service.version"), Text("service.instance.id"), resourceKey, Scope(scope, schemaUrl)) { Resource = attributes };
        _known.Add(key, origin);
        return origin;

        string Text(string name) => attributes.TryGetValue(name, out var value) ? value.Text : "";
    }

    private static InstrumentationScope Scope(Slice message, Slice schemaUrl)
    {
        var (name, version, _) = Otlp.Scope.Read(message);
        return new(CapturedValues.Text(name), CapturedValues.Text(version), CapturedValues.Text(schemaUrl)) { Attributes = CapturedValues.Attributes(message, (3 << 3) | 2) };
    }
}
