using Upshot.Observe.Stores.Journals;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>The hashes of a segment's bodies as rows of the table <c>bodies</c>: how a request sent twice is recognised.</summary>
internal sealed class RequestHashScan(IReadOnlyList<JournalEntry> entries) : RecordScan
{
    public static readonly Column[] Columns = [new("hash", ColumnType.Uuid), new("received_at", ColumnType.Integer)];

    private int _next;

    public override bool Next(ColumnChunk chunk)
    {
        if (_next == entries.Count)
        {
            return false;
        }

        var entry = entries[_next++];
        chunk.SetUuid(0, (ulong)(entry.Hash >> 64), (ulong)entry.Hash);
        chunk.SetInteger(1, entry.ReceivedAt.ToUnixTimeMilliseconds());
        chunk.NextRow();
        return true;
    }
}
