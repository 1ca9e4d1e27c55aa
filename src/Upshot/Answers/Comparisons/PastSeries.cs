using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Comparisons;

/// <summary>What the service did before the candidate came, and a series that did not change meanwhile.</summary>
/// <param name="Window">Of the service's own past.</param>
/// <param name="Control">Null: there is none.</param>
internal sealed record PastSeries(BlockWindow Window, IReadOnlyList<ReplicateEvidence> Own, IReadOnlyList<ReplicateEvidence>? Control)
{
    private const int WindowsInPast = 12;
    private static readonly TimeSpan Long = TimeSpan.FromDays(28);

    /// <summary>Of minutes one by one, and of spans.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromDays(14);

    public static async Task<PastSeries> OfAsync(AnswerService asked, ComparedOperation operation, ComparedTime time, IReadOnlyList<VersionLife> all, CancellationToken cancellation)
    {
        var block = BlockLength.Of(time.Length, WindowsInPast);
        var length = block == TimeSpan.FromMinutes(1) ? Short : Long;
        var control = Controls.Of(operation, time, all, length, block);
        var own = new BlockWindow(operation.Service, operation.Environment, operation.Operation, null, new(time.Candidate.From - length, time.Candidate.From), block);
        var answer = await asked.AskAsync(new BlockQuestion(control is null ? [own] : [own, control]), cancellation);
        return new(own, answer[0].Replicates, control is null ? null : answer[1].Replicates);
    }
}
