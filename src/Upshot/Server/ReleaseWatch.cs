using System.Globalization;
using Upshot.Answers;
using Upshot.Answers.Comparisons;
using Upshot.Answers.Gates;
using Upshot.Decide.Comparison;

namespace Upshot.Server;

/// <summary>
/// Judges releases while they are rolled out, whether somebody asks or not: what regressed is written down, said in the log and told to the webhook. Looks are open-ended, so
/// that however many there are, code that did not change is blamed no more often than alpha says.
/// </summary>
internal sealed class ReleaseWatch(AnswerService asked, VerdictWebhook webhook, TimeSpan every, TimeProvider time, ILogger<ReleaseWatch> log) : BackgroundService
{
    /// <summary>Seconds between two looks; 0: nobody looks. The default is 60.</summary>
    public const string EveryVariable = "UPSHOT_WATCH_SECONDS";

    // Many services with versions of their own take turns.
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);
    private readonly Dictionary<(string Version, string Environment), (long Looked, Verdict? Verdict)> _looked = [];

    /// <summary>Null: nobody looks.</summary>
    public static TimeSpan? Every(Func<string, string?> variable) => SecondsOf(variable(EveryVariable) ?? "60") is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null;

    public static IEnumerable<string> Mistakes(Func<string, string?> variable)
    {
        if (variable(EveryVariable) is { Length: > 0 } seconds && SecondsOf(seconds) is null)
        {
            yield return $"{EveryVariable} is \"{seconds}\": write a whole number of seconds up to 3600, or 0 to leave releases unwatched.";
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    log.LogError(e, "Releases could not be watched; it is tried again in {Wait}", every);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    /// <summary>One look at each, those first that were looked at longest ago, as far as the time reaches.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        if (asked.Plan.Operations.Count == 0 || !asked.State.Leadership.Leads)
        {
            return;
        }

        var began = time.GetTimestamp();
        var running = await RollingOut.OfAsync(asked, cancellation);
        foreach (var gone in _looked.Keys.Except(running).ToList())
        {
            _looked.Remove(gone);
        }

        foreach (var release in running.OrderBy(r => _looked.GetValueOrDefault(r).Looked))
        {
            await LookAsync(release, cancellation);
            if (time.GetElapsedTime(began) > Most)
            {
                return;
            }
        }
    }

    private async Task LookAsync((string Version, string Environment) release, CancellationToken cancellation)
    {
        var decision = await asked.GateAsync(new GateQuestion(new CompareQuestion(null, release.Version) { Environment = release.Environment }), cancellation);
        var before = _looked.GetValueOrDefault(release).Verdict;
        _looked[release] = (time.GetTimestamp(), decision.Verdict);
        if (decision.IsNew)
        {
            log.LogWarning("{Version} in {Environment} regressed: {Reason}", release.Version, Name(release.Environment), decision.Reason);
            await asked.State.PublishedAsync(cancellation);
            await webhook.SendAsync(decision, cancellation);
        }
        else if (decision.Verdict != before)
        {
            log.LogInformation("{Version} in {Environment} is {Verdict}: {Reason}", release.Version, Name(release.Environment), JsonNames.Of(decision.Verdict), decision.Reason);
        }
    }

    private static string Name(string environment) => environment.Length == 0 ? "no named environment" : environment;

    private static int? SecondsOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 3600 ? seconds : null;
}
