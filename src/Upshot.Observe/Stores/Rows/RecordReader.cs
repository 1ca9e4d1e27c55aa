using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>Where a record goes in a sealed file: by service, then name, then series, then time.</summary>
/// <param name="Series">Records of the same series stand together; 0 where there is no such thing.</param>
/// <param name="Time">Unix nanoseconds.</param>
internal readonly record struct SortKey(Slice Name, ulong Time, UInt128 Series = default);

/// <summary>Knows how the records of one kind of export request become rows, and where they stand in a sealed file.</summary>
internal abstract class RecordReader(TableSchema schema)
{
    public TableSchema Schema { get; } = schema;

    /// <summary>The records of a request that was checked at the door, in their order.</summary>
    public abstract IEnumerable<RecordPlace> Records(RequestBytes request);

    /// <summary>For one thread.</summary>
    public abstract RowWriter NewWriter();

    public abstract SortKey SortKey(in RecordPlace place);

    public RecordScan Scan(RequestBytes request) => new PlaceScan(Records(request), NewWriter());

    /// <summary>All rows of many requests by service, name, series and time: like stands next to like, so columns compress well.</summary>
    public RecordScan ScanSorted(IReadOnlyList<RequestBytes> requests) => new PlaceScan(RecordOrder.Sorted(this, requests), NewWriter());

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
