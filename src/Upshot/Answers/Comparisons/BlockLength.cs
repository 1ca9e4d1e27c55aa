namespace Upshot.Answers.Comparisons;

/// <summary>Lengths of blocks: whole parts of a day, so that blocks of like windows lie alike.</summary>
internal static class BlockLength
{
    private static readonly int[] Minutes = [60, 30, 20, 15, 10, 5, 4, 3, 2, 1];

    /// <summary>The longest with at least so many in a time; a minute at least.</summary>
    public static TimeSpan Of(TimeSpan time, int blocks) => TimeSpan.FromMinutes(Minutes.FirstOrDefault(m => m * blocks <= time.TotalMinutes, 1));

    /// <summary>Of a time too short for minutes.</summary>
    public static TimeSpan OfShort(TimeSpan time) => TimeSpan.FromSeconds(Math.Max(1, Math.Floor(time.TotalSeconds / 60)));
}
