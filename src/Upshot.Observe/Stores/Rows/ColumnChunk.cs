using System.Text;
using System.Text.Unicode;

namespace Upshot.Observe.Stores.Rows;

/// <summary>Rows that are being written, column by column, in the form that a database takes. Every value is null until it is set.</summary>
internal abstract unsafe class ColumnChunk
{
    public abstract bool Reads(int column);

    /// <summary>Is any column read from this one on?</summary>
    public abstract bool ReadsFrom(int column);

    public abstract void NextRow();

    /// <summary>Holds on to the owner of texts that the rows point to until they have been read.</summary>
    public abstract void Keep(object owner);

    /// <summary>Takes back what was written into the row that is not complete.</summary>
    public abstract void ForgetRow();

    /// <summary>A text that stays where it is as long as the rows are read.</summary>
    public abstract void SetText(int column, byte* text, int length);

    /// <summary>A text as somebody sent it, which stays where it is as long as the rows are read: bytes that are not UTF-8 become U+FFFD.</summary>
    public virtual void SetSentText(int column, byte* text, int length)
    {
        var sent = new ReadOnlySpan<byte>(text, length);
        if (Utf8.IsValid(sent))
        {
            SetText(column, text, length);
        }
        else
        {
            CopyText(column, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(sent)));
        }
    }

    /// <summary>A text or blob that is copied.</summary>
    public abstract void CopyText(int column, ReadOnlySpan<byte> text);

    public abstract void SetUuid(int column, ulong high, ulong low);

    public abstract void SetInteger(int column, long value);

    public void SetDouble(int column, double value) => SetInteger(column, BitConverter.DoubleToInt64Bits(value));

    public abstract void SetByte(int column, byte value);
}
