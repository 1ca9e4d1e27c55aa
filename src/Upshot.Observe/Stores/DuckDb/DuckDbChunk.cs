using System.Runtime.CompilerServices;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// The rows that a scan hands to DuckDB, written straight into its vectors. A text that stands in a body is not copied:
/// the vector holds its address, and the body lives until the scan's snapshot is given back.
/// </summary>
/// <remarks>A text is 16 bytes: length, then the text itself if it is no longer than 12 bytes, else its first 4 bytes and its address (duckdb_string_t).</remarks>
internal sealed unsafe class DuckDbChunk : ColumnChunk
{
    public const int Capacity = 2048;
    private readonly byte*[] _data;
    private readonly ulong*[] _validity;
    private readonly nint[] _vectors;
    private readonly int[] _projected;
    private readonly int _lastProjected;
    private readonly List<object> _kept = [];

    /// <param name="columns">How many columns the schema has.</param>
    /// <param name="projected">The schema's columns that the query reads, in the order of the output's vectors; −1: a vector to leave alone.</param>
    public DuckDbChunk(int columns, int[] projected)
    {
        _data = new byte*[columns];
        _validity = new ulong*[columns];
        _vectors = new nint[columns];
        _projected = projected;
        _lastProjected = projected.DefaultIfEmpty(-1).Max();
    }

    public int Rows { get; private set; }

    public bool IsFull => Rows == Capacity;

    /// <summary>Writes into this output from now on; every value is null until it is set.</summary>
    public void Attach(nint output)
    {
        Rows = 0;
        _kept.Clear();
        for (var i = 0; i < _projected.Length; i++)
        {
            var column = _projected[i];
            if (column < 0)
            {
                continue;
            }

            var vector = DuckDbNative.GetVector(output, (ulong)i);
            DuckDbNative.EnsureValidityWritable(vector);
            _vectors[column] = vector;
            _data[column] = (byte*)DuckDbNative.GetData(vector);
            _validity[column] = DuckDbNative.GetValidity(vector);
            new Span<ulong>(_validity[column], Capacity / 64).Clear();
        }
    }

    public override bool Reads(int column) => _data[column] != null;

    public override bool ReadsFrom(int column) => _lastProjected >= column;

    public override void NextRow() => Rows++;

    public override void Keep(object owner)
    {
        if (_kept.Count == 0 || !ReferenceEquals(_kept[^1], owner))
        {
            _kept.Add(owner);
        }
    }

    public override void ForgetRow()
    {
        var bit = ~(1UL << (Rows & 63));
        foreach (var column in _projected)
        {
            if (column >= 0)
            {
                _validity[column][Rows >> 6] &= bit;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void SetText(int column, byte* text, int length)
    {
        var data = _data[column];
        if (data == null)
        {
            return;
        }

        var slot = data + ((nint)Rows << 4);
        *(int*)slot = length;
        if (length <= 12)
        {
            *(ulong*)(slot + 4) = 0;
            *(uint*)(slot + 12) = 0;
            Unsafe.CopyBlockUnaligned(slot + 4, text, (uint)length);
        }
        else
        {
            *(uint*)(slot + 4) = *(uint*)text;
            *(byte**)(slot + 8) = text;
        }

        SetValid(column);
    }

    public override void CopyText(int column, ReadOnlySpan<byte> text)
    {
        if (_data[column] == null)
        {
            return;
        }

        fixed (byte* bytes = text)
        {
            DuckDbNative.AssignText(_vectors[column], (ulong)Rows, bytes, (ulong)text.Length);
        }

        SetValid(column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void SetUuid(int column, ulong high, ulong low)
    {
        if (_data[column] != null)
        {
            var slot = (ulong*)(_data[column] + ((nint)Rows << 4));
            slot[0] = low;
            slot[1] = high ^ 0x8000_0000_0000_0000;
            SetValid(column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void SetInteger(int column, long value)
    {
        if (_data[column] != null)
        {
            *(long*)(_data[column] + ((nint)Rows << 3)) = value;
            SetValid(column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void SetByte(int column, byte value)
    {
        if (_data[column] != null)
        {
            _data[column][Rows] = value;
            SetValid(column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetValid(int column) => _validity[column][Rows >> 6] |= 1UL << (Rows & 63);
}
