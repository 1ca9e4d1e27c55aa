using Upshot.Evidence;
using Upshot.Observe.Receive.Protobuf;

namespace Upshot.Observe.Receive.Emitted;

/// <summary>Reads resources and scopes; the same ones become the same objects, for they come with every request.</summary>
internal sealed class OriginReader
{
    private readonly Dictionary<string, EmissionOrigin> _known = new(StringComparer.Ordinal);

    public EmissionOrigin Read(Slice resource, Slice scope, Slice schemaUrl)
    {
        var resourceKey = Convert.ToBase64String(resource.Span);
        var key = $"{resourceKey} {Convert.ToBase64String(scope.Span)} {Convert.ToBase64String(schemaUrl.Span)}";
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        var attributes = EmittedValues.Attributes(resource, (1 << 3) | 2);
        var origin = new EmissionOrigin(Text("service.name"), Text("service.version"), Text("service.instance.id"), resourceKey, Scope(scope, schemaUrl)) { Resource = attributes };
        _known.Add(key, origin);
        return origin;

        string Text(string name) => attributes.TryGetValue(name, out var value) ? value.Text : "";
    }

    private static EmissionScope Scope(Slice message, Slice schemaUrl)
    {
        var (name, version) = Protobuf.Scope.Read(message);
        return new(EmittedValues.Text(name), EmittedValues.Text(version), EmittedValues.Text(schemaUrl)) { Attributes = EmittedValues.Attributes(message, (3 << 3) | 2) };
    }
}
