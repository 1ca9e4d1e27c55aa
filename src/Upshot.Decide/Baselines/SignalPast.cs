namespace Upshot.Decide.Baselines;

/// <summary>Values of a signal by step of five minutes; not a number: nothing is known of that time.</summary>
/// <param name="First">The step that <paramref name="Values"/> begins with: five minutes since 1970.</param>
public sealed record SignalPast(long First, IReadOnlyList<double> Values)
{
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>So long after its end a step is whole.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromMinutes(2);

    public const int StepsAnHour = 12, StepsADay = 24 * StepsAnHour, StepsAWeek = 7 * StepsADay;

    public static long StepOf(DateTimeOffset at) => at.UtcTicks / Step.Ticks - (DateTimeOffset.UnixEpoch.Ticks / Step.Ticks);

    /// <summary>The step that is running for whoever looks now: senders hold back what they send, and metrics come once a minute or so.</summary>
    public static long EndAt(DateTimeOffset now) => StepOf(now - Lag);

    public static DateTimeOffset TimeOf(long step) => DateTimeOffset.UnixEpoch + (step * Step);

    /// <summary>One past the last step.</summary>
    public long End => First + Values.Count;

    public double this[long step] => step >= First && step < End ? Values[(int)(step - First)] : double.NaN;
}
