namespace Upshot.Decide.ServiceGraphs;

/// <summary>What is counted of each service: the time that its requests take, or how many of them fail.</summary>
public enum ServiceMeasure
{
    Latency,
    Failures,
}

/// <summary>The metrics of services by time: requests, and latency or failures of a request. Cells without a value are NaN.</summary>
public sealed class ServiceMetrics
{
    private readonly Dictionary<(string Node, ServiceMeasure Measure), double[]> _values = [];
    private readonly Dictionary<string, double[]> _requests = new(StringComparer.Ordinal);

    public ServiceMetrics(IReadOnlyList<string> times) => Times = times;

    /// <summary>In order.</summary>
    public IReadOnlyList<string> Times { get; }

    public IEnumerable<string> Nodes => _values.Keys.Select(k => k.Node).Concat(_requests.Keys).Distinct();

    public double[] Values(string node, ServiceMeasure measure)
    {
        if (!_values.TryGetValue((node, measure), out var values))
        {
            _values.Add((node, measure), values = Empty());
        }

        return values;
    }

    public double[] Requests(string node)
    {
        if (!_requests.TryGetValue(node, out var requests))
        {
            _requests.Add(node, requests = Empty());
        }

        return requests;
    }

    public bool Has(string node, ServiceMeasure measure) => _values.ContainsKey((node, measure));

    public bool CountsRequests(string node) => _requests.ContainsKey(node);

    /// <summary>Some of the times, in their order.</summary>
    public ServiceMetrics At(IReadOnlyList<int> rows)
    {
        var part = new ServiceMetrics([.. rows.Select(r => Times[r])]);
        foreach (var (key, values) in _values)
        {
            part._values.Add(key, [.. rows.Select(r => values[r])]);
        }

        foreach (var (node, requests) in _requests)
        {
            part._requests.Add(node, [.. rows.Select(r => requests[r])]);
        }

        return part;
    }

    private double[] Empty()
    {
        var values = new double[Times.Count];
        Array.Fill(values, double.NaN);
        return values;
    }
}
