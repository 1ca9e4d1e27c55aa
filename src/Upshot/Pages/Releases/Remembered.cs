using System.Collections.Concurrent;

namespace Upshot.Pages.Releases;

/// <summary>
/// Answers that cost much, for as long as what they rest on is the same; while telemetry of it keeps coming in, for
/// ten seconds. Of several who ask at once one reckons and the others wait.
/// </summary>
/// <typeparam name="T">The answer.</typeparam>
internal sealed class Remembered<T>(TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Lazy<(long RestsOn, DateTimeOffset At, T Answer)>> _answers = new();

    /// <param name="restsOn">A number that changes with the evidence.</param>
    public T Get(string question, long restsOn, Func<T> reckon)
    {
        if (_answers.Count > Most)
        {
            _answers.Clear();
        }

        var entry = _answers.GetOrAdd(question, _ => Ask());
        if (IsGood(entry))
        {
            return entry.Value.Answer;
        }

        var fresh = Ask();
        return (_answers.TryUpdate(question, fresh, entry) ? fresh : _answers.GetOrAdd(question, fresh)).Value.Answer;

        // What could not be answered is not kept: the next one asks again.
        Lazy<(long, DateTimeOffset, T)> Ask() => new(() => (restsOn, time.GetUtcNow(), reckon()));

        bool IsGood(Lazy<(long RestsOn, DateTimeOffset At, T Answer)> found)
        {
            try
            {
                var (on, at, _) = found.Value;
                return on == restsOn || time.GetUtcNow() - at < Young;
            }
            catch (Answers.QuestionException)
            {
                _answers.TryRemove(KeyValuePair.Create(question, found));
                throw;
            }
        }
    }
}

/// <summary>What the pages of releases remember.</summary>
internal sealed class RememberedReleases(TimeProvider time)
{
    public Remembered<Answers.ReleaseVerdict> Verdicts { get; } = new(time);

    public Remembered<PathTree> Paths { get; } = new(time);
}
