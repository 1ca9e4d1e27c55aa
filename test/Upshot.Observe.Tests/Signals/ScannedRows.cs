using System.Text.Json;
using System.Text.Unicode;
using DuckDB.NET.Native;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Tests.Signals;

/// <summary>Runs scans into a real chunk of DuckDB and looks at what came: every text must be there, be UTF-8, and be JSON where it says so.</summary>
internal sealed unsafe class ScannedRows : IDisposable
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 200 };
    private readonly IReadOnlyList<Column> _columns;
    private readonly nint[] _types;
    private readonly DuckDBDataChunk _chunk;
    private readonly DuckDbChunk _rows;

    public ScannedRows(IReadOnlyList<Column> columns)
    {
        _columns = columns;
        var types = columns.Select(c => NativeMethods.LogicalType.DuckDBCreateLogicalType(c.NativeType)).ToArray();
        _types = [.. types.Select(t => t.DangerousGetHandle())];
        _chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk(_types, (ulong)_types.Length);
        foreach (var type in types)
        {
            type.Dispose();
        }

        _rows = new DuckDbChunk(columns.Count, [.. Enumerable.Range(0, columns.Count)]);
    }

    public long Count(RecordScan scan)
    {
        long rows = 0;
        bool goesOn;
        do
        {
            NativeMethods.DataChunks.DuckDBDataChunkReset(_chunk);
            _rows.Attach(_chunk.DangerousGetHandle());
            while ((goesOn = scan.Next(_rows)) && !_rows.IsFull)
            {
            }

            Look();
            rows += _rows.Rows;
        }
        while (goesOn);

        return rows;
    }

    public void Dispose() => _chunk.Dispose();

    private void Look()
    {
        for (var column = 0; column < _columns.Count; column++)
        {
            if (_columns[column].Type is ColumnType.Text or ColumnType.Json)
            {
                var vector = DuckDbNative.GetVector(_chunk.DangerousGetHandle(), (ulong)column);
                Look(_columns[column], (byte*)DuckDbNative.GetData(vector), DuckDbNative.GetValidity(vector));
            }
        }
    }

    private void Look(Column column, byte* data, ulong* validity)
    {
        for (var row = 0; row < _rows.Rows; row++)
        {
            if ((validity[row / 64] & (1UL << (row % 64))) == 0)
            {
                continue;
            }

            var slot = data + (row * 16);
            var length = *(int*)slot;
            var text = new ReadOnlySpan<byte>(length <= 12 ? slot + 4 : *(byte**)(slot + 8), length);
            Assert.True(Utf8.IsValid(text), $"{column.Name} is not UTF-8");
            if (column.Type == ColumnType.Json)
            {
                var json = new Utf8JsonReader(text, Deep);
                while (json.Read())
                {
                }
            }
        }
    }
}
