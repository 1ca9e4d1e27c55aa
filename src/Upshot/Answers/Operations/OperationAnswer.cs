using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Operations;

/// <summary>How an operation went, stretch by stretch and part by part.</summary>
internal static class OperationAnswer
{
    private const int MostStretches = 60;
    private const int MostEnvironments = 6;

    public static async Task<OperationShown> OfAsync(AnswerService asked, string name, OperationQuestion question, CancellationToken cancellation)
    {
        var operation = asked.OperationNamed(name);
        var range = Whole(question.Times.Now);
        var step = StepOf(range);
        var environments = question.Environment is null ? await EnvironmentsAsync(asked, name, range, cancellation) : [];
        List<BlockWindow> windows =
        [
            new(question.Service, question.Environment, name, question.Version, range, step),
            new(question.Service, question.Environment, name, question.Version, Whole(question.Times.Before), StepOf(Whole(question.Times.Before))),
            .. environments.Select(e => new BlockWindow(question.Service, e, name, question.Version, range, step)),
        ];
        var arms = await asked.AskAsync(new BlockQuestion(windows), cancellation);
        var (now, before) = (arms[0].Replicates, arms[1].Replicates);
        var length = question.Times.Now.To - question.Times.Now.From;
        var columns = Columns(now, range, step);
        return new(
            name, operation.Description, operation.Owner, range.From, range.To, step, Numbers(now, length), Numbers(before, question.Times.Before.To - question.Times.Before.From),
            [.. columns.Select((c, i) => new OperationStretch(range.From + (i * step), Numbers(c, step)))],
            // Of all versions together, a row is of one of them; of one version, of one of its processes.
            question.Version is { } one ? [new(one, Numbers(now, length))] : Parts(now, r => r.Instance, length),
            Parts(now, r => r.Stratum, length),
            [.. environments.Select((e, i) => new OperationPart(e, Numbers(arms[2 + i].Replicates, length))).Where(p => p.Numbers.Requests > 0).OrderByDescending(p => p.Numbers.Requests)],
            HeatOf(columns),
            await MarkersAnswer.OfAsync(asked, range, cancellation))
        { Missing = asked.Missing };
    }

    public static async Task<IReadOnlyList<OperationListed>> AllAsync(AnswerService asked, OperationQuestion question, CancellationToken cancellation)
    {
        var plan = asked.Plan;
        if (plan.Operations.Count == 0)
        {
            return [];
        }

        var (now, before) = (Whole(question.Times.Now), Whole(question.Times.Before));
        List<BlockWindow> windows = [.. plan.Operations.SelectMany(o => new[] { now, before }.Select(r => new BlockWindow(question.Service, question.Environment, o.Name, question.Version, r, StepOf(r))))];
        var arms = await asked.AskAsync(new BlockQuestion(windows), cancellation);
        return [.. plan.Operations.Select((o, i) => new OperationListed(o.Name, o.Description, o.Owner, Numbers(arms[2 * i].Replicates, now.To - now.From), Numbers(arms[(2 * i) + 1].Replicates, before.To - before.From)))];
    }

    public static OperationNumbers Numbers(IReadOnlyList<ReplicateEvidence> rows, TimeSpan length)
    {
        var (requests, errors) = (rows.Sum(r => r.Count), rows.Sum(r => r.Errors));
        var latency = ExponentialHistogram.Sum(rows.Select(r => r.Latency));
        return new(requests, errors, requests == 0 ? null : (double)errors / requests, requests / Math.Max(1, length.TotalSeconds), Millis(latency, 0.5), Millis(latency, 0.95), Millis(latency, 0.99))
        {
            Sampled = SampledNumbers.Of(requests, errors, SamplingVariance.Sum(rows.Select(r => r.Sampling)), latency, ExponentialHistogram.Sum(rows.Select(r => r.LatencyVariance).OfType<ExponentialHistogram>())),
        };
    }

    private static double? Millis(ExponentialHistogram latency, double quantile) => Interval.Finite(latency.Quantile(quantile) / 1e6);

    private static async Task<IReadOnlyList<string>> EnvironmentsAsync(AnswerService asked, string operation, TimeRange range, CancellationToken cancellation)
    {
        var seen = (await asked.AskAsync(new LifeQuestion(range), cancellation)).Where(l => l.Operation == operation).GroupBy(l => l.Environment).OrderByDescending(g => g.Sum(l => l.Requests)).Select(g => g.Key).ToList();
        return seen.Count < 2 ? [] : [.. seen.Take(MostEnvironments)];
    }

    private static IReadOnlyList<OperationPart> Parts(IReadOnlyList<ReplicateEvidence> rows, Func<ReplicateEvidence, string> by, TimeSpan length) =>
        [.. rows.GroupBy(by, StringComparer.Ordinal).Select(g => new OperationPart(g.Key, Numbers([.. g], length))).OrderByDescending(p => p.Numbers.Requests)];

    private static IReadOnlyList<IReadOnlyList<ReplicateEvidence>> Columns(IReadOnlyList<ReplicateEvidence> rows, TimeRange range, TimeSpan step)
    {
        var columns = new List<ReplicateEvidence>[(int)Math.Ceiling((range.To - range.From) / step)];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = [];
        }

        foreach (var row in rows)
        {
            columns[Math.Clamp((int)Math.Floor((row.Start - range.From) / step), 0, columns.Length - 1)].Add(row);
        }

        return columns;
    }

    private static LatencyHeat HeatOf(IReadOnlyList<IReadOnlyList<ReplicateEvidence>> columns)
    {
        // Half an octave is high enough to see and low enough to tell apart.
        const int buckets = 32;
        var counted = columns.Select(rows =>
        {
            var byRow = new SortedDictionary<int, long>();
            foreach (var (index, count) in rows.SelectMany(r => r.Latency.Buckets()))
            {
                var row = (int)Math.Floor(index / (double)buckets);
                byRow[row] = byRow.GetValueOrDefault(row) + count;
            }

            return byRow;
        }).ToList();
        if (!counted.Exists(c => c.Count > 0))
        {
            return new([], []);
        }

        var (first, last) = (counted.Where(c => c.Count > 0).Min(c => c.Keys.First()), counted.Where(c => c.Count > 0).Max(c => c.Keys.Last()));
        var rows = Enumerable.Range(first, last - first + 1).ToList();
        return new([.. rows.Select(r => ExponentialHistogram.UpperBound(((r + 1) * buckets) - 1) / 1e6)], [.. counted.Select(c => rows.Select(r => c.GetValueOrDefault(r)).ToList())]);
    }

    /// <summary>Whole minutes, as the counts are.</summary>
    internal static TimeRange Whole(TimeRange range)
    {
        var step = StepOf(range);
        var (from, to) = (Floor(range.From, step), Floor(range.To, step));
        return new(from, to < range.To ? to + step : to);
    }

    private static TimeSpan StepOf(TimeRange range) => TimeSpan.FromMinutes(Math.Max(1, Math.Ceiling((range.To - range.From).TotalMinutes / MostStretches)));

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step)
    {
        var since = (time - DateTimeOffset.UnixEpoch).Ticks;
        return DateTimeOffset.UnixEpoch.AddTicks(since - (since % step.Ticks));
    }
}
