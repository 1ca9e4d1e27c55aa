using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores.DuckDb.Repair;
using Upshot.Observe.Stores.Rows;
using Upshot.Plan;

namespace Upshot.Observe.Stores.DuckDb.Sampling;

/// <summary>
/// Decides of hours that are over which traces stay, where the plan leaves it to the server. Everything was counted when it came, so budgets and rollups stay exact; intake
/// does nothing for it. Each file is written anew in one transaction, and says so of itself; whatever ends a run, the next one goes on with the files that are left.
/// </summary>
internal sealed class TailSampler(StoreOptions options, FileRewriting rewriting, RollupFiles rollups, StoreState state, MissingFiles missing, TimeProvider time, ILogger log)
{
    private const long Hour = CountedHours.Nanos;

    /// <summary>How far beyond the hours of its files spans of the same traces are looked for.</summary>
    private const long Beside = 600_000_000_000;

    /// <summary>No trace is still growing then.</summary>
    private static readonly TimeSpan s_whole = TimeSpan.FromHours(2);

    /// <summary>What came late, as the past does that is imported, may have parts that come later still.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromDays(1);
    private readonly SealedFileReader _reader = new();

    public void Run(TableSchema schema, ProductPlan plan)
    {
        if (plan.Sampling is not { IsTail: true, Probability: < 1 })
        {
            return;
        }

        using var snapshot = state.Take();
        List<SealedFile> spans = [.. snapshot.Files.Where(f => f.Signal == schema.Signal)];
        foreach (var hour in spans.Where(f => !IsSampled(f)).GroupBy(f => f.MinTime / Hour).Where(g => g.All(IsDue)).OrderBy(g => g.Key))
        {
            List<SealedFile> files = [.. hour.Where(f => missing.Check(f, again: true) == FileCondition.Whole)];
            if (files.Count > 0)
            {
                Run(schema, plan, files, spans);
            }
        }
    }

    private void Run(TableSchema schema, ProductPlan plan, List<SealedFile> files, List<SealedFile> all)
    {
        // Records may claim any time: no more than a day is looked at beyond where the files begin.
        var from = (files[0].MinTime / Hour * Hour) - Beside;
        var until = Math.Min(files.Max(f => f.MaxTime), from + (24 * Hour)) + Hour + Beside;
        using var decision = TailDecision.Of(options, plan, all.Where(f => f.MaxTime >= from && f.MinTime < until && state.IsWhole(f)).Select(f => f.Path), from, until);
        var (before, after) = (0L, 0L);
        foreach (var file in files)
        {
            var left = decision.RowsLeft(file.Path);
            var metadata = (_reader.Read(file.Path) ?? file.Describe(schema.Table, rollups.Store)) with { Store = rollups.Store, Rows = left, IsSampled = true };
            rewriting.Replace(file, schema, metadata, path => ParquetWriter.Rewrite(decision.Execute, $"{decision.RowsOf(file.Path)} ORDER BY {schema.SortColumns}", path, metadata));
            (before, after) = (before + file.Rows, after + left);
        }

        log.LogInformation("Of {Before} spans from {From} on {After} stay: the plan keeps what failed, was slow or is rare, and {Share:P1} of the rest", before, Stores.AnswerParts.Nanos.ToMoment(files.Min(f => f.MinTime)), after, plan.Sampling.Probability);
    }

    private bool IsSampled(SealedFile file) => file.IsSampled ??= _reader.Read(file.Path)?.IsSampled == true;

    private bool IsDue(SealedFile file)
    {
        var isLate = file.SealedAt.ToUnixTimeMilliseconds() - (file.MinTime / 1_000_000) > s_whole.TotalMilliseconds;
        return file.SealedAt + (isLate ? s_late : s_whole) <= time.GetUtcNow();
    }
}
