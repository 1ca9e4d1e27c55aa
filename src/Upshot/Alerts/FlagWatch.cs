using Upshot.Answers;
using Upshot.Decide;
using Upshot.Decide.Alerting;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Alerts;

/// <summary>
/// Watches which variants flags are evaluated to, as telemetry says it, and writes a change down when that shifts. Each minute is asked for once; after a start, those of the hour before.
/// </summary>
internal sealed class FlagWatch(AnswerService asked, AlertEngine engine)
{
    public const string Telemetry = "telemetry";
    private const int MostFlags = 500, MostVariants = 50, MostText = 200;

    /// <summary>Senders hold back what they send for some seconds.</summary>
    private static readonly TimeSpan s_lag = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_past = TimeSpan.FromHours(1), s_same = TimeSpan.FromMinutes(15);
    private readonly Dictionary<(string Flag, string Environment), List<EvaluationCount>> _counts = [];
    private DateTimeOffset? _until;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = asked.Now;
        var end = TimeSteps.Floor(now - s_lag, TimeSteps.Minute);
        var begin = _until is { } until && until > end - s_past ? until : end - s_past;
        if (begin >= end)
        {
            return;
        }

        foreach (var count in await asked.AskAsync(new EvaluationQuestion(new TimeRange(begin, end)), cancellation))
        {
            Keep(count);
        }

        _until = end;
        var changes = new List<ChangeEvent>();
        foreach (var (key, counts) in _counts.ToList())
        {
            counts.RemoveAll(c => c.Minute < end - s_past);
            if (counts.Count == 0)
            {
                _counts.Remove(key);
            }
            else if (VariantShift.Of(counts) is { } shift)
            {
                // What was before it is told; from here on only what comes after it counts.
                counts.RemoveAll(c => c.Minute < shift.At);
                changes.AddRange(Told(key, shift));
            }
        }

        if (changes.Count > 0)
        {
            await engine.ChangeAsync(_ => new() { ChangeEvents = changes }, cancellation);
        }
    }

    private void Keep(EvaluationCount count)
    {
        if (count.Flag.Length > MostText || count.Variant.Length > MostText || count.Environment.Length > MostText)
        {
            return;
        }

        if (!_counts.TryGetValue((count.Flag, count.Environment), out var counts))
        {
            if (_counts.Count >= MostFlags)
            {
                return;
            }

            _counts[(count.Flag, count.Environment)] = counts = [];
        }

        // A variant that is of each user alone says nothing: the first ones stand for all.
        if (counts.Any(c => c.Variant == count.Variant) || counts.Select(c => c.Variant).Distinct().Count() < MostVariants)
        {
            counts.Add(count);
        }
    }

    // A process that ended since, or one beside this one, may have told it already.
    private IEnumerable<ChangeEvent> Told((string Flag, string Environment) key, VariantShift shift)
    {
        var known = asked.State.Alerts.Changes(shift.At - s_same, shift.At + s_same, 10_000)
            .Any(c => c.Kind == "flag" && c.Source == Telemetry && c.Name == key.Flag && c.Environment == key.Environment);
        return known ? [] : [new(AlertName.Id(shift.At, "change", "flag", key.Flag, key.Environment, Telemetry), "flag", key.Flag, shift.From, shift.To, "", key.Environment, "", shift.At, Telemetry)];
    }
}
