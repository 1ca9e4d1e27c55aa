namespace Upshot.Decide.Series;

/// <summary>Values in the order of their times.</summary>
/// <param name="TimeTexts">The times as they were given.</param>
/// <param name="Seconds">The times as numbers: seconds where <paramref name="IsClock"/>, otherwise in the unit of the file.</param>
public sealed record TimeSeries(IReadOnlyList<string> TimeTexts, double[] Seconds, double[] Values, bool IsClock)
{
    public int Count => Values.Length;
}
