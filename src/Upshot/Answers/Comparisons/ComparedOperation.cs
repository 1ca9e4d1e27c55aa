using Upshot.Evidence;

namespace Upshot.Answers.Comparisons;

/// <summary>An operation of a service in which a release takes part, and the version it is judged against there.</summary>
/// <param name="Baseline">Empty: no other version answered it.</param>
/// <param name="Lives">Of all versions of the service on the operation in the environment.</param>
internal sealed record ComparedOperation(string Service, string Environment, string Operation, string Baseline, string Candidate, IReadOnlyList<VersionLife> Lives)
{
    public IReadOnlyList<VersionLife> Of(string version) => [.. Lives.Where(l => l.Version == version)];

    /// <param name="lives">Of everything.</param>
    /// <param name="baseline">Null, or what a service never ran: what it ran before or beside the candidate.</param>
    public static IReadOnlyList<ComparedOperation> All(IReadOnlyList<VersionLife> lives, string? baseline, string candidate, string environment, TimeRange within) =>
        [.. lives.Where(l => l.Environment == environment)
            .GroupBy(l => (l.Service, l.Operation))
            .Where(g => g.Any(l => l.Version == candidate && l.From < within.To && l.To > within.From))
            .Select(g => new ComparedOperation(g.Key.Service, environment, g.Key.Operation, BaselineOf([.. g], baseline, candidate, within), candidate, [.. g]))];

    private static string BaselineOf(IReadOnlyList<VersionLife> lives, string? named, string candidate, TimeRange within) =>
        named is not null && lives.Any(l => l.Version == named) ? named : Before(lives, candidate, within);

    /// <summary>The version that answered last before the candidate came; of several at the same time the one with most requests. Else the first that ran beside it.</summary>
    private static string Before(IReadOnlyList<VersionLife> lives, string candidate, TimeRange within)
    {
        var came = lives.Where(l => l.Version == candidate && l.To > within.From).Min(l => l.From);
        var others = lives.Where(l => l.Version != candidate).ToList();
        return others.Where(l => l.From <= came).OrderByDescending(l => l.To < came ? l.To : came).ThenByDescending(l => l.Requests).FirstOrDefault()?.Version
            ?? others.Where(l => l.From < within.To).OrderBy(l => l.From).ThenByDescending(l => l.Requests).FirstOrDefault()?.Version
            ?? "";
    }
}
