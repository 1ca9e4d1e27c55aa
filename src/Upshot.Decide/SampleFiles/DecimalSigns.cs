namespace Upshot.Decide.SampleFiles;

/// <summary>What the numbers of a file say about its decimal sign: "1,002" beside "998" may be a thousand and two, "1,002" beside "0,98" is not.</summary>
internal sealed class DecimalSigns
{
    private bool _hasPoint, _hasDecimalComma, _isWhole;
    private int _firstComma;

    /// <param name="line">Where a number stands that was read.</param>
    public void Saw(ReadOnlySpan<char> number, int line)
    {
        var comma = number.IndexOf(',');
        _hasPoint |= number.Contains('.');
        _hasDecimalComma |= comma >= 0 && !MayBeGroup(number, comma);
        _isWhole |= comma < 0 && !number.ContainsAnyExcept("0123456789+-");
        _firstComma = comma >= 0 && _firstComma == 0 ? line : _firstComma;
    }

    /// <summary>The line of a comma that may be the one or the other; null: there is none.</summary>
    public int? Doubtful => _firstComma > 0 && (_hasPoint || (_isWhole && !_hasDecimalComma)) ? _firstComma : null;

    /// <summary>Three digits follow, and one to three that are no zero stand before.</summary>
    public static bool MayBeGroup(ReadOnlySpan<char> number, int comma)
    {
        var before = number[..comma].TrimStart("+-");
        var after = number[(comma + 1)..];
        return after.Length == 3 && !after.ContainsAnyExceptInRange('0', '9') && before.Length is >= 1 and <= 3 && before[0] != '0';
    }
}
