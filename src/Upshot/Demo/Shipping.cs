using Upshot.Answers;

namespace Upshot.Demo;

/// <summary>A release that was shipped, and what came of it.</summary>
/// <param name="Ranked">What was worth improving in the version before it.</param>
internal sealed record Shipping(ReleaseVerdict Verdict, IReadOnlyList<TimeExplanation> Explanations, RankAnswer Ranked);
