using Upshot.Decide.Scorecards;

namespace Upshot.Decide.Ledgers;

/// <summary>One prediction of one release, and what came of it.</summary>
/// <param name="Team">Who predicted; empty: nobody was named.</param>
/// <param name="Source">Where the prediction came from: a plan, or a tool that proposed the change.</param>
/// <param name="Low">Expected: candidate / baseline − 1 at least …</param>
/// <param name="High">… and at most.</param>
/// <param name="Confidence">How sure the team was, 0..1.</param>
/// <param name="Actual">What came; NaN: nothing was seen.</param>
/// <param name="Baseline">The measure's value before, NaN: unknown.</param>
/// <param name="IsImproved">A gain is shown.</param>
public sealed record LedgerPrediction(
    string Release, string Team, string Source, string Operation, string Measure, double Low, double High, double Confidence, double Actual, double ActualLow, double ActualHigh, double Baseline, double Candidate, Prediction Prediction, bool IsImproved);
