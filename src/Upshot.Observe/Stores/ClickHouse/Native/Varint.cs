using System.Text;

namespace Upshot.Observe.Stores.ClickHouse.Native;

/// <summary>Lengths, as the Native format writes them: seven bits a byte, the lowest first.</summary>
internal static class Varint
{
    public static int Write(Span<byte> to, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            to[length++] = (byte)(value | 0x80);
        }

        to[length++] = (byte)value;
        return length;
    }

    /// <summary>A name, in ASCII.</summary>
    public static int WriteText(Span<byte> to, string text)
    {
        var length = Write(to, (ulong)text.Length);
        return length + Encoding.ASCII.GetBytes(text, to[length..]);
    }

    public static int Length(int value)
    {
        var length = 1;
        for (; value >= 0x80; value >>= 7)
        {
            length++;
        }

        return length;
    }
}
