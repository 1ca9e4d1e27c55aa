using System.Text.RegularExpressions;

namespace Upshot.Decide.Faults;

/// <summary>What a metric is about, by its name, as far as it points at the service that has it. What a node or a neighbour does is none of it.</summary>
internal static partial class MetricClass
{
    public static FaultKind? Of(string metric) =>
        Foreign().IsMatch(metric) ? null
        : Cpu().IsMatch(metric) ? FaultKind.Cpu
        : Memory().IsMatch(metric) ? FaultKind.Memory
        : Restart().IsMatch(metric) ? FaultKind.Unavailable
        : Network().IsMatch(metric) ? FaultKind.Network
        : Disk().IsMatch(metric) ? FaultKind.Disk
        : Latency().IsMatch(metric) ? FaultKind.SelfTime
        : Errors().IsMatch(metric) ? FaultKind.Errors
        : null;

    /// <summary>A metric that others' faults move just as much: what callers wait for.</summary>
    public static bool IsSymptom(FaultKind kind) => kind is FaultKind.SelfTime or FaultKind.Errors;

    [GeneratedRegex(@"^node|client|limit|request(?:s)?_?(?:cpu|memory)|quota|total_?memory|cache", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"cpu|processor|throttl", RegexOptions.IgnoreCase)]
    private static partial Regex Cpu();

    [GeneratedRegex(@"mem|heap|rss|working.?set|gc", RegexOptions.IgnoreCase)]
    private static partial Regex Memory();

    [GeneratedRegex(@"restart", RegexOptions.IgnoreCase)]
    private static partial Regex Restart();

    [GeneratedRegex(@"network.?(?:p\d|delay|latency|rtt)|packet.?(?:loss|drop)|retrans|(?:net|tcp).*(?:drop|err|loss)|rtt", RegexOptions.IgnoreCase)]
    private static partial Regex Network();

    [GeneratedRegex(@"disk|\bfs\b|_fs_|io(?:_|$)|blkio", RegexOptions.IgnoreCase)]
    private static partial Regex Disk();

    [GeneratedRegex(@"latency|response.?time|duration|rt$|p9\d", RegexOptions.IgnoreCase)]
    private static partial Regex Latency();

    [GeneratedRegex(@"error|fail|fault|5xx", RegexOptions.IgnoreCase)]
    private static partial Regex Errors();
}
