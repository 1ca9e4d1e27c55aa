using Upshot.Observe.Store;

namespace Upshot.Observe.Receive.Protobuf;

/// <summary>Knows one kind of export request: what is in it, and how its records become rows.</summary>
internal abstract class RecordReader(TableSchema schema)
{
    public TableSchema Schema { get; } = schema;

    /// <summary>Checks every byte and collects what is counted at the door. What passes here can be scanned.</summary>
    /// <exception cref="MalformedTelemetryException">The bytes are not such a request.</exception>
    public abstract Found Inspect(Slice body);

    /// <summary>Starts to read the rows of a body that <see cref="Inspect"/> has passed.</summary>
    public abstract RecordScan Scan(Slice body);
}

/// <summary>The rows of one body, one after the other.</summary>
internal abstract class RecordScan
{
    /// <summary>Writes the next row; false when there is none.</summary>
    public abstract bool Next(ColumnChunk chunk);
}
