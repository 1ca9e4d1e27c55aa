using System.Globalization;
using Upshot.Answers;
using Upshot.Pages.Frame;

namespace Upshot.Pages.Traces;

/// <summary>What of a trace is looked at; it stands in the address, so that a link shows the same.</summary>
/// <param name="Find">Spans whose name, service or attributes have it.</param>
/// <param name="Span">The span whose panel is open: its row; −1: none.</param>
/// <param name="With">What it is compared with: a trace's id or <c>median</c>.</param>
/// <param name="Depth">Levels that are open; 0: all.</param>
/// <param name="Closed">Rows that are collapsed.</param>
/// <param name="From">The row that the page begins with; −1: the page chooses.</param>
public sealed record TraceLook(string Find, int Span, string With, int Depth, IReadOnlyList<int> Closed, int From)
{
    private const int Longest = 200, MostClosed = 200, MostRows = 1_000_000;

    public static TraceLook Nothing { get; } = new("", -1, "", 0, [], -1);

    internal static TraceLook Of(IQueryCollection query) => new(
        Text(query, "find"), Number(query, "span", -1), Text(query, "with"), Number(query, "depth", 0),
        [.. Text(query, "closed", 2000).Split(',', StringSplitOptions.RemoveEmptyEntries).Select(c => Read("closed", c)).Distinct().Take(MostClosed)], Number(query, "from", -1));

    public string Link(View view, string traceId) => view.Link(
        $"/traces/{traceId}", ("find", Find), ("span", Span < 0 ? "" : Written(Span)), ("with", With), ("depth", Depth == 0 ? "" : Written(Depth)), ("closed", string.Join(',', Closed.Select(Written))), ("from", From < 0 ? "" : Written(From)));

    public TraceLook Toggled(int row) => this with { Closed = Closed.Contains(row) ? [.. Closed.Where(c => c != row)] : [.. Closed, row] };

    private static string Written(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(IQueryCollection query, string name, int longest = Longest) => query[name] is not [{ } value, ..] ? ""
        : value.Length <= longest ? value.Trim() : throw new UnreadableException($"{name} has more than {longest} characters. Write less of it.");

    private static int Number(IQueryCollection query, string name, int otherwise) => query[name] is [{ Length: > 0 } value, ..] ? Read(name, value) : otherwise;

    private static int Read(string name, string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MostRows
        ? number : throw new UnreadableException($"{name} \"{Format.Short(text, 40)}\" is no number from 0 to {MostRows}. Leave it out to see the trace as it is.");
}
