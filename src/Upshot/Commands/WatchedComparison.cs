using System.Globalization;
using Upshot.Answers;
using Upshot.Decide.Comparison;

namespace Upshot.Commands;

/// <summary>Looks at a release again and again until something is shown. Each change is said at once, with its time.</summary>
internal static class WatchedComparison
{
    public static async Task<ReleaseVerdict> RunAsync(Func<CancellationToken, Task<ReleaseVerdict>> look, TimeSpan every, TextWriter said, TimeProvider time, CancellationToken cancellation)
    {
        string? last = null;
        while (true)
        {
            var verdict = await look(cancellation);
            if (Told(verdict) is var now && now != last)
            {
                await said.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():HH:mm:ss}  {now}"));
                last = now;
            }

            // What was shown stays shown: later looks would spend what is left on taking it back.
            if (verdict.Outcome != VerdictOutcome.Inconclusive)
            {
                return verdict;
            }

            await Task.Delay(every, time, cancellation);
        }
    }

    private static string Told(ReleaseVerdict verdict) => $"{VerdictText.Word(verdict.Verdict, verdict.Reason)}: {verdict.Sentence}";
}
