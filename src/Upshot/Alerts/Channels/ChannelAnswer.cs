namespace Upshot.Alerts.Channels;

/// <summary>What came of a try.</summary>
/// <param name="Problem">Null: the channel took it.</param>
/// <param name="Scope">Whether the next message of the channel would meet the same.</param>
/// <param name="RetryAfter">When the receiver asked to be tried again; null: it did not say.</param>
internal sealed record ChannelAnswer(string? Problem, ProblemScope Scope = ProblemScope.Channel, TimeSpan? RetryAfter = null)
{
    public static readonly ChannelAnswer Taken = new((string?)null);
}

internal enum ProblemScope
{
    /// <summary>It is down, or there is no way to it: what waits behind would fail too.</summary>
    Channel,

    /// <summary>The receiver will not have this one.</summary>
    Message,

    /// <summary>The receiver says that it is gone for good, or the plan leads nowhere: somebody must do something.</summary>
    Gone,
}
