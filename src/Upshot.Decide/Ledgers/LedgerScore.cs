using Upshot.Decide.Scorecards;

namespace Upshot.Decide.Ledgers;

/// <summary>How well some predictions were.</summary>
/// <param name="Open">Never verified: nothing was seen, or the interval tells neither.</param>
/// <param name="Coverage">Of those that came out, the share whose value lay in the expected range; as sure as the team was it should have been. NaN: none came out.</param>
/// <param name="Confidence">How sure the team was of those on average.</param>
/// <param name="Brier">Mean of (confidence − outcome)², the outcome 1 for a hit and 0 for a miss: 0 is perfect, 0.25 is what saying "50 %" gets.</param>
/// <remarks>G. W. Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950).</remarks>
public sealed record LedgerScore(string Name, int Predictions, int Hits, int Misses, int Open, double Coverage, double Confidence, double Brier)
{
    public static LedgerScore Of(string name, IReadOnlyList<LedgerPrediction> predictions)
    {
        var decided = predictions.Where(p => p.Prediction != Prediction.Open).ToList();
        var hits = decided.Count(p => p.Prediction == Prediction.Hit);
        return new(
            name, predictions.Count, hits, decided.Count - hits, predictions.Count - decided.Count,
            Mean(p => p.Actual >= Math.Min(p.Low, p.High) && p.Actual <= Math.Max(p.Low, p.High) ? 1 : 0),
            Mean(p => p.Confidence),
            Mean(p => Math.Pow(p.Confidence - (p.Prediction == Prediction.Hit ? 1 : 0), 2)));

        double Mean(Func<LedgerPrediction, double> value) => decided.Count == 0 ? double.NaN : decided.Average(value);
    }
}

/// <summary>Verified improvements of a measure, added up.</summary>
/// <param name="Change">All of them one after the other: candidate / baseline − 1.</param>
/// <param name="Difference">candidate − baseline added, in the measure's unit.</param>
public sealed record VerifiedImprovement(string Operation, string Measure, int Releases, double Change, double Difference)
{
    public static IReadOnlyList<VerifiedImprovement> Of(IReadOnlyList<LedgerPrediction> predictions) =>
        [.. predictions.Where(p => p.IsImproved && double.IsFinite(p.Actual))
            .GroupBy(p => (p.Operation, p.Measure))
            .OrderBy(g => g.Key.Operation, StringComparer.Ordinal).ThenBy(g => g.Key.Measure, StringComparer.Ordinal)
            .Select(g => new VerifiedImprovement(g.Key.Operation, g.Key.Measure, g.Count(), g.Aggregate(1.0, (all, p) => all * (1 + p.Actual)) - 1, g.Sum(p => p.Candidate - p.Baseline)))];
}
