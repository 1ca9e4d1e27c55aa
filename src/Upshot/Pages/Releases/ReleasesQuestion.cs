using Upshot.Answers;
using Upshot.Answers.Comparisons;
using Upshot.Decide.Comparison;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Releases;

/// <summary>A release in the list.</summary>
/// <param name="Verdict">Null when it was not judged.</param>
/// <param name="Why">Why it was not; empty when it only was not asked for.</param>
public sealed record ReleaseShown(ReleaseListed Listed, ReleaseVerdict? Verdict, string Why);

internal static class ReleasesQuestion
{
    /// <summary>A verdict reads all that two versions did: the page gives it for the latest only.</summary>
    private const int Judged = 4;

    private const int Listed = 100;
    private const int Traces = 200;

    public static async Task<IResult> Answer(HttpContext context, AnswerService asked, ReleaseAnswerCache cache, PageRenderer pages, CancellationToken cancellation)
    {
        var left = Judged;
        var seen = await asked.ReleasesAsync(cancellation);
        var shown = new List<ReleaseShown>();
        foreach (var release in seen.Take(Listed))
        {
            shown.Add(await JudgeAsync(asked, cache, release, seen, null, null, release.Requests > 0 && release.Baseline.Length > 0 && left-- > 0, cancellation));
        }

        return await pages.Render<ReleasesPage>(new()
        {
            [nameof(ReleasesPage.Site)] = Site.Of(context),
            [nameof(ReleasesPage.Releases)] = shown,
            [nameof(ReleasesPage.More)] = Math.Max(0, seen.Count - Listed),
        });
    }

    public static Task<IResult> AnswerOne(HttpContext context, string version, string? baseline, string? operation, AnswerService asked, ReleaseAnswerCache cache, PageRenderer pages, CancellationToken cancellation) =>
        AnswerOneOfService(context, "", version, baseline, operation, asked, cache, pages, cancellation);

    /// <param name="service">Empty: all that carry the version.</param>
    public static async Task<IResult> AnswerOneOfService(HttpContext context, string service, string version, string? baseline, string? operation, AnswerService asked, ReleaseAnswerCache cache, PageRenderer pages, CancellationToken cancellation)
    {
        var releases = await asked.ReleasesAsync(cancellation);
        var release = releases.FirstOrDefault(r => r.Version == version) ?? releases.FirstOrDefault(r => Format.FromAddress(r.Version) == Format.FromAddress(version))
            ?? throw new QuestionException($"There is no release \"{Format.FromAddress(version)}\": it was neither announced, nor planned, nor seen.");
        var of = service.Length == 0 ? null : release.Services.FirstOrDefault(s => s == service) ?? release.Services.FirstOrDefault(s => s == Format.FromAddress(service))
            ?? throw new QuestionException($"{Format.Short(Format.FromAddress(service), 100)} was not seen with version {Format.Short(release.Version, 100)}; {(release.Services.Count == 0 ? "no service was" : $"seen were {string.Join(", ", release.Services.Take(5).Select(s => Format.Short(s, 60)))}")}.");
        var shown = await JudgeAsync(asked, cache, release, releases, of, baseline is { Length: > 0 } ? baseline : null, true, cancellation);
        var chosen = asked.Plan.Operations.Any(o => o.Name == operation) ? operation : shown.Verdict is { } verdict ? MostChanged(verdict) : null;
        return await pages.Render<ReleasePage>(new()
        {
            [nameof(ReleasePage.Site)] = Site.Of(context),
            [nameof(ReleasePage.Shown)] = shown,
            [nameof(ReleasePage.Service)] = of ?? "",
            [nameof(ReleasePage.Others)] = releases.Where(r => r.Version != release.Version && r.Requests > 0 && r.Services.Intersect(release.Services).Any()).Select(r => r.Version).ToList(),
            [nameof(ReleasePage.Operations)] = shown.Verdict?.Operations.Select(o => o.Operation).Distinct().ToList() ?? [],
            [nameof(ReleasePage.Operation)] = chosen ?? "",
            [nameof(ReleasePage.Tree)] = shown.Verdict is null || chosen is null ? null : await ExplainAsync(asked, cache, shown, RestsOn(release, releases), chosen, cancellation),
        });
    }

    private static async Task<ReleaseShown> JudgeAsync(AnswerService asked, ReleaseAnswerCache cache, ReleaseListed release, IReadOnlyList<ReleaseListed> all, string? service, string? baseline, bool wanted, CancellationToken cancellation)
    {
        if (release.Requests == 0)
        {
            return new(release, null, "No request of this version was seen yet.");
        }

        if (release.Baseline.Length == 0 && baseline is null)
        {
            return new(release, null, "It is the first version seen of its services: there is nothing to judge it against.");
        }

        if (!wanted)
        {
            return new(release, null, "");
        }

        try
        {
            var verdict = await cache.Verdicts.GetAsync($"{asked.Plan.Digest}\n{service}\n{baseline}\n{release.Version}", RestsOn(release, all), c => asked.CompareAsync(new(baseline, release.Version) { Service = service, Looks = PlannedLooks.OpenEnded }, c), cancellation);
            return new(release with { Baseline = verdict.Baseline }, verdict, "");
        }
        catch (QuestionException e)
        {
            return new(release, null, e.Message);
        }
    }

    private static async Task<PathTree?> ExplainAsync(AnswerService asked, ReleaseAnswerCache cache, ReleaseShown shown, long restsOn, string operation, CancellationToken cancellation)
    {
        var (baseline, candidate) = (shown.Verdict?.Operations.FirstOrDefault(o => o.Operation == operation)?.Baseline ?? shown.Listed.Baseline, shown.Listed.Version);
        try
        {
            return await cache.Paths.GetAsync($"{asked.Plan.Digest}\n{baseline}\n{candidate}\n{operation}", restsOn, async c => PathTree.Of(await asked.ExplainAsync(new(operation, baseline, candidate, Traces) { Environment = shown.Verdict?.Environment }, c)), cancellation);
        }
        catch (QuestionException)
        {
            // Traces may be gone by age while the rollups are still there.
            return null;
        }
    }

    /// <summary>With every request of either version the evidence is another.</summary>
    private static long RestsOn(ReleaseListed release, IReadOnlyList<ReleaseListed> all) =>
        release.Requests + all.Where(r => r.Version == release.Baseline).Sum(r => r.Requests);

    /// <summary>What regressed comes first, then what improved, each by how sure it is.</summary>
    internal static string? MostChanged(ReleaseVerdict verdict) => verdict.Guardrails.Concat(verdict.Expected.Select(e => e.Actual)).Concat(verdict.Measures)
        .Where(m => m.Measure != "throughput")
        .OrderBy(m => m.Verdict switch { Verdict.Regressed => 0, Verdict.Improved => 1, _ => 2 }).ThenBy(m => m.P ?? 1)
        .FirstOrDefault()?.Operation;
}
