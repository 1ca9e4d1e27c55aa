using Upshot.Answers;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;
using Upshot.Tests.Pages;

namespace Upshot.Tests.Answers;

/// <summary>A status read from hours is what it would be from minutes.</summary>
public sealed class StatusEdgesTests
{
    private static readonly string[] s_windows = ["28d", "7d", "3d", "1d", "{ calendar: month }", "{ calendar: quarter }", "{ calendar: week }", "{ calendar: year }"];

    [Fact]
    public async Task Budgets_burn_rates_and_silences_are_the_same_as_of_every_minute()
    {
        await using var server = await PageServer.StartAsync(WritePlan);
        using var client = new HttpClient();

        // At some minute of an hour, so that no window begins with one; lately, for what is old is not kept.
        var now = new DateTimeOffset(DateTimeOffset.UtcNow.Date.AddDays(-8), TimeSpan.Zero) + new TimeSpan(9, 37, 20);
        var random = new Random(1);
        await Telemetry.PostAsync(client, server.Otlp, Enumerable.Range(0, 6000).Select(i => One(random, now.AddMinutes(-random.NextDouble() * (i % 2 == 0 ? 300 : 70 * 1440)))));
        await server.Store.SealAsync();

        foreach (var moment in new[] { now, now.AddHours(7), now.AddDays(6) })
        {
            var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(moment);
            var read = await Statuses(server, server.Store, clock);
            Assert.Equal(await Statuses(server, new EveryMinute(server.Store), clock), read);
            Assert.Contains(read, status => status.Contains(moment == now.AddDays(6) ? "Silent since" : "Total = ", StringComparison.Ordinal));
        }
    }

    /// <summary>All but how long a budget lasts, which is reckoned by the hour.</summary>
    private static async Task<IReadOnlyList<string>> Statuses(PageServer server, ITelemetryStore store, TimeProvider clock)
    {
        var asked = new AnswerService(store, server.Store.State, () => server.Store.Plan, clock);
        return [.. (await StatusAnswer.AllAsync(asked, server.Store.Plan.Objectives, TestContext.Current.CancellationToken))
            .Select(s => $"{s with { ExhaustedIn = null, Sentence = "", Alerts = [] }} {s.Sentence.Split(". ")[0]} {string.Join(' ', s.Alerts)}")];
    }

    private static SentSpan One(Random random, DateTimeOffset start)
    {
        var id = new byte[16];
        random.NextBytes(id);
        return new(Convert.ToHexStringLower(id), Convert.ToHexStringLower(id)[..16], null, "shop", "1.0", "GET /pay", 2, start, TimeSpan.FromMilliseconds(random.Next(1, 400)))
        { IsError = random.Next(8) == 0, Attributes = new Dictionary<string, string> { ["http.route"] = "/pay" } };
    }

    private static string Objective(string name, string window, string target, string latency) =>
        $"  {name}: {{ operation: pay, {latency}target: {target}%, window: {window}, owner: team, reason: Payments that fail are lost., decision: Whether to ship or to fix., runbook: runbooks/slow.md }}";

    private static void WritePlan(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "runbooks"));
        File.WriteAllText(Path.Combine(folder, "runbooks", "slow.md"), "---\ntitle: Slow\nowner: team\n---\nLook at the slowest traces.\n");
        File.WriteAllText(Path.Combine(folder, "upshot.yaml"), $$"""
            product: Edges
            owners: { team: team@example.com }
            operations:
              pay: { entry: { service: shop, route: /pay } }
            objectives:
            {{string.Join('\n', s_windows.SelectMany((window, i) => new[] { Objective($"works{i}", window, "99.5", ""), Objective($"fast{i}", window, "99.6", "latency: 300ms, ") }))}}
            """);
    }

    /// <summary>A store whose every answer is told by the minute.</summary>
    private sealed class EveryMinute(ITelemetryStore store) : ITelemetryStore
    {
        public IReadOnlyList<MissingRows> Missing => store.Missing;

        public IReadOnlyList<string> Notices => store.Notices;

        public Task<IntakeResult> AppendAsync(Batch batch, CancellationToken cancellation) => store.AppendAsync(batch, cancellation);

        public Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation) => store.AskAsync(
            question switch
            {
                ObjectiveQuestion asked => (Question<T>)(object)(asked with { Minutes = null }),
                TrafficQuestion asked => (Question<T>)(object)(asked with { Minutes = null }),
                _ => question,
            },
            cancellation);
    }
}
