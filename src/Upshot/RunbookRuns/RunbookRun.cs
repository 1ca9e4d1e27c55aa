using Upshot.Answers;
using Upshot.Plan;
using Upshot.Plan.Values;

namespace Upshot.RunbookRuns;

/// <summary>How a runbook is run.</summary>
/// <param name="Confirm">Asks the person at the terminal: yes, no, or null to stop. Null as a whole: nobody is there.</param>
/// <param name="Refusal">Why no command may be run; null: they may.</param>
internal sealed record RunbookManner(bool IsDryRun, Func<string, bool?>? Confirm, string? Refusal, string Folder, DateTimeOffset Since);

/// <summary>Walks through the steps of a runbook, one after the other, and keeps what was done and seen.</summary>
/// <param name="record">Is told of each step when it is over.</param>
/// <param name="changed">Is told of a flag that was changed.</param>
internal sealed class RunbookRun(RunbookManner manner, StepQuestions questions, Func<RunbookStep, RecordedStep, Task> record, Func<RunbookStep, Task> changed, TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<RecordedStep>> RunAsync(Runbook runbook, CancellationToken cancellation)
    {
        var done = new List<RecordedStep>();
        foreach (var (index, step) in runbook.Steps.Index())
        {
            output.WriteLine($"{index + 1}/{runbook.Steps.Count} {JsonNames.Of(step.Kind)}: {Visible.Text(step.Title)}");
            var (answer, goesOn) = step.Kind == RunbookStepKind.Action ? await ActAsync(step, cancellation) : (await AskAsync(step, cancellation), true);
            var one = RecordedStep.Of(step, answer, time.GetUtcNow());
            output.WriteLine($"  {Word(answer.State)}: {Visible.Lines(answer.Seen)}");
            if (answer.State == StepState.Otherwise && step.Otherwise.Length > 0)
            {
                output.WriteLine($"  → {Visible.Lines(step.Otherwise)}");
            }

            done.Add(one);
            await record(step, one);
            if (!goesOn)
            {
                break;
            }
        }

        return done;
    }

    private async Task<StepAnswer> AskAsync(RunbookStep step, CancellationToken cancellation)
    {
        var end = time.GetUtcNow() + (manner.IsDryRun ? TimeSpan.Zero : step.Within);
        while (true)
        {
            var answer = await questions.AskAsync(step, manner.Since, time.GetUtcNow(), cancellation);
            if (answer.State is StepState.AsExpected or StepState.Failed || time.GetUtcNow() + Again > end)
            {
                return answer;
            }

            output.WriteLine($"  not yet ({Visible.Text(answer.Seen)}); asked again until {end:HH:mm:ss} UTC");
            await Task.Delay(Again, time, cancellation);
        }
    }

    private async Task<(StepAnswer Answer, bool GoesOn)> ActAsync(RunbookStep step, CancellationToken cancellation)
    {
        var what = What(step);
        if (manner.IsDryRun && step.DryRun.Count == 0)
        {
            return (new(StepState.Skipped, $"would do: {what}"), true);
        }

        if (manner.Refusal is { } refusal && step.Run.Count > 0)
        {
            return (new(StepState.Failed, $"not run ({what}): {refusal}"), true);
        }

        if (!(step.IsSafe && manner.Confirm is null))
        {
            switch (manner.Confirm?.Invoke($"  {what}{Environment.NewLine}  {(step.Confirm.Length > 0 ? Visible.Text(step.Confirm) : step.Run.Count > 0 ? "Run it?" : "Is it done?")}"))
            {
                case true:
                    break;
                case false:
                    return (new(StepState.Skipped, $"not done: {what}"), true);
                default:
                    return (new(StepState.Skipped, manner.Confirm is null ? $"not marked safe, and nobody is there: {what}" : "stopped here"), manner.Confirm is null);
            }
        }

        var words = manner.IsDryRun ? step.DryRun : step.Run;
        var answer = words.Count == 0 ? new(StepState.Done, what) : await StepCommand.RunAsync(words, manner.Folder, step.Timeout, output, time, cancellation);
        if (answer.State == StepState.Done && step.Flag.Length > 0 && !manner.IsDryRun)
        {
            await changed(step);
        }

        return (words.Count == 0 ? answer : answer with { Seen = $"{string.Join(' ', words.Select(Quoted))}: {answer.Seen}" }, true);
    }

    private static string What(RunbookStep step) =>
        (step.Run.Count > 0 ? $"$ {Visible.Text(string.Join(' ', step.Run.Select(Quoted)))} (at most {Duration.Format(step.Timeout)})" : "by hand:")
        + (step.Flag.Length > 0 ? $" flag {Visible.Text(step.Flag)}{(step.From.Length > 0 ? $" from {Visible.Text(step.From)}" : "")} to {Visible.Text(step.To)}" : "");

    private static string Quoted(string word) => word.Length > 0 && !word.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'') ? word : $"\"{word}\"";

    private static string Word(StepState state) => state switch
    {
        StepState.AsExpected => "as expected",
        StepState.Otherwise => "NOT as expected",
        StepState.NoAnswer => "no answer",
        StepState.Done => "done",
        StepState.Skipped => "skipped",
        _ => "FAILED",
    };
}
