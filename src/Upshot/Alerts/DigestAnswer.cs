using System.Globalization;
using System.Text;
using Upshot.Answers;
using Upshot.Answers.Spent;
using Upshot.Decide.Ledgers;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Alerts;

/// <summary>What a team reads once a week: what was promised and kept, what it cost, and what to do next.</summary>
/// <param name="Gains">Improvements that data verified, in sentences.</param>
/// <param name="Spent">Of budgets that lost something: the releases and incidents that took most of it.</param>
/// <param name="Silent">What has stopped coming.</param>
/// <param name="Next">What re-timing of traces says is worth most.</param>
/// <param name="Unused">Telemetry that informs no decision.</param>
public sealed record Digest(
    string Product, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<DigestPromise> Promises, IReadOnlyList<string> Gains, IReadOnlyList<DigestSpent> Spent, IReadOnlyList<IncidentListed> Incidents,
    IReadOnlyList<string> Silent, IReadOnlyList<string> Next, IReadOnlyList<string> Unused, string Markdown);

/// <param name="IsKept">Null: nothing came that could tell.</param>
public sealed record DigestPromise(string Objective, bool? IsKept, string Sentence);

/// <param name="By">release or incident.</param>
public sealed record DigestSpent(string Objective, string By, string Cause, string Detail, long Bad, double? Share);

internal static class DigestAnswer
{
    private const int MostCauses = 3, MostNext = 3, MostUnused = 10, Traces = 200;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(100);

    public static async Task<Digest> OfAsync(AnswerService asked, IncidentAnswers incidents, TimeSpan period, CancellationToken cancellation)
    {
        if (period < TimeSpan.FromHours(1) || period > Longest)
        {
            throw new UnusableException($"A digest is of an hour at least and {Longest.TotalDays:0} days at most.");
        }

        var now = asked.Now;
        var range = new TimeRange(now - period, now);
        var promises = await StatusAnswer.OfPartAsync(asked, null, range.From, now, cancellation);
        var spent = new List<DigestSpent>();
        foreach (var by in new[] { "release", "incident" })
        {
            var budgets = await SpentAnswer.OfAsync(asked, by, null, range.From, now, cancellation);
            spent.AddRange(budgets.SelectMany(b => b.Rows.Where(r => r.Bad > 0 && r.Name != "none").OrderByDescending(r => r.Bad).Take(MostCauses).Select(r => new DigestSpent(b.Objective, by, r.Name, r.Detail, r.Bad, r.Share))));
        }

        var ledger = await asked.LedgerAsync(null, null, cancellation);
        var digest = new Digest(
            asked.Plan.Product, range.From, range.To,
            [.. promises.Select(p => new DigestPromise(p.Objective, p.Total == 0 ? null : p.Consumed < 1, p.Sentence))],
            [.. ledger.Improvements.Select(GainOf)], spent, incidents.List(range.From, range.To),
            [.. promises.Where(p => p.SilentSince is not null).Select(p => $"{p.Operation}: no request since {p.SilentSince:u}"), .. await UnsentAsync(asked, range, cancellation)],
            [.. (await asked.RankAsync(new AskedTimes(range, new TimeRange(range.From - period, range.From)), null, null, Traces, cancellation)).Improvements.Take(MostNext).Select(i => i.Sentence)],
            await UnusedAsync(asked, range, cancellation), "");
        return digest with { Markdown = Write(digest) };
    }

    /// <summary>Signals that the plan declares and nobody sent.</summary>
    private static async Task<IEnumerable<string>> UnsentAsync(AnswerService asked, TimeRange range, CancellationToken cancellation)
    {
        var silent = new List<string>();
        foreach (var signal in asked.Plan.Signals.Where(s => s.Kind != SignalKind.Entity && s.Rollout != "off" && s.Deprecated.Length == 0))
        {
            if ((await asked.AskAsync(new SignalUseQuestion(signal, range), cancellation)).All(u => u.Events == 0))
            {
                silent.Add($"{signal.Name}: nobody sent it{(signal.Owner.Length > 0 ? $" (owner {signal.Owner})" : "")}");
            }
        }

        return silent;
    }

    private static async Task<IReadOnlyList<string>> UnusedAsync(AnswerService asked, TimeRange range, CancellationToken cancellation)
    {
        var routes = (await asked.AskAsync(new RouteQuestion(range), cancellation)).Where(r => r.Operation.Length == 0 && r.Kind == "server").OrderByDescending(r => r.Requests);
        return [
            .. asked.Plan.Signals.Where(s => s.Decision.Length == 0 && s.Kind != SignalKind.Entity).Select(s => $"{s.Name}: the plan names no decision that it informs").Take(MostUnused),
            .. routes.Take(MostUnused).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Service} {r.Route}: {r.Requests:#,0} requests that belong to no operation"))];
    }

    private static string GainOf(VerifiedImprovement gain) =>
        string.Create(CultureInfo.InvariantCulture, $"{gain.Operation}, {gain.Measure}: {gain.Change * 100:+0.#;-0.#;0} % over {gain.Releases} {(gain.Releases == 1 ? "release" : "releases")}, as verdicts measured it");

    private static string Write(Digest digest)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {(digest.Product.Length > 0 ? digest.Product : "Upshot")}, {digest.From.UtcDateTime:yyyy-MM-dd} to {digest.To.UtcDateTime:yyyy-MM-dd}\n");
        var (kept, told) = (digest.Promises.Count(p => p.IsKept == true), digest.Promises.Count(p => p.IsKept is not null));
        Part($"Promises: {kept} of {told} kept", digest.Promises.Select(p => $"{(p.IsKept switch { true => "kept", false => "**broken**", _ => "unknown" })} {p.Objective}: {p.Sentence}"));
        Part("Verified gains", digest.Gains);
        Part("What budgets were spent on", digest.Spent.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Objective}, {s.By} {s.Cause}{(s.Detail.Length > 0 ? $" ({s.Detail})" : "")}: {s.Bad:#,0} events{(s.Share is { } share ? $", {share * 100:0.#} % of the budget" : "")}")));
        Part("Incidents", digest.Incidents.Select(i => $"{i.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} {i.Title} ({JsonNames.Of(i.State)}){(i.Cause.Length > 0 ? $". {i.Cause}" : "")}"));
        Part("Silent", digest.Silent);
        Part("What to improve next", digest.Next);
        Part("Telemetry that no decision used", digest.Unused);
        return text.ToString();

        void Part(string title, IEnumerable<string> lines)
        {
            var all = lines.ToList();
            text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{(all.Count == 0 ? "Nothing." : string.Join('\n', all.Select(l => $"- {l}")))}\n");
        }
    }
}
