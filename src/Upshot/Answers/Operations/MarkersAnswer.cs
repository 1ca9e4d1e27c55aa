using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Operations;

/// <summary>Releases, changes and incidents of some time, the earliest first.</summary>
internal static class MarkersAnswer
{
    private const int Most = 50;

    public static async Task<IReadOnlyList<Marker>> OfAsync(AnswerService asked, TimeRange range, CancellationToken cancellation)
    {
        var announced = asked.State.Releases().ToDictionary(r => (r.Version, r.Environment), r => r.StartedAt);
        var releases = (await asked.AskAsync(new VersionQuestion(asked.Always), cancellation))
            .GroupBy(v => (v.Version, v.Environment))
            .Select(g => (g.Key.Version, At: announced.GetValueOrDefault(g.Key, g.Min(v => v.FirstSeen)), Services: g.Select(v => v.Service).Distinct()))
            .Select(r => new Marker(r.At, "release", r.Version, $"{r.Version} of {string.Join(", ", r.Services.Take(3))} starts"));
        var changes = asked.State.Alerts.Changes(range.From, range.To, Most).Select(c => new Marker(c.At, c.Kind, c.Name, $"{c.Name}{(c.To.Length > 0 ? $" is {c.To}" : "")}{(c.Author.Length > 0 ? $", {c.Author}" : "")}"));
        var incidents = asked.State.Alerts.Incidents(range.From, range.To, Most).Select(i => new Marker(i.StartedAt, "incident", i.Id, i.Title));
        return [.. releases.Concat(changes).Concat(incidents).Where(m => m.At >= range.From && m.At < range.To).OrderBy(m => m.At).ThenBy(m => m.Text, StringComparer.Ordinal).Take(Most)];
    }
}
