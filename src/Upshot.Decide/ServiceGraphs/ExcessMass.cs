namespace Upshot.Decide.ServiceGraphs;

/// <summary>
/// By time, what the requests of a node cost above the usual: (value − baseline) × requests, in seconds waited or requests failed. The
/// baseline is the median, so that an incident in it does not count as usual.
/// </summary>
/// <param name="Baseline">Of the node's row in the baseline; the same reference value as in <paramref name="Window"/>.</param>
internal sealed record ExcessMass(string Node, double[] Baseline, double[] Window, double Usual)
{
    private const int FewestRows = 5;

    /// <summary>Null when the node is not in both, or too rarely: what a node never seen before costs is the doing of who calls it.</summary>
    public static ExcessMass? Of(string node, ServiceMeasure measure, ServiceMetrics baseline, ServiceMetrics window)
    {
        if (!baseline.Has(node, measure) || !window.Has(node, measure))
        {
            return null;
        }

        var (values, requests) = Measured(node, measure, baseline);
        double[] known = [.. values.Where((_, i) => requests[i] > 0).Order()];
        if (known.Length < Math.Min(FewestRows, values.Length))
        {
            return null;
        }

        var usual = known.Length % 2 == 1 ? known[known.Length / 2] : (known[(known.Length / 2) - 1] + known[known.Length / 2]) / 2;
        var (windowValues, windowRequests) = Measured(node, measure, window);
        return new ExcessMass(node, Mass(values, requests, usual), Mass(windowValues, windowRequests, usual), usual);
    }

    private static (double[] Values, double[] Requests) Measured(string node, ServiceMeasure measure, ServiceMetrics metrics)
    {
        var values = metrics.Values(node, measure);
        var counted = metrics.CountsRequests(node) ? metrics.Requests(node) : null;
        double[] requests = [.. values.Select((v, i) => double.IsNaN(v) ? 0 : counted is null ? 1 : double.IsNaN(counted[i]) ? 0 : counted[i])];
        return (values, requests);
    }

    private static double[] Mass(double[] values, double[] requests, double usual) => [.. values.Select((v, i) => requests[i] > 0 ? (v - usual) * requests[i] : 0)];
}
