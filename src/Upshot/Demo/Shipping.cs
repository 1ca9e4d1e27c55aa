using Upshot.Answers;
using Upshot.Plan.Evidence;

namespace Upshot.Demo;

/// <summary>A release that was shipped, and what came of it.</summary>
/// <param name="Range">The time in which it and its baseline shared the visitors.</param>
internal sealed record Shipping(ReleaseVerdict Verdict, IReadOnlyList<TimeExplanation> Explanations, TimeRange Range);
