using Upshot.Plan.Values;

namespace Upshot.Plan.Diff;

/// <summary>What a plan says as a whole: how long history is kept, how it is sampled, when alerts fire.</summary>
internal static class SettingsDiff
{
    public static void Compare(Difference difference)
    {
        if (!difference.HasVersions || difference.Before.Product.Length == 0)
        {
            return;
        }

        var (before, after) = (difference.Before, difference.After);
        var fields = new FieldChanges(difference, "plan", after.Product, new("upshot.yaml", 1, 1), _ => []);
        fields.Breaking("product", before.Product, after.Product, "Generated metrics come from a scope named by the product.", "Keep it, or accept the new name by name.");
        Kept("spans", before.Retention.Spans, after.Retention.Spans);
        Kept("logs", before.Retention.Logs, after.Retention.Logs);
        Kept("metrics", before.Retention.Metrics, after.Retention.Metrics);
        Kept("rollups", before.Retention.Rollups, after.Retention.Rollups);
        if (after.Retention.MaxBytes is { } most && !(before.Retention.MaxBytes <= most))
        {
            fields.Breaking("retention max_bytes", Bytes(before.Retention.MaxBytes), Bytes(most), "What is beyond it is deleted, oldest first.", "Keep it, or accept the loss by name.");
        }
        else
        {
            fields.Compatible("retention max_bytes", Bytes(before.Retention.MaxBytes), Bytes(after.Retention.MaxBytes));
        }

        fields.Compatible("sampling", Share.Format(before.Sampling.Probability), Share.Format(after.Sampling.Probability), "Counts are weighed by it and stay comparable; fewer traces say less about rare things.");
        fields.Compatible("sampling decision", before.Sampling.IsTail ? "tail" : "head", after.Sampling.IsTail ? "tail" : "head");
        fields.Compatible("sampling budget_within", before.Sampling.BudgetWithin is { } asked ? Share.Format(asked) : "", after.Sampling.BudgetWithin is { } asks ? Share.Format(asks) : "");
        fields.Compatible("environments", FieldChanges.Text(before.Environments), FieldChanges.Text(after.Environments));
        fields.Compatible("alerts", Alerts(before.Alerts), Alerts(after.Alerts), "Every objective's alerts fire at other times; upshot review says when they would have.");
        fields.Compatible("budget", Budget(before.Budget), Budget(after.Budget));
        fields.Compatible("cost", Cost(before.Cost), Cost(after.Cost));

        void Kept(string what, TimeSpan was, TimeSpan now)
        {
            if (now < was)
            {
                fields.Breaking($"retention {what}", FieldChanges.Text(was), FieldChanges.Text(now), "What is older is deleted, and does not come back with the plan.", "Keep it, or accept the loss by name.");
            }
            else
            {
                fields.Compatible($"retention {what}", FieldChanges.Text(was), FieldChanges.Text(now));
            }
        }
    }

    internal static string Alerts(AlertPolicy policy) => FieldChanges.Text(policy.Windows
        .Select(w => $"{w.Severity} at {Share.Format(w.BudgetShare)} in {Duration.Format(w.Long)}")
        .Concat(policy.MinimumFailures == new AlertPolicy().MinimumFailures ? [] : [$"from {FieldChanges.Text(policy.MinimumFailures)} failures"])
        .Concat(policy.Channels.Select(c => $"to {c.Name}")));

    private static string Budget(BudgetPolicy policy) => FieldChanges.Text(policy.Rules.Select(r => $"at {Share.Format(r.Remaining)}: {r.Action}"));

    private static string Cost(CostLimits limits) => FieldChanges.Text(new[]
    {
        limits.BytesPerDay is { } bytes ? $"{Bytes(bytes)} a day" : "",
        limits.MaxSeries is { } series ? $"{FieldChanges.Text(series)} series" : "",
    }.Where(t => t.Length > 0));

    private static string Bytes(long? bytes) => bytes is { } count ? $"{FieldChanges.Text(count)} bytes" : "";
}
