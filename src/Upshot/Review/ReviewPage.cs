using System.Globalization;
using Upshot.Diff;
using Upshot.Plan.Diff;
using Upshot.Reports;

namespace Upshot.Review;

/// <summary>A review as Markdown, to be posted on a pull request.</summary>
internal static class ReviewPage
{
    public static void Write(DesignReview review, TextWriter output)
    {
        output.WriteLine($"## Design review: {Markdown.Text(review.Diff.Base.Label)} → {Markdown.Text(review.Diff.Head.Label)}");
        output.WriteLine();
        output.WriteLine(Verdict(review));
        output.WriteLine();
        Section("What the reviewer should ask", [.. Questions.Of(review).Select(q => $"- [ ] {Markdown.Text(q)}")], "Nothing stands out.", output);
        var quiet = new List<string>();
        Found("New features without signals", "new features without signals", [.. review.Features.Select(g => $"- **{Markdown.Text(g.About)}**: {Markdown.Text(g.Text)} {Markdown.Text(g.ToDo)}")]);
        Found("Signals that nobody answers for", "signals of the change without owner, reason, decision or reader", [.. review.Signals.Select(g => $"- **{Markdown.Text(g.About)}**: {Markdown.Text(g.Text)} {Markdown.Text(g.ToDo)}")]);
        Found("Journeys touched", "journeys", [.. review.Journeys.Select(j => $"- **{Markdown.Text(j.Key)}**: {Markdown.Text(Of(j.Key, j))}")]);
        Found("Privacy", "what is known about people", [.. review.Privacy.Select(p => $"- {(p.Wider ? "**wider**: " : "")}{Markdown.Text($"{p.Attribute} {p.Text}".Trim())}")]);
        if (review.Costs.Count > 0)
        {
            Costs(review, output);
        }
        else
        {
            quiet.Add("cost (no signal came or went)");
        }

        Alerts(review, quiet, output);
        if (quiet.Count > 0)
        {
            output.WriteLine($"Looked at, with nothing to say: {string.Join("; ", quiet)}.");
            output.WriteLine();
        }

        output.WriteLine("### Changes");
        output.WriteLine();
        DiffMarkdown.Write(review.Diff, output);

        void Found(string title, string what, IReadOnlyList<string> lines)
        {
            if (lines.Count == 0)
            {
                quiet.Add(what);
            }
            else
            {
                Section(title, lines, "", output);
            }
        }
    }

    /// <summary>What happens to a journey, without its name in front of each.</summary>
    private static string Of(string journey, IEnumerable<PlanChange> changes) =>
        string.Join("; ", changes.Select(DiffReport.Says).Select(s => s.StartsWith($"journey {journey}: ", StringComparison.Ordinal) ? s[$"journey {journey}: ".Length..] : s).Distinct().Take(8));

    private static string Verdict(DesignReview review)
    {
        var unmigrated = review.Diff.Count(MigrationState.Missing);
        var gaps = review.Features.Count + review.Signals.Count;
        var parts = new List<string> { review.Diff.Summary() };
        if (unmigrated > 0)
        {
            parts.Add("**Not ready to merge: history would break.**");
        }

        if (gaps > 0)
        {
            parts.Add($"{(gaps == 1 ? "1 thing is" : $"{gaps} things are")} left open.");
        }

        if (review.Problems > 0)
        {
            parts.Add($"`upshot check` reports {DiffReport.Number(review.Problems, "new problem")}.");
        }

        return string.Join(" ", parts);
    }

    private static void Costs(DesignReview review, TextWriter output)
    {
        output.WriteLine("### Cost a day");
        output.WriteLine();
        output.WriteLine(review.Traffic.IsKnown
            ? $"At the traffic of {Markdown.Text(review.Traffic.Source)} up to {review.Traffic.Until:yyyy-MM-dd HH:mm} UTC."
            : $"Nothing was measured ({Markdown.Text(review.NoTrafficBecause)}): what the plan expects (requests\\_per\\_day) is all there is, and bytes are not known.");
        output.WriteLine();
        output.WriteLine("| signal | events | bytes | because |");
        output.WriteLine("|---|--:|--:|---|");
        foreach (var (cost, isGone) in review.Costs)
        {
            var sign = isGone ? "−" : "";
            output.WriteLine($"| {Markdown.Text(cost.Signal.Name)}{(isGone ? " (gone)" : "")} | {(cost.Events is { } events ? sign + Number(events) : "unknown")} | {(cost.Bytes is { } bytes ? sign + Bytes(bytes) : "unknown")} | {Markdown.Text(cost.Because)} |");
        }

        var knownEvents = review.Costs.Sum(c => (c.IsGone ? -1 : 1) * (c.Cost.Events ?? 0));
        var knownBytes = review.Costs.Sum(c => (c.IsGone ? -1 : 1) * (c.Cost.Bytes ?? 0));
        var unknown = review.Costs.Count(c => c.Cost.Events is null);
        var limit = review.Diff.Head.Reading.Plan.Cost.BytesPerDay;
        output.WriteLine($"| **together{(unknown > 0 ? $", without {unknown} unknown" : "")}** | {(unknown < review.Costs.Count ? Number(knownEvents) : "unknown")} | {(review.Costs.Any(c => c.Cost.Bytes is not null) ? Bytes(knownBytes) : "unknown")} | {(limit is { } most ? $"the plan allows {Bytes(most)} a day" : "")} |");
        output.WriteLine();
    }

    private static void Alerts(DesignReview review, List<string> quiet, TextWriter output)
    {
        if (!review.AlertsMayDiffer)
        {
            quiet.Add("alerts (the change touches no objective and no alert policy)");
            return;
        }

        if (!review.Traffic.IsKnown)
        {
            Section("Alerts on the last days", [], $"Not known: {Markdown.Text(review.NoTrafficBecause)}.", output);
            return;
        }

        var others = review.Alerts.Where(a => a.Now != a.Then).ToList();
        var same = review.Alerts.Count - others.Count;
        Section(
            "Alerts on the last days",
            [
                .. others.Select(a => $"- {Markdown.Text($"{a.Window.Severity} of {a.Objective} over {Length(a.Window.Long)}")}: {(a.Then.Times == 0 ? "would never have fired" : $"would have fired {a.Then}")} ({(a.Now is { } now ? $"by the plan as it was: {now}" : "new")})"),
                .. same == 0 ? [] : (string[])[$"- {(others.Count == 0 ? "all" : "the others")} ({DiffReport.Number(same, "alert")}): as by the plan as it was"],
            ],
            "None of them can be estimated from the stored data.",
            output);
    }

    private static void Section(string title, IReadOnlyList<string> lines, string otherwise, TextWriter output)
    {
        output.WriteLine($"### {title}");
        output.WriteLine();
        foreach (var line in lines.Count == 0 ? [otherwise] : lines)
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }

    private static string Number(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(double bytes) => Math.Abs(bytes) switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.##} MB"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.##} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
    };

    private static string Length(TimeSpan length) => length.TotalHours >= 24
        ? string.Create(CultureInfo.InvariantCulture, $"{length.TotalDays:0.##} d")
        : string.Create(CultureInfo.InvariantCulture, $"{length.TotalHours:0.##} h");
}
