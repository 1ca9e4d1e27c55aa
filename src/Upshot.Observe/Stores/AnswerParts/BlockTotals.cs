using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Observe.Stores.AnswerParts;

/// <summary>Requests with one variant of a flag, of one process, route, block and bucket of durations.</summary>
internal sealed record VariantRow(string Variant, string Service, string Process, string Route, long Block, bool Failed, int Bucket, long Count, double Sum);

/// <summary>Adds rows up to the blocks that were asked for.</summary>
internal sealed class BlockTotals(BlockQuestion question)
{
    /// <summary>The bucket of requests that took no time.</summary>
    public const int Zero = -2;

    private readonly Dictionary<Key, Total> _totals = [];
    private readonly HashSet<int> _anonymous = [];

    private readonly record struct Key(int Window, string Instance, string Route, long Block);

    /// <param name="process">Empty: nobody knows which.</param>
    /// <exception cref="AnswerTooLargeException">There are more than may be.</exception>
    public Total At(int window, string version, string service, string process, string route, long block)
    {
        if (process.Length == 0)
        {
            _anonymous.Add(window);
        }

        var instance = question.Windows[window].Version is null ? version : process.Length == 0 ? service : process;
        var key = new Key(window, instance, route, block);
        if (!_totals.TryGetValue(key, out var total))
        {
            if (_totals.Count == question.Limit)
            {
                throw new AnswerTooLargeException("blocks", question.Limit);
            }

            _totals.Add(key, total = new());
        }

        return total;
    }

    /// <summary>By the variant of a flag, in their order: each is an arm.</summary>
    public static IReadOnlyList<ArmEvidence> OfVariants(FlagQuestion question, IReadOnlyList<VariantRow> rows)
    {
        var variants = rows.Select(r => r.Variant).Distinct().Order(StringComparer.Ordinal).ToList();
        var blocks = new BlockTotals(new BlockQuestion([.. variants.Select(v => new BlockWindow(question.Service, question.Environment, question.Operation, v, question.Range, question.Block))], question.Limit));
        foreach (var row in rows)
        {
            blocks.At(variants.IndexOf(row.Variant), row.Variant, row.Service, row.Process, row.Route, row.Block).AddSpans(row.Count, row.Failed, row.Bucket, row.Sum);
        }

        return blocks.Arms();
    }

    public IReadOnlyList<ArmEvidence> Arms()
    {
        var rows = _totals.ToLookup(t => t.Key.Window);
        return [.. question.Windows.Select((window, number) => new ArmEvidence(
            window.Version ?? "",
            [.. rows[number].Where(t => !t.Value.IsNothing).OrderBy(t => t.Key.Instance, StringComparer.Ordinal).ThenBy(t => t.Key.Block).ThenBy(t => t.Key.Route, StringComparer.Ordinal)
                .Select(t => t.Value.Row(t.Key.Instance, Nanos.ToMoment(t.Key.Block * window.Block.Ticks * 100), window.Block, t.Key.Route))])
        {
            Identity = _anonymous.Contains(number) ? ProcessIdentity.None : ProcessIdentity.ServiceInstance,
        })];
    }

    internal sealed class Total
    {
        private long _requests, _errors;
        private double _sum;

        private SamplingVariance _sampling;
        private ExponentialHistogram? _variance;

        public ExponentialHistogram Latency { get; } = new();

        /// <summary>What sampling leaves open of what was added; null: nothing of durations.</summary>
        public void Add(SamplingVariance sampling, ExponentialHistogram? variance)
        {
            _sampling += sampling;
            if (variance is not null)
            {
                (_variance ??= new()).Merge(variance);
            }
        }

        /// <summary>What was counted here belongs elsewhere after all.</summary>
        public bool IsNothing => _requests == 0;

        public void Add(long requests, long errors, double sum) => (_requests, _errors, _sum) = (_requests + requests, _errors + errors, _sum + sum);

        /// <summary>Spans of one bucket.</summary>
        public void AddSpans(long count, bool failed, int bucket, double sum)
        {
            Add(count, failed ? count : 0, failed ? 0 : sum);
            if (!failed && bucket == Zero)
            {
                Latency.Add(0, count);
            }
            else if (!failed)
            {
                Latency.AddBucket(bucket, count);
            }
        }

        public ReplicateEvidence Row(string instance, DateTimeOffset start, TimeSpan length, string route) => new(instance, start, length, _requests, _errors, _sum, Latency) { Stratum = route, Sampling = _sampling, LatencyVariance = _variance };
    }
}
