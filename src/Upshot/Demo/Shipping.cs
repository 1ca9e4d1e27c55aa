using Upshot.Answers;

namespace Upshot.Demo;

/// <summary>A release that was shipped, and what came of it.</summary>
internal sealed record Shipping(ReleaseVerdict Verdict, IReadOnlyList<TimeExplanation> Explanations);
