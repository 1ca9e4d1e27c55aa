using Microsoft.AspNetCore.Http.Extensions;
using Upshot.Answers;

namespace Upshot.Pages.Frame;

/// <summary>
/// Which part of the data a page shows. It stands in the address, where it is read once, and every link to another page keeps it: what one reader sees
/// and sends on, the other sees too. Empty: as the page does by itself.
/// </summary>
public sealed record View
{
    private const int Longest = 200;

    /// <summary>From when on: a moment, or how long ago (<c>24h</c>).</summary>
    public string Since { get; init; } = "";

    public string Until { get; init; } = "";

    /// <summary>FROM..TO, the time it is held against.</summary>
    public string Against { get; init; } = "";

    public string Environment { get; init; } = "";

    public string Service { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>The page becomes a file, whose readers cannot reach the server: links lead nowhere.</summary>
    internal bool IsNowhere { get; init; }

    private IEnumerable<(string Name, string Value)> Parts => [("since", Since), ("until", Until), ("against", Against), ("environment", Environment), ("service", Service), ("version", Version)];

    /// <summary>What is set of it, for forms that keep it.</summary>
    public IEnumerable<(string Name, string Value)> Set => Parts.Where(p => p.Value.Length > 0);

    internal static View Of(IQueryCollection query) => new()
    {
        Since = Read(query, "since"),
        Until = Read(query, "until"),
        Against = Read(query, "against"),
        Environment = Read(query, "environment"),
        Service = Read(query, "service"),
        Version = Read(query, "version"),
    };

    /// <summary>The address of a page for the same part of the data.</summary>
    /// <param name="path">With or without a query or a fragment; what it says itself counts.</param>
    public string Link(string path, params (string Name, string Value)[] more)
    {
        if (IsNowhere)
        {
            return "#main";
        }

        var fragment = path.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? path[at..] : "";
        var rest = path[..^fragment.Length];
        var known = rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var q ? rest[(q + 1)..].Split('&').Select(p => p.Split('=')[0]).ToHashSet(StringComparer.Ordinal) : [];
        var query = new QueryBuilder(more.Where(m => m.Value.Length > 0).Concat(Set.Where(p => !known.Contains(p.Name) && !more.Any(m => m.Name == p.Name))).Select(p => KeyValuePair.Create(p.Name, p.Value)));
        var text = query.ToString();
        return rest + (rest.Contains('?', StringComparison.Ordinal) && text.Length > 0 ? "&" + text[1..] : text) + fragment;
    }

    /// <summary>The same for the same moments, whenever the link is followed.</summary>
    internal View Fixed(AskedTimes times) => this with { Since = Format.Iso(times.Now.From), Until = Format.Iso(times.Now.To), Against = Against.Length > 0 ? $"{Format.Iso(times.Before.From)}..{Format.Iso(times.Before.To)}" : "" };

    /// <exception cref="QuestionException">A time cannot be read, or ends before it begins.</exception>
    internal AskedTimes Times(AnswerService asked) => AskedTimes.Of(asked, Given(Since), Given(Until), Given(Against));

    internal static string? Given(string text) => text.Length == 0 ? null : text;

    private static string Read(IQueryCollection query, string name) => query[name] is [{ } value, ..] && value.Length <= Longest ? value.Replace('\0', '\uFFFD').Trim() : "";
}
