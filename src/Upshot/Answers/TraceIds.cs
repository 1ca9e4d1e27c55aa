namespace Upshot.Answers;

/// <summary>Trace ids as people and other tools write them.</summary>
internal static class TraceIds
{
    private const int Digits = 32;

    /// <summary>
    /// 32 lower-case hex digits, of an id with hyphens, in capitals, without its leading zeros (as 64-bit ids are shown elsewhere), or inside a W3C
    /// traceparent; null: it is no trace id.
    /// </summary>
    public static string? Of(string text)
    {
        var parts = text.Trim().Split('-');
        var hex = parts is [{ Length: 2 }, { Length: Digits }, { Length: 16 }, { Length: 2 }] ? parts[1] : string.Concat(parts);
        hex = hex.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? hex[2..] : hex;
        return hex.Length is > 0 and <= Digits && hex.All(char.IsAsciiHexDigit) ? hex.ToLowerInvariant().PadLeft(Digits, '0') : null;
    }

    /// <summary>Enough of it for a table: eight digits, without the zeros in front.</summary>
    public static string Short(string traceId) => traceId.TrimStart('0') is { Length: > 0 } digits ? digits[..Math.Min(8, digits.Length)] : traceId[..Math.Min(8, traceId.Length)];
}
