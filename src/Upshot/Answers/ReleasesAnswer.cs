using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>Releases that somebody announced, that the plan has, or that telemetry shows; latest first.</summary>
internal static class ReleasesAnswer
{
    public static async Task<IReadOnlyList<ReleaseListed>> OfAsync(AnswerService asked, CancellationToken cancellation)
    {
        var seen = (await asked.AskAsync(new VersionQuestion(asked.Always), cancellation)).ToLookup(v => v.Version);
        var announced = asked.State.Releases().ToLookup(r => r.Version);
        var planned = asked.Plan.Releases.ToLookup(r => r.Version);
        var versions = seen.Select(s => s.Key).Concat(announced.Select(a => a.Key)).Concat(planned.Select(p => p.Key)).Distinct();
        var listed = versions.Select(version =>
        {
            var (sightings, announcement, plan) = (seen[version].ToList(), announced[version].LastOrDefault(), planned[version].FirstOrDefault());
            return new ReleaseListed(
                version, plan?.Baseline ?? "", announcement?.Environment ?? sightings.FirstOrDefault()?.Environment ?? "", announcement?.Commit ?? "", announcement?.StartedAt,
                sightings.Count > 0 ? sightings.Min(s => s.FirstSeen) : null, sightings.Count > 0 ? sightings.Max(s => s.LastSeen) : null, sightings.Sum(s => s.Requests),
                plan is not null, plan?.Hypothesis ?? "", [.. sightings.Select(s => s.Service).Distinct()]);
        }).OrderBy(r => r.StartedAt ?? r.FirstSeen ?? DateTimeOffset.MaxValue).ThenBy(r => r.Version, StringComparer.Ordinal).ToList();

        // A release without a baseline of its own is judged against what its services ran before it.
        var sightings = seen.SelectMany(v => v).ToList();
        for (var i = 0; i < listed.Count; i++)
        {
            listed[i] = listed[i].Baseline.Length > 0 ? listed[i] : listed[i] with { Baseline = Before(listed[i].Version, sightings) };
        }

        listed.Reverse();
        return listed;
    }

    private static string Before(string version, List<VersionSeen> sightings)
    {
        var before = from own in sightings.Where(s => s.Version == version)
                     from other in sightings
                     where other.Service == own.Service && other.Environment == own.Environment && other.Version != version && other.FirstSeen < own.FirstSeen
                     orderby other.LastSeen < own.FirstSeen ? other.LastSeen : own.FirstSeen descending, other.Requests descending
                     select other.Version;
        return before.FirstOrDefault() ?? "";
    }
}
