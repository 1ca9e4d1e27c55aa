namespace Upshot.Lab;

/// <summary>One cause, or several, removed: what was predicted from build A, and what build B took, in milliseconds at the operation's quantile.</summary>
/// <param name="Again">Build A run once more.</param>
/// <param name="ActualLow">Of the 90 % interval of what B took: it is an estimate of few requests as well.</param>
/// <param name="Naive">What was measured less what the removed calls take at the mean: what a profile says.</param>
internal sealed record Intervention(int Scenario, string Operation, string Kind, bool IsQueue, double Before, double Again, double Predicted, double Low, double High, double Actual, double ActualLow, double ActualHigh, double Naive, int Requests, DateTimeOffset From, DateTimeOffset Until)
{
    public bool Counts => Math.Abs((Actual / Before) - 1) >= 0.1 && Math.Abs((Again / Before) - 1) <= 0.05;
    public double Error => Math.Abs((Predicted / Actual) - 1);
    public double GainError => Math.Abs(((Before - Predicted) / (Before - Actual)) - 1);
    public bool IsCovered => Low <= Actual && Actual <= High;

    /// <summary>Whether the two estimates agree: the prediction's 90 % interval and the measurement's, independent of each other.</summary>
    public bool Agrees => Actual >= Predicted
        ? Actual - Predicted <= Together(High - Predicted, Actual - ActualLow)
        : Predicted - Actual <= Together(Predicted - Low, ActualHigh - Actual);

    private static double Together(double one, double other) => Math.Sqrt((one * one) + (other * other));
}
