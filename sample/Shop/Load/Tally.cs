namespace Shop.Load;

/// <summary>What the visitors saw of one operation. Latencies are in milliseconds; a failure is an answer from 500 up, or none.</summary>
internal sealed record OperationSummary(string Operation, int Requests, int Failures, int Declined, double P50, double P95, double P99);

internal sealed record LoadSummary(int Visits, int Skipped, int Requests, int Failures, DateTimeOffset Began, DateTimeOffset Ended, IReadOnlyList<OperationSummary> Operations);

/// <summary>Counts answers as they come, from many visitors at once.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Operation, List<double>> _latencies = [];
    private readonly Dictionary<(Operation, bool), int> _refused = [];

    public int Requests { get; private set; }
    public int Failures { get; private set; }

    /// <param name="status">0: no answer.</param>
    public void Add(Operation operation, TimeSpan latency, int status)
    {
        lock (_lock)
        {
            Requests++;
            if (!_latencies.TryGetValue(operation, out var latencies))
            {
                _latencies[operation] = latencies = [];
            }

            latencies.Add(latency.TotalMilliseconds);
            if (status is 0 or >= 400)
            {
                var failed = status is 0 or >= 500;
                Failures += failed ? 1 : 0;
                _refused[(operation, failed)] = _refused.GetValueOrDefault((operation, failed)) + 1;
            }
        }
    }

    public LoadSummary Summarise(int visits, int skipped, DateTimeOffset began, DateTimeOffset ended)
    {
        lock (_lock)
        {
            var operations = _latencies.OrderBy(pair => pair.Key).Select(pair =>
            {
                var sorted = pair.Value.Order().ToList();
                return new OperationSummary(
                    pair.Key.ToString(), sorted.Count, _refused.GetValueOrDefault((pair.Key, true)), _refused.GetValueOrDefault((pair.Key, false)),
                    Quantile(sorted, 0.5), Quantile(sorted, 0.95), Quantile(sorted, 0.99));
            });
            return new(visits, skipped, Requests, Failures, began, ended, [.. operations]);
        }
    }

    private static double Quantile(List<double> sorted, double q) =>
        Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(q * sorted.Count) - 1)], 2);
}
