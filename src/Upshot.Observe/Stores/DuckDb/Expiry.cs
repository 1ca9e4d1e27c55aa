using Microsoft.Extensions.Logging;
using Upshot.Observe.Otlp;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Drops what is older or larger than the plan keeps. More than a tenth of the history beyond what the last run expected goes only
/// when somebody has confirmed it: a clock that jumped must not cost it.
/// </summary>
internal sealed class Expiry(Catalog catalog, RollupFiles rollups, StoreState state, StoreHealth health, MissingFiles missing, RetentionClock clock, TimeProvider time, ILogger log)
{
    private const string Subject = "retention";

    /// <param name="retention">What the plan keeps now.</param>
    /// <param name="confirmed">Whether everything that is old now may go.</param>
    public void Run(Retention retention, bool confirmed)
    {
        var now = time.GetUtcNow();
        var heldBack = new List<string>();
        foreach (var (signal, age, before) in Ages(retention))
        {
            DropOld(signal, now - age, clock.Expected - before, confirmed, heldBack);
        }

        DropTooMuch(retention.MaxBytes, confirmed, heldBack);
        DropRollups(now - retention.Rollups, clock.Expected - clock.Before.Rollups, confirmed, heldBack);
        missing.Forget($"generation IS NOT NULL AND ({string.Join(" OR ", Ages(retention).Select(a => $"(signal = '{a.Signal}' AND least(max_time, sealed_at * 1000000) < {Nanos(now - a.Age)})"))})", heldBack.Count == 0);
        missing.Forget($"generation IS NULL AND max_time < {Nanos(now - retention.Rollups)}", heldBack.Count == 0);
        Conclude(now, retention, heldBack);
    }

    private IEnumerable<(TelemetrySignal Signal, TimeSpan Age, TimeSpan Before)> Ages(Retention retention) =>
    [
        (TelemetrySignal.Traces, retention.Spans, clock.Before.Spans),
        (TelemetrySignal.Logs, retention.Logs, clock.Before.Logs),
        (TelemetrySignal.Metrics, retention.Metrics, clock.Before.Metrics),
    ];

    private void DropOld(TelemetrySignal signal, DateTimeOffset oldest, DateTimeOffset expected, bool confirmed, List<string> heldBack)
    {
        var all = state.Files.Where(f => f.Signal == signal).ToList();
        var old = all.Where(f => f.AgesFrom < Nanos(oldest)).ToList();
        var beyond = old.Where(f => f.AgesFrom >= Nanos(expected)).ToList();
        if (!confirmed && IsTooMuch(beyond.Sum(f => f.Rows), all.Sum(f => f.Rows)))
        {
            heldBack.Add($"{beyond.Sum(f => f.Rows):#,0} of {all.Sum(f => f.Rows):#,0} rows of {signal.ToString().ToLowerInvariant()}");
            old = [.. old.Except(beyond)];
        }

        Drop(old, "older than the plan keeps");
    }

    private void DropTooMuch(long? maxBytes, bool confirmed, List<string> heldBack)
    {
        if (maxBytes is not { } max)
        {
            return;
        }

        var drop = Oldest(state.Files, max);
        var beyond = clock.Before.MaxBytes is { } before && before <= max ? [] : drop.Except(clock.Before.MaxBytes is { } more ? Oldest(state.Files, more) : []).ToList();
        if (!confirmed && IsTooMuch(beyond.Sum(f => f.Rows), state.Files.Sum(f => f.Rows)))
        {
            heldBack.Add($"{beyond.Sum(f => f.Bytes):#,0} bytes of files");
            drop = [.. drop.Except(beyond)];
        }

        Drop(drop, "more than the plan keeps");
    }

    private static List<SealedFile> Oldest(IReadOnlyList<SealedFile> files, long max)
    {
        var excess = files.Sum(f => f.Bytes) - max;
        return [.. files.OrderBy(f => f.AgesFrom).TakeWhile(f => (excess -= f.Bytes) + f.Bytes > 0)];
    }

    private void DropRollups(DateTimeOffset oldest, DateTimeOffset expected, bool confirmed, List<string> heldBack)
    {
        foreach (var table in new[] { "rollups", "objective_minutes" })
        {
            var (all, old, wasExpected) = catalog.Read(
                $"SELECT count(*), count(*) FILTER ({IsOld(oldest)}), count(*) FILTER ({IsOld(oldest)} AND {IsOld(expected)}) FROM {table}",
                r => (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)))[0];
            if (old == 0)
            {
                continue;
            }

            var tooMuch = !confirmed && IsTooMuch(old - wasExpected, all);
            if (tooMuch)
            {
                heldBack.Add($"{old - wasExpected:#,0} of {all:#,0} rows of {table}");
            }

            catalog.Together(connection =>
            {
                Catalog.Execute(connection, $"DELETE FROM {table} WHERE {IsOld(oldest)}{(tooMuch ? $" AND {IsOld(expected)}" : "")}");
                CountedHours.Renew(connection, table, Nanos(oldest));
            });
            catalog.CountsChanged();
            rollups.DropBefore(tooMuch && expected < oldest ? expected : oldest, table);
        }

        rollups.DropBefore(time.GetUtcNow() - RollupFiles.BodiesKept, RollupFiles.Bodies);
        if (heldBack.Count == 0)
        {
            catalog.Execute($"DELETE FROM seals WHERE sealed_at < {oldest.ToUnixTimeMilliseconds()} AND generation NOT IN (SELECT generation FROM rollups) AND generation NOT IN (SELECT generation FROM objective_minutes)");
        }

        // A row ages from its minute, and from its seal at the latest: what claims to be from the future ends too.
        static string IsOld(DateTimeOffset than) =>
            $"(minute < {Sql.Time(Nanos(than))} OR generation IN (SELECT generation FROM seals WHERE sealed_at < {than.ToUnixTimeMilliseconds()}))";
    }

    private void Drop(IReadOnlyList<SealedFile> files, string because)
    {
        if (files.Count == 0)
        {
            return;
        }

        catalog.Together(connection =>
        {
            ListedFiles.Change(connection, files, []);
            foreach (var file in files.Where(f => f.Hash is not null))
            {
                Catalog.Execute(connection, RetiredFiles.Insert(file.Name, file.Hash!.Value, null, time.GetUtcNow()));
            }
        });
        state.Replace(null, files, []);
        log.LogInformation("Dropped {Count} files, {Rows} rows, {Bytes} bytes: {Because}", files.Count, files.Sum(f => f.Rows), files.Sum(f => f.Bytes), because);
    }

    private void Conclude(DateTimeOffset now, Retention retention, List<string> heldBack)
    {
        if (heldBack.Count == 0)
        {
            clock.Done(now, retention);
            health.NoticeNoLonger(Subject);
            return;
        }

        var text = $"Retention would drop {string.Join(", ", heldBack)} at once: the clock says {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC where about {clock.Expected.UtcDateTime:yyyy-MM-dd HH:mm} was expected, or the plan keeps less than before. They are kept. Set the clock right; or, if the time is right, run upshot maintain --confirm.";
        if (!health.IsNoticed(Subject))
        {
            log.LogError("{Notice}", text);
        }

        health.Notice(Subject, text);
        clock.HeldBack();
    }

    private static bool IsTooMuch(long beyond, long all) => beyond > all * RetentionClock.MostAtOnce;

    private static long Nanos(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() * 1_000_000;
}
