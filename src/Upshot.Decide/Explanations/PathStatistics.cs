namespace Upshot.Decide.Explanations;

/// <summary>What one arm does on one path, summed over its requests by their weights; times in nanoseconds.</summary>
internal sealed class PathStatistics
{
    private const int MostSamples = 4_000;

    public double Calls { get; set; }

    /// <summary>Callers with at least one call.</summary>
    public double With { get; set; }

    /// <summary>What its calls do themselves, on their own critical paths, whether anybody waits for them or not.</summary>
    public double Own { get; set; }

    /// <summary>How long its calls last, and as far as their callers wait for them.</summary>
    public double Durations { get; set; }
    public double WaitedFor { get; set; }
    public double Failed { get; set; }
    public double FailedNanos { get; set; }

    /// <summary>Calls that follow a failed one of the same path under the same caller, and what passed between the two while the caller waited for nothing else.</summary>
    public double Repeats { get; set; }
    public double BackOff { get; set; }

    /// <summary>Calls that are nothing but a call of another service.</summary>
    public double Remote { get; set; }

    /// <summary>How long it went on after the answer.</summary>
    public double Tail { get; set; }

    /// <summary>What calls do themselves, one by one.</summary>
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
