using Upshot.Plan.Keys;

namespace Upshot.Decide.Verification;

/// <summary>Which of a few names another one stands for.</summary>
internal static class NameSuggestions
{
    /// <summary>The one that is written nearly so, else the only one of the same namespace: nothing else is missing there.</summary>
    public static string? Of(string name, IReadOnlyCollection<string> candidates)
    {
        if (Suggestions.Of(name, candidates) is { } near)
        {
            return near;
        }

        var folder = name[..(name.LastIndexOf('.') + 1)];
        return folder.Length > 0 && candidates.Where(c => c.StartsWith(folder, StringComparison.Ordinal)).ToList() is [var only] ? only : null;
    }
}
