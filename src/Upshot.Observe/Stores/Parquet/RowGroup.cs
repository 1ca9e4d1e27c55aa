using System.Runtime.CompilerServices;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Rows of a row group until it is written, column by column, each different text once. For one thread, and for one row group after the other.</summary>
internal sealed unsafe class RowGroup : ColumnChunk
{
    /// <summary>So that a page stays far below what its length can say, whatever texts there are.</summary>
    private const int MaxTextBytes = 64 << 20;

    private readonly ColumnValues[] _columns;
    private readonly TextValues?[] _texts;
    private readonly NumberValues?[] _numbers;
    private readonly UuidValues?[] _uuids;
    private long _textBytes;

    public RowGroup(IReadOnlyList<Column> columns)
    {
        _columns = [.. columns.Select(ColumnValues.Of)];
        _texts = [.. _columns.Select(c => c as TextValues)];
        _numbers = [.. _columns.Select(c => c as NumberValues)];
        _uuids = [.. _columns.Select(c => c as UuidValues)];
    }

    public int Rows { get; private set; }

    /// <summary>No further row should come, however few there are.</summary>
    public bool HasManyBytes => _textBytes > MaxTextBytes;

    /// <summary>The different ids of a column, once the row group is written.</summary>
    public ReadOnlySpan<UInt128> Different(int column) => _uuids[column]!.Different;

    public override bool Reads(int column) => true;

    public override bool ReadsFrom(int column) => true;

    public override void NextRow() => Rows++;

    // Everything is copied.
    public override void Keep(object owner)
    {
    }

    public override void ForgetRow()
    {
        foreach (var column in _columns)
        {
            column.Forget(Rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public override void SetText(int column, byte* text, int length)
    {
        _textBytes += length;
        _texts[column]!.Set(Rows, new(text, length));
    }

    /// <summary>Only a text that is not known yet needs to be looked at.</summary>
    public override void SetSentText(int column, byte* text, int length)
    {
        if (_texts[column]!.TrySetKnown(Rows, new(text, length)))
        {
            _textBytes += length;
        }
        else
        {
            base.SetSentText(column, text, length);
        }
    }

    public override void CopyText(int column, ReadOnlySpan<byte> text)
    {
        _textBytes += text.Length;
        _texts[column]!.Set(Rows, text);
    }

    public override void SetUuid(int column, ulong high, ulong low) => _uuids[column]!.Set(Rows, new(high, low));

    public override void SetInteger(int column, long value) => _numbers[column]!.Set(Rows, value);

    public override void SetByte(int column, byte value) => _numbers[column]!.Set(Rows, value);

    /// <param name="at">Where in the file it begins.</param>
    public WrittenRowGroup Write(long at, PageWriter pages) => new(at, Rows, [.. _columns.Select(c => c.Write(Rows, at, pages))]);

    public void Clear()
    {
        foreach (var column in _columns)
        {
            column.Clear();
        }

        (Rows, _textBytes) = (0, 0);
    }
}
