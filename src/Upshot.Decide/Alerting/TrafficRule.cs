using MathNet.Numerics;
using Upshot.Plan;

namespace Upshot.Decide.Alerting;

/// <summary>Requests of an operation over the windows that <see cref="TrafficRule"/> looks at.</summary>
/// <param name="Now">The last ten minutes.</param>
/// <param name="Before">The hour before them.</param>
/// <param name="Yesterday">The hour around this time of yesterday.</param>
public sealed record Traffic(long Now, long Before, long Yesterday);

/// <summary>An operation whose users are gone: no failure says so, for nothing comes.</summary>
public sealed record TrafficRule(string Operation, string Owner, string Runbook, double? RequestsPerDay)
    : AlertRule($"{Operation}/no-traffic", Page, "", Operation, Owner, Runbook)
{
    public static readonly TimeSpan NowWindow = TimeSpan.FromMinutes(10), BeforeWindow = TimeSpan.FromHours(1), Around = TimeSpan.FromMinutes(30);

    /// <summary>Less than this share of what is usual at this time is too little.</summary>
    private const double TooLittle = 0.2;

    /// <summary>How unlikely so few must be at half of what is usual: an alert looks once a minute, half a million times a year.</summary>
    private const double Chance = 1e-8;

    /// <summary>Fewer events than this say nothing about a time of day.</summary>
    private const long Known = 30;

    /// <summary>From now on back: what to count so that a <see cref="Traffic"/> can be made of differences.</summary>
    public static IReadOnlyList<TimeSpan> Windows { get; } = [NowWindow, NowWindow + BeforeWindow, TimeSpan.FromDays(1) - Around, TimeSpan.FromDays(1) + Around];

    public static Traffic Of(Func<TimeSpan, long> over) => new(over(Windows[0]), over(Windows[1]) - over(Windows[0]), over(Windows[3]) - over(Windows[2]));

    /// <summary>Of each operation with an objective about errors: that one counts every request, as one about latency does not.</summary>
    public static IReadOnlyList<TrafficRule> Of(ProductPlan plan) => [.. plan.Operations
        .Select(o => (Operation: o, Promise: PromiseOf(plan, o.Name))).Where(o => o.Promise is not null)
        .Select(o => new TrafficRule(o.Operation.Name, o.Promise!.Owner, o.Promise.Runbook, o.Operation.RequestsPerDay))];

    /// <summary>The objective that counts every request of an operation; null: none does.</summary>
    public static Objective? PromiseOf(ProductPlan plan, string operation) => plan.Objectives.FirstOrDefault(p => p.Operation == operation && p.Kind == ObjectiveKind.Errors && p.Environment is null);

    public AlertReading Read(Traffic traffic)
    {
        // Yesterday at this time is what is usual; where nothing is known of it, the hour before.
        var (usual, before) = (traffic.Yesterday >= Known ? traffic.Yesterday / (2 * Around.TotalMinutes) : traffic.Before / BeforeWindow.TotalMinutes, traffic.Before / BeforeWindow.TotalMinutes);
        var expected = usual * NowWindow.TotalMinutes;
        var isLow = traffic.Now <= TooLittle * expected && SpecialFunctions.GammaUpperRegularized(traffic.Now + 1, Math.Max(expected / 2, 1e-9)) < Chance;
        return new(
            this,
            !isLow ? AlertCondition.Quiet
            // A holiday comes slowly; what fails stops at once. What stopped stays so until it is back.
            : before >= usual / 2 ? AlertCondition.Holds
            : AlertCondition.Unknown,
            null);
    }
}
