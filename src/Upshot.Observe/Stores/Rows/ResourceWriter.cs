using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>Whose a record is: the columns that spans, logs and data points share.</summary>
internal static class ResourceWriter
{
    /// <summary>What follows <c>service</c> in every table, in this order; <c>service</c> itself stands near the front.</summary>
    public static Column[] Columns { get; } =
    [
        new("version", ColumnType.Text),
        new("environment", ColumnType.Text),
        new("instance", ColumnType.Text),
        new("resource", ColumnType.Json),
        new("scope", ColumnType.Text),
        new("scope_version", ColumnType.Text),
    ];

    /// <param name="service">The column of the service.</param>
    /// <param name="version">The first of <see cref="Columns"/>.</param>
    public static void Write(in RecordPlace place, int service, int version, ColumnChunk chunk)
    {
        var resource = place.Resource;
        chunk.Keep(resource);
        AttributeWriter.SetText(chunk, service, resource.ServiceText);
        AttributeWriter.SetText(chunk, version, resource.VersionText);
        AttributeWriter.SetText(chunk, version + 1, resource.EnvironmentText);
        AttributeWriter.SetText(chunk, version + 2, resource.InstanceText);
        AttributeWriter.SetText(chunk, version + 3, resource.Json);
        AttributeWriter.SetTextIfAny(chunk, version + 4, place.Scope.Name);
        AttributeWriter.SetTextIfAny(chunk, version + 5, place.Scope.Version);
    }
}
