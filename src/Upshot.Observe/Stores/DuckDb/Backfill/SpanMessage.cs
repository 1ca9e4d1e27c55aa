using System.Text;
using Upshot.Observe.Otlp;
using Upshot.Observe.Otlp.Json;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>Fields of protobuf messages, each with its tag.</summary>
internal static class SpanMessage
{
    /// <summary>Nothing where there is no text.</summary>
    public static void Text(this RequestBuffer request, uint field, string text)
    {
        if (text.Length > 0)
        {
            request.Raw(field, Encoding.UTF8.GetBytes(text));
        }
    }

    public static void Raw(this RequestBuffer request, uint field, ReadOnlySpan<byte> bytes)
    {
        request.Varint((field << 3) | 2);
        request.Varint((ulong)bytes.Length);
        request.Write(bytes);
    }

    public static void Number(this RequestBuffer request, uint field, ulong number)
    {
        request.Varint(field << 3);
        request.Varint(number);
    }

    public static void Fixed(this RequestBuffer request, uint field, ulong number)
    {
        request.Varint((field << 3) | 1);
        request.Fixed64(number);
    }
}
