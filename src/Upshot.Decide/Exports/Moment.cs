using System.Globalization;

namespace Upshot.Decide.Exports;

/// <summary>Times as exporters write them, in Unix nanoseconds: numbers in seconds to nanoseconds by their size, ISO 8601 and its relatives, UTC where no zone is named.</summary>
public static class Moment
{
    private static readonly string[] Others = ["dd/MMM/yyyy:HH:mm:ss zzz", "ddd MMM d HH:mm:ss yyyy", "yyyyMMddHHmmss", "yyyyMMdd HH:mm:ss"];

    /// <summary>What follows the time is left over, as in a line of a log.</summary>
    public static bool TryParse(string text, out long nanos)
    {
        text = text.Trim().Trim('"', '[', ']');
        return TryNumber(text, out nanos) || TryIso(text, out nanos, out _) || TryOther(text, out nanos);
    }

    public static bool TryNumber(string text, out long nanos)
    {
        nanos = 0;
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
            || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || Math.Abs(number) > 9e18m)
        {
            return false;
        }

        // Twelve digits of seconds are the year 33658; the sizes of the units do not meet before.
        var unit = Math.Abs(number) switch
        {
            >= 1e17m => 1m,
            >= 1e14m => 1e3m,
            >= 1e11m => 1e6m,
            _ => 1e9m,
        };
        var scaled = number * unit;
        nanos = (long)scaled;
        return true;
    }

    /// <summary><c>2024-05-01T10:20:30.123456789+02:00</c> at the beginning of a text, with a blank for the T, slashes for the dashes, a comma for the point.</summary>
    public static bool TryIso(string text, out long nanos, out int length)
    {
        (nanos, length) = (0, 0);
        if (text.Length < 19 || !Digits(text, 0, 4, out var year) || text[4] is not ('-' or '/') || !Digits(text, 5, 2, out var month) || text[7] != text[4] || !Digits(text, 8, 2, out var day)
            || text[10] is not ('T' or ' ' or '_') || !Digits(text, 11, 2, out var hour) || text[13] != ':' || !Digits(text, 14, 2, out var minute) || text[16] != ':' || !Digits(text, 17, 2, out var second)
            || month is < 1 or > 12 || day < 1 || year < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var at = 19;
        long fraction = 0;
        if (at < text.Length && text[at] is '.' or ',' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))
        {
            var unit = 100_000_000L;
            for (at++; at < text.Length && char.IsAsciiDigit(text[at]); at++, unit /= 10)
            {
                fraction += (text[at] - '0') * unit;
            }
        }

        var offset = Zone(text, ref at);
        var days = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Days;
        var seconds = (days * 86_400L) + (hour * 3600) + (minute * 60) + second - (offset * 60L);
        length = at;
        if (Math.Abs(seconds) > 9_000_000_000)
        {
            return false;
        }

        nanos = (seconds * 1_000_000_000) + fraction;
        return true;
    }

    private static int Zone(string text, ref int at)
    {
        var sign = at;
        if (sign < text.Length && text[sign] is 'Z' or 'z')
        {
            at++;
            return 0;
        }

        sign += sign < text.Length && text[sign] == ' ' ? 1 : 0;
        if (sign >= text.Length || text[sign] is not ('+' or '-') || !Digits(text, sign + 1, 2, out var hours))
        {
            return 0;
        }

        var next = sign + 3 + (sign + 3 < text.Length && text[sign + 3] == ':' ? 1 : 0);
        var hasMinutes = Digits(text, next, 2, out var minutes);
        at = hasMinutes ? next + 2 : sign + 3;
        return (text[sign] == '-' ? -1 : 1) * ((hours * 60) + (hasMinutes ? minutes : 0));
    }

    private static bool TryOther(string text, out long nanos)
    {
        nanos = 0;
        if (!DateTimeOffset.TryParseExact(text, Others, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var date)
            && !(text.Length > 7 && text.Contains(':') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out date)))
        {
            return false;
        }

        var ticks = date.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        if (Math.Abs(ticks) > long.MaxValue / 100)
        {
            return false;
        }

        nanos = ticks * 100;
        return true;
    }

    private static bool Digits(string text, int at, int count, out int value)
    {
        value = 0;
        if (at + count > text.Length)
        {
            return false;
        }

        for (var i = at; i < at + count; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                return false;
            }

            value = (value * 10) + (text[i] - '0');
        }

        return true;
    }
}
