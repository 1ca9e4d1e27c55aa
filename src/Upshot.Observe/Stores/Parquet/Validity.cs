using System.Runtime.InteropServices;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Which rows of a column have a value. Rows are set in ascending order; nothing is kept for columns that are all null or have no null.</summary>
internal sealed class Validity
{
    private ulong[] _bits = [];
    private bool _hasGaps;
    private int _last = -1;
    private int _before = -1;

    public int Count { get; private set; }

    /// <summary>A bit a row, the lowest first. Only for columns that have both values and nulls.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_bits.AsSpan());

    /// <summary>False when the row had a value before.</summary>
    public bool Set(int row)
    {
        if (row == _last)
        {
            return false;
        }

        if (!_hasGaps && row != Count)
        {
            BeginGaps();
        }

        if (_hasGaps)
        {
            Reserve(row);
            _bits[row >> 6] |= 1UL << row;
        }

        (_before, _last) = (_last, row);
        Count++;
        return true;
    }

    /// <summary>The last row has no value after all; false when it had none.</summary>
    public bool Forget(int row)
    {
        if (row != _last)
        {
            return false;
        }

        if (_hasGaps)
        {
            _bits[row >> 6] &= ~(1UL << row);
        }

        _last = _before;
        Count--;
        return true;
    }

    /// <summary>No more rows come: there is a bit for each of so many.</summary>
    public void Complete(int rows)
    {
        if (!_hasGaps && Count > 0 && Count < rows)
        {
            BeginGaps();
        }

        if (_hasGaps)
        {
            Reserve(rows);
        }
    }

    public void Clear()
    {
        _bits.AsSpan().Clear();
        (_hasGaps, _last, _before, Count) = (false, -1, -1, 0);
    }

    private void BeginGaps()
    {
        _hasGaps = true;
        Reserve(Count);
        var whole = Count >> 6;
        _bits.AsSpan(0, whole).Fill(ulong.MaxValue);
        if ((Count & 63) > 0)
        {
            _bits[whole] = (1UL << Count) - 1;
        }
    }

    private void Reserve(int row)
    {
        var words = (row >> 6) + 1;
        if (_bits.Length < words)
        {
            Array.Resize(ref _bits, Math.Max(words, _bits.Length * 2));
        }
    }
}
