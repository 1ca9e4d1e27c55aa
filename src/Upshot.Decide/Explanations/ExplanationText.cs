using System.Globalization;
using System.Text;

namespace Upshot.Decide.Explanations;

/// <summary>Draws an explanation: a sentence, and the tree of the call paths that changed.</summary>
public static class ExplanationText
{
    private const int MostPaths = 12;
    private const int DeepestIndent = 12;

    private const string Heading = "self time in a request, critical path";

    /// <summary>The paths shown explain at least this share of all that changed, if so many may be shown.</summary>
    private const double Enough = 0.95;

    public static string Render(Explanation explanation, string operation)
    {
        var text = new StringBuilder(Sentence(explanation, operation)).Append('\n');
        if (explanation.BaselineTraces == 0 || explanation.CandidateTraces == 0 || explanation.Paths.Count == 0)
        {
            return text.ToString();
        }

        var shown = Shown(explanation);
        var lines = TreeOrder(explanation).Where(shown.Contains).Select(i => explanation.Paths[i]).ToList();
        var names = lines.Select(c => new string(' ', 2 * Math.Min(c.Depth, DeepestIndent)) + c.Name).ToList();
        var width = Math.Clamp(names.Max(n => n.Length), Heading.Length, 72);
        text.Append('\n').Append(CultureInfo.InvariantCulture, $"{Heading.PadRight(width)}  {"baseline",9}  {"candidate",9}  {"difference",11}  {"calls",13}\n");
        for (var i = 0; i < lines.Count; i++)
        {
            var change = lines[i];
            var name = names[i].Length > width ? names[i][..(width - 1)] + "…" : names[i];
            text.Append(CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {DurationText.Of(change.BaselineNanos),9}  {DurationText.Of(change.CandidateNanos),9}  {Signed(change.DifferenceNanos),11}  {Calls(change),13}\n");
        }

        var rest = explanation.Paths.Where(c => !shown.Contains(c.Index)).ToList();
        if (rest.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{$"{rest.Count} other paths".PadRight(width)}  {DurationText.Of(rest.Sum(c => c.BaselineNanos)),9}  {DurationText.Of(rest.Sum(c => c.CandidateNanos)),9}  {Signed(rest.Sum(c => c.DifferenceNanos)),11}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{"total".PadRight(width)}  {DurationText.Of(explanation.BaselineNanos),9}  {DurationText.Of(explanation.CandidateNanos),9}  {Signed(explanation.DifferenceNanos),11}\n");
        return text.ToString();
    }

    /// <summary>How much longer a request takes and which path has the largest part in it.</summary>
    public static string Sentence(Explanation explanation, string operation)
    {
        if (explanation.BaselineTraces == 0 || explanation.CandidateTraces == 0)
        {
            return $"There is no trace of {operation} in {(explanation.BaselineTraces > 0 ? "the candidate" : explanation.CandidateTraces > 0 ? "the baseline" : "either version")}.";
        }

        var difference = explanation.DifferenceNanos;
        var whole = $"A request of {operation} takes {DurationText.Of(explanation.CandidateNanos)} instead of {DurationText.Of(explanation.BaselineNanos)} on average ({Signed(difference)})";
        if (!explanation.IsShown)
        {
            return string.Create(CultureInfo.InvariantCulture, $"A request of {operation} takes {DurationText.Of(explanation.CandidateNanos)} and {DurationText.Of(explanation.BaselineNanos)} on average; no difference is shown: processes of the same code differ by as much.");
        }

        var most = explanation.Ranked.Select(i => explanation.Paths[i]).FirstOrDefault(c => c.DifferenceNanos * difference > 0);
        if (most is null)
        {
            return whole + ".";
        }

        var calls = Math.Round(most.BaselineCalls, 1) != Math.Round(most.CandidateCalls, 1) ? $", called {Number(most.CandidateCalls)} times instead of {Number(most.BaselineCalls)}" : "";
        return $"{whole}; {Signed(most.DifferenceNanos)} of it is the self time of {most.Name}{calls}.";
    }

    private static HashSet<int> Shown(Explanation explanation)
    {
        var shown = new HashSet<int>();
        var left = explanation.Paths.Sum(c => Math.Abs(c.DifferenceNanos)) * (1 - Enough);
        var unexplained = explanation.Paths.Sum(c => Math.Abs(c.DifferenceNanos));
        foreach (var index in explanation.Ranked.Take(MostPaths))
        {
            if (unexplained <= left && shown.Count > 0)
            {
                break;
            }

            unexplained -= Math.Abs(explanation.Paths[index].DifferenceNanos);
            for (var at = index; at >= 0 && shown.Add(at); at = explanation.Paths[at].Parent)
            {
            }
        }

        return shown;
    }

    private static List<int> TreeOrder(Explanation explanation)
    {
        var children = explanation.Paths.ToLookup(c => c.Parent, c => c.Index);
        var order = new List<int>();
        var open = new Stack<int>(children[-1].Reverse());
        while (open.TryPop(out var at))
        {
            order.Add(at);
            foreach (var child in children[at].Reverse())
            {
                open.Push(child);
            }
        }

        return order;
    }

    private static string Calls(PathChange change) => Math.Round(change.BaselineCalls, 1) == Math.Round(change.CandidateCalls, 1)
        ? Number(change.CandidateCalls)
        : $"{Number(change.BaselineCalls)} → {Number(change.CandidateCalls)}";

    private static string Signed(double nanos) => nanos == 0 ? "0" : (nanos > 0 ? "+" : "−") + DurationText.Of(Math.Abs(nanos));

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
