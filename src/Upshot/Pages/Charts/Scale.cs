namespace Upshot.Pages.Charts;

/// <summary>From nothing up to a round number.</summary>
internal static class Scale
{
    /// <summary>1, 2 or 5 times a power of ten, at least as large; 1 where there is nothing.</summary>
    public static double RoundUp(double largest)
    {
        if (!(largest > 0) || !double.IsFinite(largest))
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(largest)));
        return new[] { 1, 2, 5, 10 }.Select(f => f * power).First(v => v >= largest * (1 - 1e-12));
    }
}
