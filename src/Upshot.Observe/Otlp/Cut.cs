namespace Upshot.Observe.Otlp;

/// <summary>How long names and values may be: what is longer is cut, between two characters. Source: OpenTelemetry's limits of attributes, and ours of names.</summary>
internal static unsafe class Cut
{
    public const int MaxName = 1 << 10, MaxValue = 64 << 10;

    public static Slice Name(Slice text) => To(text, MaxName);

    public static Slice Value(Slice text) => To(text, MaxValue);

    public static string Name(string text) => text.Length <= MaxName ? text : text[..(char.IsHighSurrogate(text[MaxName - 1]) ? MaxName - 1 : MaxName)];

    private static Slice To(Slice text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        // Bytes 10xxxxxx continue a character.
        while (length > 0 && (text.Pointer[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return new(text.Pointer, length);
    }
}
