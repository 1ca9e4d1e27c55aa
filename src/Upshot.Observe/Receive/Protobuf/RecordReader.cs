using Upshot.Observe.Store;

namespace Upshot.Observe.Receive.Protobuf;

/// <summary>Where a record stands: its bytes, and whose it is.</summary>
/// <param name="ReceivedAt">When its request came, Unix nanoseconds.</param>
/// <param name="Metric">The metric that a data point belongs to; null for spans and logs.</param>
internal readonly record struct RecordPlace(Slice Record, ResourceInfo Resource, Scope Scope, long ReceivedAt, MetricHead? Metric = null);

/// <summary>Where a record goes in a sealed file: by service, then name, then series, then time.</summary>
/// <param name="Series">Records of the same series stand together; 0 where there is no such thing.</param>
/// <param name="Time">Unix nanoseconds.</param>
internal readonly record struct SortKey(Slice Name, ulong Time, UInt128 Series = default);

/// <summary>Knows one kind of export request: what is in it, and how its records become rows.</summary>
internal abstract class RecordReader(TableSchema schema)
{
    public TableSchema Schema { get; } = schema;

    /// <summary>Checks every byte and collects what is counted at the door. What passes here can be scanned.</summary>
    /// <exception cref="MalformedTelemetryException">The bytes are not such a request.</exception>
    public abstract Found Inspect(in ReceivedBody body);

    /// <summary>The records of a body that <see cref="Inspect"/> has passed, in their order.</summary>
    public abstract IEnumerable<RecordPlace> Records(ReceivedBody body);

    /// <summary>For one thread.</summary>
    public abstract RowWriter NewWriter();

    public abstract SortKey SortKey(in RecordPlace place);

    public RecordScan Scan(ReceivedBody body) => new PlaceScan(Records(body), NewWriter());

    /// <summary>All rows of many bodies by service, name, series and time: like stands next to like, so columns compress well.</summary>
    public RecordScan ScanSorted(IReadOnlyList<ReceivedBody> bodies) => new PlaceScan(RecordOrder.Sorted(this, bodies), NewWriter());

    private sealed class PlaceScan(IEnumerable<RecordPlace> places, RowWriter writer) : RecordScan
    {
        private readonly IEnumerator<RecordPlace> _places = places.GetEnumerator();

        public override bool Next(ColumnChunk chunk)
        {
            while (_places.MoveNext())
            {
                if (writer.Write(_places.Current, chunk))
                {
                    return true;
                }
            }

            return false;
        }
    }
}

/// <summary>Writes records as rows.</summary>
internal abstract class RowWriter
{
    /// <summary>False when the record is one of those that were refused at the door.</summary>
    public abstract bool Write(in RecordPlace place, ColumnChunk chunk);
}

/// <summary>Rows, one after the other.</summary>
internal abstract class RecordScan
{
    /// <summary>Writes the next row; false when there is none.</summary>
    public abstract bool Next(ColumnChunk chunk);
}
