using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>Requests of an operation in the time asked about and in the one before: exact counts of both, and a sample of traces.</summary>
internal sealed record OperationSamples(string Operation, long Requests, long Errors, long RequestsBefore, long ErrorsBefore, IReadOnlyList<TraceEvidence> Before, IReadOnlyList<TraceEvidence> Now)
{
    /// <summary>Every operation of the plan, or one; those that were requested, busiest first.</summary>
    public static async Task<IReadOnlyList<OperationSamples>> OfAsync(AnswerService asked, AskedTimes times, string? operation, int traces, CancellationToken cancellation)
    {
        if (operation is not null)
        {
            _ = asked.OperationNamed(operation);
        }

        var now = await asked.AskAsync(new RouteQuestion(times.Now), cancellation);
        var before = await asked.AskAsync(new RouteQuestion(times.Before), cancellation);
        var samples = new List<OperationSamples>();
        foreach (var name in now.Select(r => r.Operation).Where(o => o.Length > 0 && (operation is null || o == operation)).Distinct())
        {
            samples.Add(new OperationSamples(
                name, now.Where(r => r.Operation == name).Sum(r => r.Requests), now.Where(r => r.Operation == name).Sum(r => r.Errors),
                before.Where(r => r.Operation == name).Sum(r => r.Requests), before.Where(r => r.Operation == name).Sum(r => r.Errors),
                await asked.AskAsync(new TraceSampleQuestion(name, null, times.Before, traces) { WithAttributes = true }, cancellation),
                await asked.AskAsync(new TraceSampleQuestion(name, null, times.Now, traces) { WithAttributes = true }, cancellation)));
        }

        return samples;
    }
}
