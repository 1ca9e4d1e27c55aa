using Upshot.Answers;
using Upshot.Decide.Alerting;
using Upshot.Evidence.Alerts;
using Upshot.Observe.State.Alerts;
using Upshot.Observe.Stores;

namespace Upshot.Alerts;

/// <summary>Incidents on their time line, and what people add to it.</summary>
internal sealed class IncidentAnswers(AnswerService asked, AlertEngine engine)
{
    private static readonly TimeSpan Lead = TimeSpan.FromHours(1);
    private const int MostText = 4000;

    private AlertRecords Records => asked.State.Alerts;

    /// <summary>Latest first.</summary>
    public IReadOnlyList<IncidentListed> List(DateTimeOffset? from, DateTimeOffset? to) =>
        [.. Records.Incidents(from ?? asked.Now.AddDays(-28), to ?? asked.Now.AddMinutes(1)).Select(IncidentListed.Of)];

    /// <exception cref="QuestionException">There is none with this id.</exception>
    public IncidentShown Show(string id)
    {
        var incident = Found(id);
        var end = incident.ResolvedAt ?? asked.Now;
        var line = Records.NotesOf(id).Select(n => new TimeLineEntry(n.At, n.Kind, n.Author, n.Text))
            .Append(new(incident.StartedAt, "began", "upshot", "Users begin to feel it, as far as counts of minutes tell."))
            .Concat(Records.Changes(incident.StartedAt - Lead, end.AddMinutes(1)).Select(c => new TimeLineEntry(c.At, "change", c.Author, ChangeText.Of(c))))
            .Concat(asked.State.Releases().Where(r => r.StartedAt >= incident.StartedAt - Lead && r.StartedAt <= end).Select(r => new TimeLineEntry(r.StartedAt, "release", "", $"Release {r.Version} was announced.")));
        return new(
            IncidentListed.Of(incident), incident.Cause, [.. Records.EpisodesOf(id).Select(EpisodeShown.Of)], [.. line.OrderBy(e => e.At)],
            [.. Records.MessagesOf(id).Select(m => new MessageShown(m.Key, m.Channel, m.Kind, m.CreatedAt, m.DeliveredAt, m.Attempts, m.LastError))]);
    }

    public async Task<IncidentShown> NoteAsync(string id, string author, string text, string kind, CancellationToken cancellation)
    {
        _ = Found(id);
        if (text.Trim().Length is 0 or > MostText || author.Trim().Length is 0 or > 200)
        {
            throw new UnusableException($"A note has an author and a text of at most {MostText} characters.");
        }

        await engine.ChangeAsync(_ => new() { Notes = [new(id, asked.Now, author.Trim(), kind is "action" or "check" ? kind : "note", text.Trim())] }, cancellation);
        return Show(id);
    }

    /// <summary>Keeps what would have helped on the time line; once.</summary>
    internal async Task<IReadOnlyList<FollowUp>> KeepAsync(string id, IReadOnlyList<FollowUp> found, CancellationToken cancellation)
    {
        try
        {
            await engine.ChangeAsync(records => records.NotesOf(id).Any(n => n.Kind == FollowUps.Kind) ? new() : new() { Notes = [.. found.Select(f => new IncidentNote(id, asked.Now, "upshot", FollowUps.Kind, $"{f.Key}: {f.Text}"))] }, cancellation);
        }
        catch (StoreException)
        {
            // A server that only answers keeps nothing; the one that leads does.
        }

        return found;
    }

    /// <summary>The one turned out to be a part of the other: its alerts move there, and it stands for itself no more.</summary>
    public async Task<IncidentShown> MergeAsync(string id, string into, string author, CancellationToken cancellation)
    {
        if (id == into)
        {
            throw new UnusableException("An incident cannot be merged into itself.");
        }

        await engine.ChangeAsync(
            records =>
            {
                var (part, whole) = (Found(id), Found(into));
                foreach (var merged in new[] { part, whole }.Where(i => i.MergedInto.Length > 0))
                {
                    throw new UnusableException($"{merged.Id} is part of {merged.MergedInto} already.");
                }

                var isOpen = part.IsOpen || whole.IsOpen;
                return new AlertChanges
                {
                    Episodes = [.. records.EpisodesOf(id).Select(e => e with { Incident = into })],
                    Incidents =
                    [
                        part with { MergedInto = into, ResolvedAt = part.ResolvedAt ?? asked.Now },
                        whole with
                        {
                            Severity = AlertRule.Rank(part.Severity) < AlertRule.Rank(whole.Severity) ? part.Severity : whole.Severity,
                            StartedAt = part.StartedAt < whole.StartedAt ? part.StartedAt : whole.StartedAt,
                            OpenedAt = part.OpenedAt < whole.OpenedAt ? part.OpenedAt : whole.OpenedAt,
                            ResolvedAt = isOpen ? null : part.ResolvedAt > whole.ResolvedAt ? part.ResolvedAt : whole.ResolvedAt,
                            Cause = whole.Cause ?? part.Cause,
                        },
                    ],
                    Notes = [.. records.NotesOf(id).Select(n => n with { Incident = into }), new(into, asked.Now, author, "merged", $"{id} is part of this."), new(id, asked.Now, author, "merged", $"It is part of {into}.")],
                };
            },
            cancellation);
        return Show(into);
    }

    internal Incident Found(string id) => Records.Incident(id) ?? throw new QuestionException($"There is no incident \"{id}\". upshot incident list shows those of the last 28 days.");
}
