using System.Globalization;

namespace Upshot.Decide.Exports;

/// <summary>Whether the status of an exported span says that it failed: codes of HTTP, gRPC and OpenTelemetry, words, and flags of either sense.</summary>
internal static class SpanStatus
{
    private const int FirstHttpError = 400;
    private const int LastHttp = 599;

    /// <param name="column">The normal name of the column.</param>
    public static bool IsError(string column, string text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        if (column == "success")
        {
            return text.ToUpperInvariant() is "FALSE" or "0" or "NO" or "F";
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var code))
        {
            // Below 100 it is OpenTelemetry's code, of which 2 is the error, or gRPC's, of which 1 is the caller's own giving up; a flag is 1.
            return code is >= FirstHttpError and <= LastHttp || (code is >= 2 and < 100) || (code == 1 && column is "error" or "iserror");
        }

        var word = text.ToUpperInvariant();
        return column is "error" or "iserror"
            ? word is not ("FALSE" or "NO" or "NONE" or "NULL" or "F" or "OK" or "[]" or "{}")
            : word.Contains("ERR", StringComparison.Ordinal) || word.Contains("FAIL", StringComparison.Ordinal) || word.Contains("EXCEPTION", StringComparison.Ordinal) || word is "FALSE" or "UNAVAILABLE" or "INTERNAL";
    }
}
