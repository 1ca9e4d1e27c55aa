using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Upshot.Evidence;
using Upshot.Observe.Rollup;
using Upshot.Observe.State;
using Upshot.Observe.Stores.AnswerParts;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Backfill;

/// <summary>
/// A new objective, and one whose operation is recognised by other spans, counts what was stored before, and such an operation has the requests of before: from stored spans, a
/// day at a time, the newest first. Which of them have been counted is written down in the directory, so that each is counted once.
/// </summary>
internal sealed class StoredHistory(TelemetryStore store, PlanHistoryTable table, StoreHealth health, TimeProvider time, ILogger log)
{
    private const string Key = "objectives_counted";
    private const string Subject = "history";

    // No objective has a slash in its name. By itself it says that operations are written down too, of which directories of before know nothing.
    private const string OperationsKey = "operations/";

    /// <returns>Events by which totals changed.</returns>
    /// <exception cref="StoreException">The plan changed meanwhile, or it cannot be sealed now.</exception>
    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        var plan = store.Plan;
        var present = plan.Objectives.Where(o => !o.IsCountedLater).ToDictionary(o => o.Name, o => Identity(plan, o), StringComparer.Ordinal);
        var operations = plan.Operations.ToDictionary(o => o, o => OperationsKey + "\n" + Identity(o));
        var counted = Counted() ?? await CountedAsTheyCameAsync(plan, present, cancellation);
        var recognised = counted.Contains(OperationsKey) ? operations.Where(o => !counted.Contains(o.Value)).Select(o => o.Key).ToList() : [];
        var names = present.Where(p => !counted.Contains(p.Value)).Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
        // Counted before by what recognised its operation then: what no longer does goes where it is still known.
        var changed = names.Where(n => plan.Operations.Any(o => o.Name == plan.Objectives.First(p => p.Name == n).Operation) && counted.Any(c => c.StartsWith(Beginning(present[n]), StringComparison.Ordinal))).ToHashSet(StringComparer.Ordinal);
        var added = 0L;
        try
        {
            if (names.Count + recognised.Count > 0 && await FirstAsync(plan, cancellation) is { } first)
            {
                added = await CountAsync(names, changed, recognised, first, cancellation);
            }
        }
        finally
        {
            health.NoticeNoLonger(Subject);
        }

        table.Update(Key, _ => JsonSerializer.Serialize(present.Values.Concat(operations.Values).Append(OperationsKey).Order(StringComparer.Ordinal)));
        return added;
    }

    private async Task<long> CountAsync(HashSet<string> names, HashSet<string> changed, List<Operation> recognised, DateTimeOffset first, CancellationToken cancellation)
    {
        var (began, day) = (time.GetUtcNow(), TimeSpan.FromDays(1));
        var days = (int)Math.Ceiling((began - first) / day);
        List<string> all = names.Count > 0 ? [.. names.Order(StringComparer.Ordinal)] : recognised.ConvertAll(o => o.Name);
        var those = all.Count <= 3 ? string.Join(", ", all) : $"{all.Count} {(names.Count > 0 ? "objectives" : "operations")}";
        var added = 0L;
        for (var done = 0; done < days; done++)
        {
            var from = began - ((done + 1) * day);
            health.Notice(Subject, string.Create(
                CultureInfo.InvariantCulture,
                $"What was stored before is being counted for {those}: {done} of {days} days are done. Until it is, they count from {began - (done * day):yyyy-MM-dd HH:mm} UTC on."));

            // An hour's requests are told from the repeats among them by the hour: days end where hours do.
            added += await store.RecountAsync(new(Hour(from), done == 0 ? began.AddHours(1) : Hour(from + day)), new RecountAsked { EveryHour = names.Count > 0, Objectives = names, Shrinking = changed, Operations = recognised }, cancellation);
        }

        log.LogInformation("{Count} events of the past were counted for {Those}, from {First} on", added, those, first.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        return added;
    }

    private static DateTimeOffset Hour(DateTimeOffset time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    /// <summary>What tells an objective from what it was before: what it counts, and by which spans its operation is recognised.</summary>
    private static string Identity(ProductPlan plan, Objective objective)
    {
        var entry = plan.Operations.FirstOrDefault(o => o.Name == objective.Operation)?.Entry ?? new();
        return string.Join('\n', [objective.Name, ObjectiveDefinition.Of(objective), objective.Environment, .. Recognition(entry)]);
    }

    private static string Identity(Operation operation) => string.Join('\n', [operation.Name, .. Recognition(operation.Entry)]);

    private static IEnumerable<string?> Recognition(SpanSelector entry) =>
        [entry.Service, entry.Span, entry.Route, entry.Method, entry.Kind, .. entry.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}")];

    /// <summary>Its name and definition.</summary>
    private static string Beginning(string identity) => string.Join('\n', identity.Split('\n').Take(2)) + "\n";

    private HashSet<string>? Counted()
    {
        try
        {
            return table[Key] is { } text ? JsonSerializer.Deserialize<HashSet<string>>(text) : null;
        }
        catch (JsonException e)
        {
            log.LogWarning(e, "Which objectives have been counted cannot be read, and is found out again");
            return null;
        }
    }

    /// <summary>Of a directory that wrote nothing down yet: what has a minute was counted as it came.</summary>
    private Task<HashSet<string>> CountedAsTheyCameAsync(ProductPlan plan, Dictionary<string, string> present, CancellationToken cancellation) => Task.Run(
        () =>
        {
            using var session = store.Queries.Session(withRollups: true, cancellation);
            var known = session.Read($"SELECT DISTINCT objective, definition FROM ({session.ObjectiveMinutes})", r => (r.GetString(0), r.GetString(1))).ToHashSet();
            return plan.Objectives.Where(o => present.ContainsKey(o.Name) && known.Contains((o.Name, ObjectiveDefinition.Of(o)))).Select(o => present[o.Name]).ToHashSet(StringComparer.Ordinal);
        },
        cancellation);

    /// <summary>The earliest time that may have spans; null: nothing was counted at all.</summary>
    private Task<DateTimeOffset?> FirstAsync(ProductPlan plan, CancellationToken cancellation) => Task.Run(
        () =>
        {
            using var session = store.Queries.Session(withRollups: true, cancellation);
            var oldest = time.GetUtcNow() - plan.Retention.Spans - TimeSpan.FromDays(1);
            return session.Read($"SELECT epoch_ns(min(minute)) FROM ({session.Rollups}) WHERE {Sql.Within("minute", new TimeRange(oldest, time.GetUtcNow().AddDays(1)))}", r => r.IsDBNull(0) ? (DateTimeOffset?)null : Nanos.ToMoment(r.GetInt64(0)))[0];
        },
        cancellation);
}
