namespace Upshot.Decide.Comparison.Concurrent;

/// <summary>Errors and requests of one process, by group of time; all processes of a comparison in the same groups.</summary>
/// <param name="DesignEffect">Of sampling: the binomial's variance times this. 1: all requests were kept.</param>
internal sealed record ErrorCount(IReadOnlyList<double> ErrorsBy, IReadOnlyList<double> RequestsBy, double DesignEffect = 1)
{
    /// <summary>Of one time.</summary>
    public ErrorCount(double errors, double requests, double designEffect = 1)
        : this([errors], [requests], designEffect)
    {
    }

    public double Errors => ErrorsBy.Sum();
    public double Requests => RequestsBy.Sum();
}

/// <summary>All processes of one version.</summary>
internal sealed record ErrorTotals(double[] Errors, double[] Requests, double DesignEffect)
{
    public double AllErrors { get; } = Errors.Sum();
    public double AllRequests { get; } = Requests.Sum();

    public double Ratio(int group) => Requests[group] > 0 ? Errors[group] / Requests[group] : 0;

    public static ErrorTotals Of(IReadOnlyList<ErrorCount> processes)
    {
        var groups = processes.Count == 0 ? 0 : processes[0].RequestsBy.Count;
        var (errors, requests, designed) = (new double[groups], new double[groups], 0.0);
        foreach (var process in processes)
        {
            for (var g = 0; g < groups; g++)
            {
                errors[g] += process.ErrorsBy[g];
                requests[g] += process.RequestsBy[g];
            }

            designed += process.DesignEffect * process.Requests;
        }

        var all = requests.Sum();
        return new ErrorTotals(errors, requests, all > 0 ? designed / all : 1);
    }
}
