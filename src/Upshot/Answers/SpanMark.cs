using System.Globalization;
using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Answers;

/// <summary>Something about a span's place in its trace that is not as it should be.</summary>
/// <param name="Kind">parentMissing, ownParent, circle, clock or early.</param>
public sealed record SpanMark(string Kind, string Sentence)
{
    public static IReadOnlyList<SpanMark> Of(SpanEvidence span, ParentKind kind, SpanEvidence? parent) => kind switch
    {
        ParentKind.Missing => [new("parentMissing", $"Its parent {span.ParentSpanId} is not here: not sent, not sampled, or not arrived yet.")],
        ParentKind.Itself => [new("ownParent", "It names itself as its parent.")],
        ParentKind.Circle => [new("circle", "Its parents lead back to it: a circle, shown from its earliest span.")],
        _ => parent is null ? [] : [.. Time(span, parent)],
    };

    private static IEnumerable<SpanMark> Time(SpanEvidence span, SpanEvidence parent)
    {
        if (span.StartNanos < parent.StartNanos)
        {
            var early = Millis(parent.StartNanos, span.StartNanos);
            yield return span.Service == parent.Service
                ? new("early", $"It begins {early} before its parent.")
                : new("clock", $"It begins {early} before its parent in {parent.Service}: their clocks differ by that much at least.");
        }
        else if (span.Kind == "server" && parent.Kind == "client" && span.StartNanos > parent.EndNanos)
        {
            yield return new("clock", $"It begins {Millis(span.StartNanos, parent.EndNanos)} after the call to it had ended: their clocks differ, or the caller had given up.");
        }
    }

    private static string Millis(long later, long earlier) => (((double)later - earlier) / 1e6).ToString("#,0.###", CultureInfo.InvariantCulture) + " ms";
}
