using Upshot.Evidence.Alerts;

namespace Upshot.Answers;

/// <summary>Channels that do not take what they should, in sentences.</summary>
internal static class ChannelNotices
{
    public static IEnumerable<string> Of(IReadOnlyList<OutboxMessage> waiting) => waiting.Where(m => m.LastError.Length > 0).GroupBy(m => m.Channel).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
    {
        var kept = waiting.Count(m => m.Channel == g.Key);
        return $"The channel {g.Key} has not taken {kept} {(kept == 1 ? "notification" : "notifications")} since {waiting.Where(m => m.Channel == g.Key).Min(m => m.CreatedAt):u} ({g.Sum(m => m.Attempts)} tries): {g.Last().LastError}. They are kept.";
    });
}
