using System.Collections.Concurrent;
using Upshot.Answers;

namespace Upshot.Pages.Releases;

/// <summary>
/// Answers that cost much, for as long as what they rest on is the same; while telemetry of it keeps coming in, for
/// ten seconds. Of several who ask at once one reckons and the others wait. What could not be answered is not kept.
/// </summary>
/// <typeparam name="T">The answer.</typeparam>
internal sealed class Remembered<T>(TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, Place> _places = new();

    /// <param name="restsOn">A number that changes with the evidence.</param>
    public T Get(string question, long restsOn, Func<T> reckon)
    {
        // Questions come from addresses, which anybody makes up.
        if (_places.Count >= Most)
        {
            _places.Clear();
        }

        var place = _places.GetOrAdd(question, _ => new());
        lock (place)
        {
            if (place.Kept is { } kept && (kept.RestsOn == restsOn || time.GetUtcNow() - kept.At < Young))
            {
                return kept.Answer;
            }

            var answer = reckon();
            place.Kept = (restsOn, time.GetUtcNow(), answer);
            return answer;
        }
    }

    private sealed class Place
    {
        public (long RestsOn, DateTimeOffset At, T Answer)? Kept { get; set; }
    }
}

/// <summary>What the pages of releases remember.</summary>
internal sealed class RememberedReleases(TimeProvider time)
{
    public Remembered<ReleaseVerdict> Verdicts { get; } = new(time);

    public Remembered<PathTree> Paths { get; } = new(time);
}
