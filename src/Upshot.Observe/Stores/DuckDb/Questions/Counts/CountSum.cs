using Upshot.Evidence;

namespace Upshot.Observe.Stores.DuckDb.Questions.Counts;

/// <summary>What was counted in some time: a minute, an hour, or one of them in part.</summary>
/// <param name="First">The first minute with an event, Unix nanoseconds.</param>
/// <param name="Last">The last.</param>
internal readonly record struct CountSum(long First, long Last, long Good, long Total, SamplingVariance Sampling)
{
    public static CountSum operator +(CountSum a, CountSum b) =>
        new(Math.Min(a.First, b.First), Math.Max(a.Last, b.Last), a.Good + b.Good, a.Total + b.Total, a.Sampling + b.Sampling);
}

/// <summary>What is counted.</summary>
/// <param name="Name">An objective, or an operation.</param>
/// <param name="Definition">By which it was counted; empty for an operation.</param>
internal readonly record struct CountedName(string Name, string Definition);

/// <summary>Some of what was counted.</summary>
internal readonly record struct CountedPart(CountedName Name, string Environment, CountSum Sum);
