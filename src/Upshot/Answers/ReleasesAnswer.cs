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

        // A release without a baseline of its own is judged against the one that ran before it.
        var before = "";
        for (var i = 0; i < listed.Count; i++)
        {
            listed[i] = listed[i].Baseline.Length > 0 ? listed[i] : listed[i] with { Baseline = before };
            before = listed[i].Requests > 0 ? listed[i].Version : before;
        }

        listed.Reverse();
        return listed;
    }
}
