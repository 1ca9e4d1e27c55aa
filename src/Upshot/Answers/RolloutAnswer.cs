using System.Globalization;
using Upshot.Evidence;
using Upshot.Observe.State;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;

namespace Upshot.Answers;

/// <summary>Stages of signals: the plan's, and over them what was set at run time.</summary>
internal static class RolloutAnswer
{
    public static RolloutStages Stages(AnswerService answers) =>
        new(answers.Plan.Digest, All(answers).ToDictionary(r => r.Signal, r => new SignalStage(r.Stage, r.Share)));

    public static IReadOnlyList<SignalRollout> All(AnswerService answers)
    {
        var changes = answers.State.RolloutChanges().Where(c => c.Stage != "plan").ToDictionary(c => c.Signal, StringComparer.Ordinal);
        return [.. answers.Plan.Signals.Where(s => s.Kind != SignalKind.Entity).Select(s => Of(s, changes.GetValueOrDefault(s.Id)))];
    }

    /// <exception cref="QuestionException">There is no such signal, or no such stage.</exception>
    public static SignalRollout Change(AnswerService answers, string signal, string stage, double? share, Func<string, AuditEntry>? audit = null)
    {
        var found = Named(answers, signal);
        if (stage is not ("off" or "canary" or "on" or "plan"))
        {
            throw new UnusableException($"A signal is off, canary, on, or as the plan says (plan); not \"{stage}\".");
        }

        var part = stage == "canary" ? share ?? found.CanaryShare : share is null ? 0 : throw new UnusableException($"Only a canary has a share; {stage} has none.");
        if (!(part is >= 0 and <= 1))
        {
            throw new UnusableException("A share is from 0 to 1 (0% to 100%).");
        }

        answers.State.Change(new RolloutChange(signal, stage, part, answers.Now), audit?.Invoke(stage == "canary" ? string.Create(CultureInfo.InvariantCulture, $"{signal} is canary, {part:0.####%}") : $"{signal} is {stage}"));
        return All(answers).First(r => r.Signal == signal);
    }

    public static async Task<RolloutStatus> StatusAsync(AnswerService answers, string signal, CancellationToken cancellation)
    {
        var found = Named(answers, signal);
        var rollout = All(answers).First(r => r.Signal == signal);
        var day = answers.Now.AddDays(-1);
        var range = new TimeRange(rollout.ChangedAt > day ? rollout.ChangedAt.Value : day, answers.Now);
        var use = await answers.AskAsync(new SignalUseQuestion(found, range), cancellation);
        var values = await answers.AskAsync(new SignalValuesQuestion(found, answers.Always), cancellation);
        return RolloutCost.Of(rollout, range, use, values) with { Unit = found.Kind == SignalKind.Metric ? found.Unit : "ms" };
    }

    private static SignalRollout Of(Signal signal, RolloutChange? change) => change is null
        ? new(signal.Id, signal.Rollout, signal.Rollout == "canary" ? signal.CanaryShare : 0, signal.Rollout, null)
        : new(signal.Id, change.Stage, change.Share, signal.Rollout, change.ChangedAt);

    private static Signal Named(AnswerService answers, string id) =>
        answers.Plan.Signals.FirstOrDefault(s => s.Id == id && s.Kind != SignalKind.Entity)
        ?? throw new QuestionException(answers.Plan.Signals.Count == 0
            ? $"There is no signal \"{id}\": the plan declares none. Start the server with --plan DIR."
            : string.Create(CultureInfo.InvariantCulture, $"There is no signal \"{id}\". The plan has: {string.Join(", ", answers.Plan.Signals.Select(s => s.Id).Take(20))}{(answers.Plan.Signals.Count > 20 ? $", and {answers.Plan.Signals.Count - 20} more" : "")}."));
}
