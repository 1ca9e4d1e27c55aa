using System.Globalization;
using Upshot.Observe.Otlp;
using Upshot.Observe.Telemetry;

namespace Upshot.Observe.Receive;

/// <summary>What was accepted and could not be used as it was meant, and what was refused, since the server started.</summary>
/// <param name="Items">spans, data points, log records, or requests.</param>
/// <param name="Sentence">Without the service: "1,204 spans were dated an hour ahead …".</param>
public sealed record IntakeNotice(string Service, string Reason, string Items, long Count, DateTimeOffset First, DateTimeOffset Last, string Sentence);

/// <summary>The one place where it is noted what senders should know: answers, metrics and pages say what stands here. For any number of threads.</summary>
public sealed class NoticeBoard
{
    /// <summary>Where the request does not say, or cannot be read.</summary>
    public const string Unknown = "(unknown)";
    private const string Other = "(other)";

    // Senders make the names of services.
    private const int MaxPlaces = 1_000, MaxDetail = 200;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Service, string Reason, string Items, string Because), Place> _places = [];

    private sealed class Place(NoticeReason reason, DateTimeOffset first)
    {
        public NoticeReason Reason => reason;
        public DateTimeOffset First => first;
        public DateTimeOffset Last;
        public long Count, Most;
        public string Detail = "";
    }

    /// <summary>The last first.</summary>
    public IReadOnlyList<IntakeNotice> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _places.OrderByDescending(p => p.Value.Last).ThenBy(p => p.Key.Service, StringComparer.Ordinal)
                    .Select(p => new IntakeNotice(p.Key.Service, p.Key.Reason, p.Key.Items, p.Value.Count, p.Value.First, p.Value.Last, Sentence(p.Value.Reason, p.Key.Items, p.Value.Count, p.Value.Most, p.Value.Detail)))];
            }
        }
    }

    /// <param name="detail">What is behind the reason; the last one is said.</param>
    public void Say(string service, NoticeReason reason, string items, long count, DateTimeOffset at, long most = 0, string detail = "")
    {
        lock (_gate)
        {
            // Refusals are few fixed texts, and one must not be said of what another refused.
            var because = reason == NoticeReason.Refused ? detail : "";
            var key = (service, reason.Id, items, because);
            if (!_places.TryGetValue(key, out var place))
            {
                key = _places.Count < MaxPlaces ? key : (Other, reason.Id, items, because);
                if (!_places.TryGetValue(key, out place))
                {
                    _places[key] = place = new Place(reason, at);
                }
            }

            place.Count += count;
            place.Last = at;
            place.Most = Math.Max(place.Most, most);
            place.Detail = detail.Length <= MaxDetail ? detail : detail[..MaxDetail] + "…";
            ServerSignals.ReceiveNotices.Add(count, key.service, reason.Id);
        }
    }

    /// <summary>Takes what a request was noted for, and gives the sentences that its sender is told.</summary>
    internal IReadOnlyList<string> Take(IntakeNotes notes, TelemetrySignal signal, DateTimeOffset at)
    {
        var sentences = new List<string>();
        foreach (var (service, reason, detail, count, most) in notes.All)
        {
            Say(service, reason, Items(signal), count, at, most, detail);
            sentences.Add($"{service}: {Sentence(reason, Items(signal), count, most, detail)}.");
        }

        return sentences;
    }

    public static string Items(TelemetrySignal? signal) => signal switch
    {
        TelemetrySignal.Traces => "spans",
        TelemetrySignal.Metrics => "data points",
        TelemetrySignal.Logs => "log records",
        _ => "requests",
    };

    private static string Sentence(NoticeReason reason, string items, long count, long most, string detail)
    {
        var said = string.Format(CultureInfo.InvariantCulture, count == 1 ? reason.SaidOfOne : reason.Said, NoticeReason.Far(most), detail.TrimEnd('.'));
        var also = detail.Length > 0 && !reason.Said.Contains("{1}", StringComparison.Ordinal) ? ": " + detail.TrimEnd('.') : "";
        return string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? items[..^1] : items)} {said}{also}");
    }
}
