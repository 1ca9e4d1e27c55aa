namespace Upshot.Evidence;

/// <summary>Where something came from: the process, as its resource says, and the instrumentation scope.</summary>
/// <param name="Service"><c>service.name</c>; empty when the resource does not say.</param>
/// <param name="Instance"><c>service.instance.id</c>; empty when the resource does not say.</param>
/// <param name="ResourceKey">Equal for equal resources, within one emission.</param>
public sealed record EmissionOrigin(string Service, string Version, string Instance, string ResourceKey, EmissionScope Scope)
{
    /// <summary>All attributes of the resource.</summary>
    public IReadOnlyDictionary<string, EmittedValue> Resource { get; init; } = EmittedValue.None;
}

/// <summary>An instrumentation scope: the name of the tracer, meter or logger.</summary>
public sealed record EmissionScope(string Name, string Version, string SchemaUrl)
{
    public IReadOnlyDictionary<string, EmittedValue> Attributes { get; init; } = EmittedValue.None;
}
