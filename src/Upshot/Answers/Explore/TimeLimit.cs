using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers.Explore;

/// <summary>Questions that may read much are given some seconds, so that nobody waits for a page without an end and no server works for one.</summary>
internal static class TimeLimit
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    /// <exception cref="UnusableException">It took longer.</exception>
    public static async Task<T> AskAsync<T>(AnswerService asked, Question<T> question, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(s_longest);
        try
        {
            return await asked.AskAsync(question, limited.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UnusableException($"This takes longer than {s_longest.TotalSeconds:0} s. Ask for less time, or for one service or operation.");
        }
    }
}
