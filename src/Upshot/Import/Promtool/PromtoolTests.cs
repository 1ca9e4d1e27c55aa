using System.Globalization;
using System.Text.RegularExpressions;
using Upshot.Decide;
using Upshot.Decide.Alerting;
using Upshot.Decide.AlertTests;
using Upshot.Plan;
using Upshot.Plan.Values;
using YamlDotNet.Core;

namespace Upshot.Import.Promtool;

/// <summary>
/// promtool's files of rule tests, asked of the plan's own alerts: what its exported rules count is loaded from the input series, and what is expected of an alert is expected
/// of the alert with that name or those labels. What has no words here is listed with its place.
/// </summary>
/// <remarks>Source: prometheus.io, "Unit testing for rules".</remarks>
internal sealed partial class PromtoolTests(ProductPlan plan, string file)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(400);
    private static readonly string[] s_known = ["alertname", "sloth_id", "sloth_service", "sloth_slo", "sloth_severity", "severity", "owner"];
    private readonly IReadOnlyList<CountedSeries> _counted = CountedSeries.Of(plan);
    private readonly IReadOnlyList<BurnRule> _rules = BurnRule.Of(plan);
    private readonly List<string> _left = [];
    private readonly List<FileProblem> _problems = [];

    /// <summary>Whether a file is promtool's and not a text of commands.</summary>
    public static bool IsOne(string path, string text) => Path.GetExtension(path) is ".yml" or ".yaml" || Tests().IsMatch(text);

    public static PromtoolRead Read(ProductPlan plan, string file, string text)
    {
        IReadOnlyList<ImportNode> documents;
        try
        {
            documents = ImportNode.Read(file, text);
        }
        catch (YamlException e)
        {
            return new([], [new($"{file}:{e.Start.Line}:{e.Start.Column}", $"This is no YAML: {e.Message}", "Write a file of promtool's tests, or the text format.")], []);
        }

        return new PromtoolTests(plan, file).Read(documents);
    }

    private PromtoolRead Read(IReadOnlyList<ImportNode> documents)
    {
        var tests = new List<AlertTest>();
        foreach (var document in documents)
        {
            if (document.Has("rule_files"))
            {
                Leave(document, "rule_files: the alerts of the plan are tested, not those of other files");
                document.Ignore("rule_files");
            }

            if (document.Text("evaluation_interval") is { Length: > 0 } every && TimeOf(every) != TimeSpan.FromMinutes(1))
            {
                Leave(document, $"evaluation_interval: {every}: alerts are evaluated every minute");
            }

            tests.AddRange(document.Maps("tests").Select(Test));
        }

        if (documents.Count == 0 || tests.Count == 0)
        {
            _problems.Add(new(file, "There are no tests in it.", "Write them under tests:, as promtool takes them."));
        }

        return new(tests, _problems, [.. _left, .. documents.SelectMany(d => d.Left()).Select(l => $"{l.Place}: {l.Path} has no place in a test of a plan's alerts.")]);
    }

    private AlertTest Test(ImportNode test)
    {
        var interval = TimeOf(test.Text("interval") is { Length: > 0 } said ? said : "1m") ?? TimeSpan.Zero;
        if (interval <= TimeSpan.Zero)
        {
            Problem(test, "interval is no duration above nothing", "Write 1m.");
            interval = TimeSpan.FromMinutes(1);
        }

        var input = test.Maps("input_series").Select(Series).OfType<(SeriesSelector, IReadOnlyList<double?>)>().ToList();
        if (input.Any(s => s.Item2.Count * interval > s_longest))
        {
            Problem(test, "its series are longer than 400 days", "Write shorter ones.");
            input = [];
        }

        foreach (var expression in test.Maps("promql_expr_test"))
        {
            Leave(expression, $"promql_expr_test: {Clip(expression.Text("expr"))}: a plan has no PromQL");
            expression.Ignore("eval_time", "exp_samples", "expr");
        }

        var loads = _counted.Select(c => (c.Objective.Name, Minutes: c.Minutes(input.Where(s => c.Takes(s.Item1)), interval))).Where(l => l.Minutes.Count > 0).ToDictionary(l => l.Name, l => l.Minutes, StringComparer.Ordinal);
        return new(test.Text("name"), loads, [.. test.Maps("alert_rule_test").SelectMany(Expected)]);
    }

    private (SeriesSelector, IReadOnlyList<double?>)? Series(ImportNode series)
    {
        var (name, values) = (series.Text("series"), series.Text("values"));
        if (SeriesSelector.Of(name) is not { } selector || selector.Matchers.Any(m => m.Match != "="))
        {
            Problem(series, $"\"{Clip(name)}\" is no series", "Write name{label=\"value\"}.");
            return null;
        }

        if (!_counted.Any(c => c.Takes(selector)))
        {
            Leave(series, $"{Clip(name)} counts for no objective: upshot export prometheus shows what is asked for");
            return null;
        }

        var samples = SeriesValues.Read(values, out var problem);
        if (problem.Length > 0)
        {
            Leave(series, $"{Clip(name)}: {problem}");
            return null;
        }

        return (selector, samples);
    }

    private IEnumerable<AlertExpectation> Expected(ImportNode expected)
    {
        var (name, time, alerts) = (expected.Text("alertname"), expected.Text("eval_time"), expected.Maps("exp_alerts"));
        if (TimeOf(time) is not { } at || at > s_longest)
        {
            Problem(expected, $"\"{Clip(time)}\" is no time", "Write it from the beginning, such as 24h5m, within 400 days.");
            yield break;
        }

        // Without an alert to expect, no alert of that name fires, whatever its severity.
        var wanted = alerts.Count == 0 ? RulesOf(name, new Dictionary<string, string>()) : [.. alerts.SelectMany(a => RulesOf(name, LabelsOf(a)))];
        if (wanted.Count == 0)
        {
            Leave(expected, $"{Clip(name)}{(alerts.Count > 0 ? " with these labels" : "")} is no alert of the plan. It has: {string.Join(", ", _rules.Select(r => r.Name).Take(20))}");
            yield break;
        }

        foreach (var rule in wanted.DistinctBy(r => r.Name))
        {
            yield return new(expected.Line, at, rule.Name, alerts.Count == 0 ? AlertTestFile.NotFiring : AlertTestFile.Firing);
        }
    }

    // Our own exports name alerts OBJECTIVE/SEVERITY; rules of Sloth say both in labels.
    private IReadOnlyList<BurnRule> RulesOf(string name, IReadOnlyDictionary<string, string> labels) =>
        [.. _rules.Where(r => r.Name == name || r.Objective == name || labels.GetValueOrDefault("sloth_slo") == r.Objective)
            .Where(r => (labels.GetValueOrDefault("sloth_severity") ?? labels.GetValueOrDefault("severity") ?? r.Severity) == r.Severity && (labels.GetValueOrDefault("sloth_slo") ?? r.Objective) == r.Objective
                && (labels.GetValueOrDefault("owner") ?? r.Owner) == r.Owner)];

    private IReadOnlyDictionary<string, string> LabelsOf(ImportNode alert)
    {
        var labels = alert.Map("exp_labels")?.Texts() ?? new Dictionary<string, string>();
        foreach (var other in labels.Keys.Where(l => !s_known.Contains(l)))
        {
            Leave(alert, $"exp_labels.{other}: alerts of a plan have no such label");
        }

        if (alert.Map("exp_annotations") is { } annotations)
        {
            Leave(annotations, "exp_annotations: what a notification says is not tested");
            annotations.Ignore([.. annotations.Texts().Keys]);
        }

        return labels;
    }

    private void Leave(ImportNode node, string what) => _left.Add($"{node.Place}: {what}.");

    private void Problem(ImportNode node, string what, string remedy) => _problems.Add(new(node.Place, $"{what}.", remedy));

    // Prometheus knows years too, and a bare zero.
    private static TimeSpan? TimeOf(string text) =>
        text == "0" ? TimeSpan.Zero
        : Years().Match(text) is { Success: true } years && double.TryParse(years.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < 100
            ? TimeSpan.FromDays(365 * count) + (years.Groups[2].Length == 0 ? TimeSpan.Zero : TimeOf(years.Groups[2].Value) ?? TimeSpan.Zero)
        : Duration.TryParse(text, out var value) ? value : null;

    private static string Clip(string text) => text.Length <= 120 ? text : text[..119] + "…";

    [GeneratedRegex(@"^tests:\s*$", RegexOptions.Multiline)]
    private static partial Regex Tests();

    [GeneratedRegex(@"^(\d+)y(.*)$")]
    private static partial Regex Years();
}

/// <param name="NotExpressed">What cannot be asked of a plan, each with its place.</param>
internal sealed record PromtoolRead(IReadOnlyList<AlertTest> Tests, IReadOnlyList<FileProblem> Problems, IReadOnlyList<string> NotExpressed);
