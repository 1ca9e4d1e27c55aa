using Upshot.Answers.Explore;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Explore;

/// <summary>What is looked for as it stands in the address of the page: filters are added to it and taken out of it by links.</summary>
/// <param name="Of">spans or logs.</param>
public sealed record ExploreAddress(string Of, IReadOnlyList<(string Name, string Value)> Filters)
{
    public const string Path = "/explore";

    internal static ExploreAddress From(string of, ExploreAsked asked) => new(of, [.. new (string Name, string? Value)[]
    {
        ("of", of == "spans" ? null : of), ("operation", asked.Operation), ("name", asked.Name), ("failed", asked.Failed == "true" ? "true" : null), ("atleast", asked.AtLeast), ("below", asked.Below), ("severity", asked.Severity), ("text", asked.Text), ("trace", asked.Trace),
    }.Concat((asked.Where ?? []).Select(w => (Name: "where", Value: (string?)w))).Concat((asked.By ?? []).Select(b => (Name: "by", Value: (string?)b))).Where(f => !string.IsNullOrEmpty(f.Value)).Select(f => (f.Name, f.Value!))]);

    public string Value(string name) => Filters.FirstOrDefault(f => f.Name == name).Value ?? "";

    public string Here(View view) => view.Link(Path, [.. Filters]);

    public string With(View view, string name, string value) => view.Link(Path, [.. Filters.Where(f => f.Name != name || name is "where" or "by"), (name, value)]);

    public string Without(View view, (string Name, string Value) filter) => view.Link(Path, [.. Filters.Where(f => f != filter)]);

    /// <summary>Only records with this value of a field.</summary>
    public string Only(View view, string field, string value) => field switch
    {
        "service" => (view with { Service = value }).Link(Path, [.. Filters]),
        "environment" => (view with { Environment = value }).Link(Path, [.. Filters]),
        "version" => (view with { Version = value }).Link(Path, [.. Filters]),
        "status" => value == "error" ? With(view, "failed", "true") : With(view, "where", $"status={value}"),
        "kind" => With(view, "where", $"kind={value}"),
        "operation" or "name" or "severity" => With(view, field, value),
        _ => With(view, "where", $"{field}={value}"),
    };
}
