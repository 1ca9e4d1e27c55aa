using System.Globalization;
using Upshot.Plan.Values;

namespace Upshot.Import;

/// <summary>What all three formats need: numbers, windows, the operation behind a query, and the list of what was left out.</summary>
internal sealed class Importing
{
    private readonly List<string> _left = [];

    public List<ImportedObjective> Objectives { get; } = [];

    public void Leave(string place, string what) => _left.Add($"{place}: {what}");

    /// <summary>Takes over what nobody asked for in some documents.</summary>
    public void LeaveRest(IEnumerable<ImportNode> documents)
    {
        foreach (var (place, path) in documents.SelectMany(d => d.Left()))
        {
            Leave(place, $"{path} has no place in a plan.");
        }
    }

    public ImportedPlan Result(string product)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var twice in Objectives.Where(o => !names.Add(o.Name)).ToList())
        {
            Leave(twice.Name, "there are two objectives of this name; both are written, and one of them must be renamed.");
        }

        return new(product.Length > 0 ? product : "imported", Objectives, _left);
    }

    /// <summary>Null, and said: it is no share between 0 and 1.</summary>
    /// <param name="per">100 for percentages.</param>
    public double? Target(ImportNode node, string text, int per)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && number < per)
        {
            return (double)((decimal)number / per);
        }

        Leave(node.Place, text.Length == 0 ? "there is no target, so that this is no objective. It is left out." : $"the target \"{text}\" is no share between 0 and {per}. It is left out.");
        return null;
    }

    /// <summary>As the plan writes durations; "" and said: it is none.</summary>
    public string Window(ImportNode node, string text)
    {
        // Weeks and months are words there and not here.
        var days = text.EndsWith('w') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var weeks) ? $"{weeks * 7}d"
            : text.EndsWith('M') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var months) ? $"{months * 30}d" : text;
        if (days != text && text.EndsWith('M'))
        {
            Leave(node.Place, $"the rolling window {text} becomes {days}.");
        }

        if (Duration.TryParse(days, out var length) && length >= TimeSpan.FromMinutes(1) && length <= TimeSpan.FromDays(731))
        {
            return Duration.Format(length);
        }

        Leave(node.Place, $"the window \"{text}\" is no duration of a plan. It becomes 28d.");
        return "28d";
    }

    public ImportedOperation Operation(ImportNode node, string objective, string service, params string[] queries)
    {
        var labels = new PromQlLabels(queries);
        var operation = new ImportedOperation(objective, labels.Service.Length > 0 ? labels.Service : service, labels.Route, labels.Method, labels.Span);
        foreach (var matcher in labels.Left)
        {
            Leave(node.Place, $"{objective}: {matcher} is not part of the operation's entry.");
        }

        if (labels.Route.Length == 0 && labels.Span.Length == 0)
        {
            Leave(node.Place, $"{objective}: the query names no route and no span, so its operation is all that {operation.Service} answers. Say its route or span under entry.");
        }

        return operation;
    }
}
