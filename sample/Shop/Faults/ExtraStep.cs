using System.Text.Json.Serialization;

namespace Shop.Faults;

/// <summary>What a step before a page does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExtraStepKind>))]
internal enum ExtraStepKind
{
    /// <summary>Waits.</summary>
    Wait,

    /// <summary>Asks the inventory for several products, one after the other or (<see cref="ExtraStep.AtOnce"/>) side by side; it takes its time for each.</summary>
    Calls,

    /// <summary>Tries until it works, at most three times; a share of the attempts fails, and before each further one it pauses.</summary>
    Attempts,

    /// <summary>Asks only in a share of the requests: a cache knows the others.</summary>
    Cached,

    /// <summary>Waits for a lock, which a share of the requests holds for a while.</summary>
    Lock,

    /// <summary>Waits for the only worker there is.</summary>
    Queue,

    /// <summary>Waits beside all other steps; the page comes when both are done.</summary>
    Aside,
}

/// <summary>
/// Work before the product page and the order, in a span of its own: a known cause of slowness, which can be taken away or made otherwise while the service runs.
/// </summary>
/// <param name="Millis">How long a wait, an attempt, a holder of the lock or the worker takes, and the inventory longer for each call, in the middle: from half to three halves of it.</param>
/// <param name="Share">Of attempts that fail, of requests that a cache does not know, of those that hold the lock.</param>
/// <param name="Times">How many calls.</param>
internal sealed record ExtraStep(ExtraStepKind Kind, string Name, double Millis = 0, double Share = 0, int Times = 1, bool AtOnce = false)
{
    private const double MostMillis = 10_000;
    private const int MostTimes = 100;

    /// <summary>What is wrong with it; null: nothing.</summary>
    public string? Mistake => this switch
    {
        { Name: null or "" } => "a step needs a name",
        { Millis: not (>= 0 and <= MostMillis) } => $"{Name}: millis lie between 0 and {MostMillis}",
        { Share: not (>= 0 and <= 1) } => $"{Name}: a share lies between 0 and 1",
        { Times: not (>= 0 and <= MostTimes) } => $"{Name}: times lie between 0 and {MostTimes}",
        _ => null,
    };
}
