using System.Text.RegularExpressions;

namespace Upshot.Decide.Faults;

/// <summary>All calls of one operation under one caller, in both windows.</summary>
internal sealed partial class CallGroup(string service, string operation, CallGroup? caller)
{
    public string Service { get; } = service;
    public string Operation { get; } = operation;

    /// <summary>Null: users call it.</summary>
    public CallGroup? Caller { get; } = caller;

    public GroupWindow Normal { get; } = new();
    public GroupWindow Bad { get; } = new();

    public bool CrossesServices => Caller is not null && Caller.Service != Service;

    /// <summary>A step of its service that calls nothing that is traced: a query, a message, work.</summary>
    public bool IsLeaf => Caller is not null && Caller.Service == Service && Normal.With.Count == 0 && Bad.With.Count == 0;

    public IReadOnlyList<string> Path()
    {
        var path = new List<string>();
        for (var at = this; at is not null; at = at.Caller)
        {
            path.Add($"{at.Service} {at.Operation}".TrimEnd());
        }

        path.Reverse();
        return path;
    }

    /// <summary>The operation without what differs from call to call.</summary>
    public static string NameOf(string operation) => Variable().Replace(operation, "*");

    [GeneratedRegex(@"[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|(?<=[/=,:])[0-9a-fA-F]*[0-9][0-9a-zA-Z_-]*|(?<=\?).*|\b[0-9a-f]{16,}\b|\b[0-9]{3,}\b")]
    private static partial Regex Variable();
}

/// <summary>What the calls of a group did in one window.</summary>
internal sealed class GroupWindow
{
    /// <summary>Milliseconds in which the call itself, and nothing that it called, was running.</summary>
    public List<double> Self { get; } = [];

    /// <summary>Milliseconds.</summary>
    public List<double> Durations { get; } = [];
    public int Errors { get; set; }

    /// <summary>How many calls had this group under them at least once.</summary>
    public Dictionary<CallGroup, int> With { get; } = [];

    /// <summary>Calls into other services, in all.</summary>
    public Dictionary<string, int> Outgoing { get; } = new(StringComparer.Ordinal);

    public int Count => Self.Count;
}
