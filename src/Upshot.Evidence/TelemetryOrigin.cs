namespace Upshot.Evidence;

/// <summary>Where something came from: the process, as its resource says, and the instrumentation scope.</summary>
/// <param name="Service"><c>service.name</c>; empty when the resource does not say.</param>
/// <param name="Instance"><c>service.instance.id</c>; empty when the resource does not say.</param>
/// <param name="ResourceKey">Equal for equal resources, within what one run sent.</param>
public sealed record TelemetryOrigin(string Service, string Version, string Instance, string ResourceKey, InstrumentationScope Scope)
{
    /// <summary>All attributes of the resource.</summary>
    public IReadOnlyDictionary<string, CapturedValue> Resource { get; init; } = CapturedValue.None;
}

/// <summary>An instrumentation scope: the name of the tracer, meter or logger.</summary>
public sealed record InstrumentationScope(string Name, string Version, string SchemaUrl)
{
    public IReadOnlyDictionary<string, CapturedValue> Attributes { get; init; } = CapturedValue.None;
}
