using System.Globalization;
using System.Text;
using Upshot.Export;
using Upshot.Plan.Values;

namespace Upshot.Import;

/// <summary>An objective of another tool, as a plan declares one. Empty: it was not said there.</summary>
/// <param name="Window">A duration, or a calendar's word.</param>
internal sealed record ImportedObjective(string Name, ImportedOperation Operation, double Target, string Window)
{
    public TimeSpan? Latency { get; init; }
    public string Reason { get; init; } = "";
    public string Decision { get; init; } = "";
    public string Owner { get; init; } = "";
    public string Runbook { get; init; } = "";
}

internal sealed record ImportedOperation(string Name, string Service, string Route, string Method, string Span);

/// <summary>What was read, and what of it a plan has no words for.</summary>
/// <param name="NotExpressed">Each with its place.</param>
internal sealed record ImportedPlan(string Product, IReadOnlyList<ImportedObjective> Objectives, IReadOnlyList<string> NotExpressed)
{
    /// <summary>As <c>upshot.yaml</c>. What the other tool never asks for is left to be written, and <c>check</c> says where.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"product: {Quoted.Of(Product)}\n\nowners:\n{string.Concat(Objectives.Select(OwnerOf).Distinct().Select(o => $"  {Key(o)}: {Quoted.Of($"{o}@example.com")}\n"))}\noperations:\n");
        foreach (var group in Objectives.GroupBy(o => o.Operation.Name, StringComparer.Ordinal))
        {
            var operation = group.First().Operation;
            var entry = new[] { ("service", operation.Service), ("route", operation.Route), ("method", operation.Method), ("span", operation.Span) }.Where(e => e.Item2.Length > 0).Select(e => $"{e.Item1}: {Quoted.Of(e.Item2)}");
            text.Append(CultureInfo.InvariantCulture, $"  {Key(operation.Name)}:\n    owner: {Quoted.Of(OwnerOf(group.First()))}\n    entry: {{ {string.Join(", ", entry)} }}\n");
        }

        text.Append("\nobjectives:\n");
        foreach (var objective in Objectives)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {Key(objective.Name)}:\n    operation: {Quoted.Of(objective.Operation.Name)}\n");
            if (objective.Latency is { } latency)
            {
                text.Append(CultureInfo.InvariantCulture, $"    latency: {Duration.Format(latency)}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"    target: {((decimal)objective.Target * 100).ToString("0.##########", CultureInfo.InvariantCulture)}%\n");
            text.Append(CultureInfo.InvariantCulture, $"    window: {(char.IsAsciiDigit(objective.Window[0]) ? objective.Window : $"{{ calendar: {objective.Window} }}")}\n    owner: {Quoted.Of(OwnerOf(objective))}\n");
            foreach (var (key, value) in new[] { ("reason", objective.Reason), ("decision", objective.Decision), ("runbook", objective.Runbook) }.Where(p => p.Item2.Length > 0))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {key}: {Quoted.Of(value)}\n");
            }
        }

        return text.ToString();
    }

    private static string OwnerOf(ImportedObjective objective) => objective.Owner.Length > 0 ? objective.Owner : "team";

    private static string Key(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : Quoted.Of(name);
}
