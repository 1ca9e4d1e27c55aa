using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Comparisons;

/// <summary>A series that the release did not touch: the busiest operation of another service that kept its version the while.</summary>
internal static class Controls
{
    private static readonly TimeSpan FewestDays = TimeSpan.FromDays(3);

    public static BlockWindow? Of(ComparedOperation operation, ComparedTime time, IReadOnlyList<VersionLife> all, TimeSpan past, TimeSpan block) => all
        .Where(l => l.Service != operation.Service && l.Environment == operation.Environment && l.From < time.Candidate.To && l.To > time.Baseline.From)
        .GroupBy(l => (l.Service, l.Operation))
        .Where(g => g.Select(l => l.Version).Distinct().Count() == 1 && g.Min(l => l.From) <= time.Baseline.From - FewestDays && g.Max(l => l.To) >= time.Candidate.To - (time.Length / 10))
        .OrderByDescending(g => g.Sum(l => l.Requests)).ThenBy(g => g.Key.Service, StringComparer.Ordinal)
        .Select(g => new BlockWindow(g.Key.Service, operation.Environment, g.Key.Operation, null, new(time.Candidate.From - past, time.Candidate.To), block))
        .FirstOrDefault();
}
