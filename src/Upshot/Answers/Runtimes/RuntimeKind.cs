using System.Text.RegularExpressions;

namespace Upshot.Answers.Runtimes;

/// <summary>What a metric of a runtime is about, by the names that the semantic conventions and the SDKs of .NET, Java, Python, Node.js and Go give.</summary>
internal sealed partial record RuntimeKind(string Title, Regex Names)
{
    public static IReadOnlyList<RuntimeKind> All { get; } =
    [
        new("Queues", Queues()), new("Event loop lag", Lag()), new("Garbage collection", Collections()), new("Threads", Threads()), new("Memory", Memory()), new("Processor", Processor()),
    ];

    /// <summary>Null: it is none of a runtime.</summary>
    public static RuntimeKind? Of(string metric) => All.FirstOrDefault(k => k.Names.IsMatch(metric));

    [GeneratedRegex(@"queue[._](length|depth|size|waiting)|upshot\.queue\.|connections?\.pending_requests|connection\.pending", RegexOptions.IgnoreCase, 50)]
    private static partial Regex Queues();

    [GeneratedRegex(@"event_?loop\.(lag|delay|utilization)|scheduler\.latency|sched\.latenc", RegexOptions.IgnoreCase, 50)]
    private static partial Regex Lag();

    [GeneratedRegex(@"\bgc\.(pause|duration|collections|time)|\.gc\.(pause|duration)|gc\.pauses", RegexOptions.IgnoreCase, 50)]
    private static partial Regex Collections();

    [GeneratedRegex(@"thread(_pool)?\.(thread\.)?count|thread\.count|monitor\.lock_contentions|goroutine", RegexOptions.IgnoreCase, 50)]
    private static partial Regex Threads();

    [GeneratedRegex(@"memory\.(usage|used|working_set)|working_set|\.heap\.(used|size)|memory\.committed|\.rss\b", RegexOptions.IgnoreCase, 50)]
    private static partial Regex Memory();

    [GeneratedRegex(@"(process|dotnet|jvm|container).*\.cpu\.(time|utilization|recent_utilization|usage)", RegexOptions.IgnoreCase, 50)]
    private static partial Regex Processor();
}
