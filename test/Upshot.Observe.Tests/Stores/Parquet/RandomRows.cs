using System.Runtime.InteropServices;
using System.Text;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Tests.Stores.Parquet;

/// <summary>Rows with values of every kind, the same for the same seed: columns without values, with one, with few, with as many as there are rows; rows that are taken back, values that are set twice.</summary>
internal sealed class RandomRows
{
    private static readonly ColumnType[] s_types = [.. Enum.GetValues<ColumnType>().Where(t => t != ColumnType.Blob)];
    private static readonly long[] s_edges = [0, 1, -1, long.MinValue, long.MaxValue, long.MaxValue - 1, int.MinValue, 255, 256];
    private static readonly double[] s_doubles = [0.0, -0.0, 1, -1.5, double.MaxValue, double.MinValue, double.Epsilon, double.PositiveInfinity, double.NegativeInfinity, 1e-300];

    private static readonly byte[][] s_texts =
    [
        [], "a"u8.ToArray(), "ä"u8.ToArray(), "日本語 🚀"u8.ToArray(), "a\0b"u8.ToArray(), "12345678901234567"u8.ToArray(), [0xFF, 0xFE], [0x61, 0xC3], [0xF0, 0x9F],
        Encoding.UTF8.GetBytes(new string('x', 256)), Encoding.UTF8.GetBytes(new string('x', 255) + "ü"), Encoding.UTF8.GetBytes('a' + new string('é', 300)), Encoding.UTF8.GetBytes(new string('~', 5000)),
    ];

    private readonly Random _random;
    private readonly List<byte[]> _pinned = [];
    private readonly object?[][] _rows;

    public RandomRows(int seed, int rows, bool withNaN)
    {
        _random = new Random(seed);
        var kinds = s_types.SelectMany(type => Enumerable.Range(0, 6).Select(kind => (type, kind))).ToArray();
        Columns = [.. kinds.Select((k, i) => new Column($"c{i}_{k.type}".ToLowerInvariant(), k.type))];
        var columns = kinds.Select(k => Values(k.type, k.kind, rows, withNaN)).ToArray();
        _rows = [.. Enumerable.Range(0, rows).Select(row => columns.Select(c => c[row]).ToArray())];
    }

    public IReadOnlyList<Column> Columns { get; }

    public RecordScan Scan() => new RowScan(this);

    /// <summary>What a row has in a column once it is written: null, a text, an id, or 64 bits.</summary>
    public object? Value(int row, int column) => _rows[row][column] is byte[] text ? Encoding.UTF8.GetString(text.AsSpan(..^1)) : _rows[row][column];

    /// <summary>By kind: nothing, the same everywhere, few values and nulls, many values and nulls, different ones in each row, long runs of each.</summary>
    private object?[] Values(ColumnType type, int kind, int rows, bool withNaN)
    {
        var one = Value(type, withNaN: false);
        var pool = Enumerable.Range(0, kind == 2 ? 5 : Math.Max(1, rows / 3)).Select(_ => Value(type, withNaN)).ToArray();
        return [.. Enumerable.Range(0, rows).Select(row => kind switch
        {
            0 => null,
            1 => one,
            2 or 3 => _random.Next(3) == 0 ? null : pool[_random.Next(pool.Length)],
            4 => Value(type, withNaN),
            _ => (row / 37 % 3) == 0 ? null : pool[row / 100 % pool.Length],
        })];
    }

    private object Value(ColumnType type, bool withNaN) => type switch
    {
        ColumnType.Text or ColumnType.Json => Pinned(_random.Next(4) == 0 ? s_texts[_random.Next(s_texts.Length)] : Encoding.UTF8.GetBytes($"text {_random.Next(100_000)}{new string('-', _random.Next(20))}")),
        ColumnType.Uuid => new UInt128((ulong)_random.NextInt64() << _random.Next(2), (ulong)_random.NextInt64()),
        ColumnType.Boolean => (long)_random.Next(2),
        ColumnType.TinyInteger => (long)_random.Next(256),
        ColumnType.Double => BitConverter.DoubleToInt64Bits(_random.Next(5) == 0 ? s_doubles[_random.Next(s_doubles.Length)] : withNaN && _random.Next(9) == 0 ? double.NaN : _random.NextDouble() * 1000),

        // The ends of a time are infinity to DuckDB, and of one beyond it nothing can be said.
        ColumnType.Timestamp => _random.NextInt64(4_000_000_000_000_000_000),
        _ => _random.Next(4) == 0 ? s_edges[_random.Next(s_edges.Length)] : _random.NextInt64(1L << _random.Next(1, 62)),
    };

    private byte[] Pinned(byte[] bytes)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(bytes.Length + 1, pinned: true);
        bytes.CopyTo(pinned, 0);
        _pinned.Add(pinned);
        return pinned;
    }

    private sealed class RowScan(RandomRows rows) : RecordScan
    {
        private int _row;

        public override bool Next(ColumnChunk chunk)
        {
            if (_row == rows._rows.Length)
            {
                return false;
            }

            // What other rows have, and then it is taken back; what other rows have, and then it is this row's.
            var other = rows._rows[(_row * 7919L + 13) % rows._rows.Length];
            if (_row % 11 == 3)
            {
                Set(chunk, other, _ => true);
                chunk.ForgetRow();
            }

            var row = rows._rows[_row];
            Set(chunk, other, column => _row % 13 == 5 && row[column] is not null);
            Set(chunk, row, _ => true);
            chunk.NextRow();
            _row++;
            return true;
        }

        private unsafe void Set(ColumnChunk chunk, object?[] row, Func<int, bool> isSet)
        {
            for (var column = 0; column < row.Length; column++)
            {
                if (!isSet(column))
                {
                    continue;
                }

                switch (row[column])
                {
                    case byte[] text when column % 2 == 0:
                        chunk.SetSentText(column, (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(text, 0), text.Length - 1);
                        break;
                    case byte[] text:
                        chunk.CopyText(column, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text.AsSpan(..^1))));
                        break;
                    case UInt128 id:
                        chunk.SetUuid(column, (ulong)(id >> 64), (ulong)id);
                        break;
                    case long number when rows.Columns[column].Type is ColumnType.Boolean or ColumnType.TinyInteger:
                        chunk.SetByte(column, (byte)number);
                        break;
                    case long number:
                        chunk.SetInteger(column, number);
                        break;
                }
            }
        }
    }
}
