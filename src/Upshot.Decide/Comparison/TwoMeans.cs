using MathNet.Numerics;

namespace Upshot.Decide.Comparison;

/// <summary>
/// The difference of two groups' means with test and interval. Welch's t; for groups of unequal size Student's t has to
/// agree, because Welch's alone raises too many false alarms when the smaller group happens to lie close together
/// (2 against 5: 1.8 % at a nominal 1 %). For equal sizes both have the same t and Welch is always the wider. Groups
/// without any spread are judged by exact permutation.
/// </summary>
internal sealed class TwoMeans
{
    private readonly Welch _welch;
    private readonly Welch _student;
    private readonly double _allowance;

    /// <param name="tolerance">Systematic error of the difference: the interval is wider by it on each side, and a difference that it explains is none.</param>
    public TwoMeans(SampleSummary first, SampleSummary second, double? exactP, double tolerance = 0)
    {
        (First, Second, ExactP, _allowance) = (first, second, exactP, tolerance);
        _welch = Welch.Of(first, second);
        _student = HasNoSpread ? _welch : Welch.Pooled(first, second);
        P = HasNoSpread ? WithoutSpread() : Math.Max(_welch.P(tolerance), _student.P(tolerance));
    }

    public SampleSummary First { get; }
    public SampleSummary Second { get; }
    public double? ExactP { get; }
    public double P { get; }
    public bool HasNoSpread => _welch.HasNoSpread;

    public Estimate Difference(double alpha)
    {
        var half = Math.Max(_welch.HalfWidth(alpha), _student.HalfWidth(alpha)) + _allowance;
        return new Estimate(_welch.Difference, _welch.Difference - half, _welch.Difference + half);
    }

    // Each group is one value over and over. If they differ, the two most extreme of all ways to deal them came up.
    private double WithoutSpread() => Math.Abs(_welch.Difference) <= _allowance ? 1
        : ExactP ?? Math.Min(1, 2 / SpecialFunctions.Binomial(First.Count + Second.Count, First.Count));
}
