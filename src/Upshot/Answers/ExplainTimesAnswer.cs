using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>What became different about an operation between two times.</summary>
internal static class ExplainTimesAnswer
{
    public static async Task<TimeExplanation> OfAsync(AnswerService asked, string operation, AskedTimes times, string? by, int traces, CancellationToken cancellation)
    {
        _ = asked.OperationNamed(operation);
        var before = await asked.AskAsync(new TraceSampleQuestion(operation, null, times.Before, traces) { WithAttributes = true }, cancellation);
        var now = await asked.AskAsync(new TraceSampleQuestion(operation, null, times.Now, traces) { WithAttributes = true }, cancellation);
        foreach (var (range, found) in new[] { (times.Before, before), (times.Now, now) })
        {
            if (found.Count == 0)
            {
                throw new QuestionException($"There is no trace of {operation} from {range.From:u} to {range.To:u}. Ask about another time with --since, --until and --against.");
            }
        }

        return ExplainAnswer.Of(operation, $"{times.Before.From:u}..{times.Before.To:u}", $"{times.Now.From:u}..{times.Now.To:u}", before, now, by);
    }
}
