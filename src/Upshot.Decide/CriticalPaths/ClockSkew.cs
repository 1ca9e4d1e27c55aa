using Upshot.Evidence;

namespace Upshot.Decide.CriticalPaths;

/// <summary>
/// A server's span that does not lie inside the call it answers comes from a clock that runs apart. The pair is
/// recognised as CRISP does it, and put right as Jaeger does it: the called span is moved to the middle of the call.
/// </summary>
internal static class ClockSkew
{
    /// <summary>The called span may be this much longer than the call.</summary>
    private const double Lengthening = 1.01;

    public static bool IsLikely(TraceTree tree, int parent, int child, Window window)
    {
        var own = tree.Extent(child);
        if (!tree.HasOneChild(parent) || own.Length > Lengthening * window.Length || Math.Abs(own.Start - window.Start) > TraceTree.Longest)
        {
            return false;
        }

        var (caller, called) = (tree.Spans[parent], tree.Spans[child]);
        return IsCall(tree, parent, called) || AreOnDifferentHosts(caller, called);
    }

    // A client's span, or a server's inner span that stands for one, with the called server's span under it.
    private static bool IsCall(TraceTree tree, int parent, SpanEvidence called)
    {
        var caller = tree.Spans[parent].Kind;
        return called.Kind == "server"
            && (caller == "client" || (caller != "server" && tree.Parent(parent) >= 0 && tree.Spans[tree.Parent(parent)].Kind == "server"));
    }

    public static Window Centre(Window own, Window window)
    {
        var length = Math.Min(own.Length, window.Length);
        var start = window.Start + ((window.Length - length) / 2);
        return new Window(start, start + length, start - own.Start);
    }

    private static bool AreOnDifferentHosts(SpanEvidence caller, SpanEvidence called) =>
        caller.Attributes.TryGetValue("host.name", out var here)
        && called.Attributes.TryGetValue("host.name", out var there)
        && here.Length > 0 && there.Length > 0 && here != there;
}
