namespace Upshot.Decide.Explanations;

/// <summary>What one arm does on one path, summed over its requests by their weights; times in nanoseconds.</summary>
internal sealed class PathStatistics
{
    private const int MostSamples = 4_000;

    public double Calls { get; set; }

    /// <summary>Requests with at least one call.</summary>
    public double With { get; set; }

    /// <summary>On the critical path: itself, and with all below it.</summary>
    public double Own { get; set; }
    public double Whole { get; set; }
    public double Durations { get; set; }
    public double Failed { get; set; }

    /// <summary>Calls that follow a failed one of the same path under the same caller, and what passed between the two.</summary>
    public double Repeats { get; set; }
    public double BackOff { get; set; }

    /// <summary>How much of its calls ran side by side.</summary>
    public double Overlap { get; set; }

    /// <summary>Calls that are nothing but a call of another service.</summary>
    public double Remote { get; set; }

    /// <summary>How long it went on after the answer.</summary>
    public double Tail { get; set; }

    /// <summary>Own critical time by request.</summary>
    public List<double> Samples { get; } = [];
    public List<double> FailedDurations { get; } = [];

    public void Sample(double own)
    {
        if (Samples.Count < MostSamples)
        {
            Samples.Add(own);
        }
    }

    public void SampleFailure(double duration)
    {
        if (FailedDurations.Count < MostSamples)
        {
            FailedDurations.Add(duration);
        }
    }
}
