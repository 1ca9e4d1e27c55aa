using Upshot.Evidence.Alerts;

namespace Upshot.Alerts;

/// <summary>A change in words.</summary>
internal static class ChangeText
{
    public static string Of(ChangeEvent change)
    {
        var what = change.Kind == "note" ? change.Name : $"{change.Kind} {change.Name}";
        var values = (change.From, change.To) switch
        {
            ("", "") => "",
            ("", var to) => $" is now {to}",
            (var from, "") => $" was {from}",
            var (from, to) => $" went from {from} to {to}",
        };
        return $"{what}{values}{(change.Service.Length > 0 ? $" in {change.Service}" : "")}{(change.Environment.Length > 0 ? $" in {change.Environment}" : "")}{(change.Author.Length > 0 ? $", by {change.Author}" : "")}";
    }
}
